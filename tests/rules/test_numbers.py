"""Rules on numbers: rounding gives half a unit of the last digit, and no more."""

from __future__ import annotations

import pytest

from .planting import expect

FRACTION = "33/42 patients (79%)"
SHARE = 'count: 33, of: 42, percent: 79, low: 63, high: 90, p: "<0.001"'
PROPORTION = "{proportion: Improved, " + SHARE + "}"
CHANGE = "{change: NRS, baseline: {value: 7.0}, follow_up: [{value: 3.2, at: 5 y}], difference: {value: -3.8}}"
ESTIMATE = "{estimate: Pooled effect, value: 2.9, low: 2.1, high: 3.7}"
INTERVAL = "38.9 (95% CI: 35.9–41.9)"


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("1/8 (12%)", True),  # 12.5 is rounded down or up
        ("1/8 (13%)", True),
        ("1/8 (12.4%)", False),
        ("1/8 (12.5%)", True),
        ("1/16 (6.2%)", True),
        ("1/16 (6.3%)", True),
        ("1/16 (6.1%)", False),
        ("1/200 (1%)", True),
        ("1/201 (1%)", False),
        ("2/3 (67%)", True),
        ("2/3 (66%)", False),
        ("2/3 (68%)", False),
    ],
)
def test_a_percentage_is_its_fraction_as_rounded(tmp_path, text, fits):
    expect(tmp_path, "NUM-001", (FRACTION, text if fits else "¦" + text))
    count, of, percent = text.replace("%)", "").replace(" (", "/").split("/")
    mark = "" if fits else "¦"
    row = f"{{proportion: Improved, count: {count}, of: {of}, percent: {mark}{percent}}}"
    expect(tmp_path, "NUM-002", (PROPORTION, row))


def test_a_fraction_that_is_not_whole_is_not_compared(tmp_path):
    for row in ("percent: 12", "count: 1, percent: 12", "of: 8, percent: 12", "count: 1, of: 8"):
        expect(tmp_path, "NUM-002", (PROPORTION, f"{{proportion: Improved, {row}}}"))
    more = "{proportion: Improved, count: 9, of: 8, percent: 12}"
    expect(tmp_path, "NUM-002", (PROPORTION, more))
    expect(tmp_path, "NUM-003", (PROPORTION, more.replace("9", "¦9")))
    expect(tmp_path, "NUM-002", (PROPORTION, "{proportion: Improved, count: 8, of: 8, percent: ¦99}"))


@pytest.mark.parametrize("versus", ["count: 1, of: 8, percent: ¦12.4", "count: 1, of: 8, percent: 12.5"])
def test_the_other_arm_is_compared_too(tmp_path, versus):
    expect(
        tmp_path, "NUM-002", (PROPORTION, f"{{proportion: Improved, count: 1, of: 8, versus: {{arm: Sham, {versus}}}}}")
    )


@pytest.mark.parametrize(
    ("row", "right"),
    [
        ("count: 42, of: 42", True),
        ("count: ¦43, of: 42", False),
        ("count: 0, of: 42", True),
        ("percent: 100", True),
        ("percent: ¦100.1", False),
        ("percent: 0", True),
        ("percent: ¦-0.1", False),
    ],
)
def test_a_part_is_within_the_whole(tmp_path, row, right):
    assert right == ("¦" not in row)
    expect(tmp_path, "NUM-003", (PROPORTION, f"{{proportion: Improved, {row}}}"))


@pytest.mark.parametrize(
    "row",
    [
        "value: 2.9, low: 2.9, high: 3.7",
        "value: 2.9, low: 2.1, high: 2.9",
        "value: 2.90, low: 2.9, high: 2.9",
        "value: 2.95, low: 3.0, high: 3.7",  # 2.95 can be the 3.0 that is printed
        "value: 2.94, low: ¦3.0, high: 3.7",
        "value: 3.75, low: 3.0, high: 3.7",
        "value: 3.76, low: ¦3.0, high: 3.7",
        "value: 2.5, low: 3, high: 4",
        "value: 2.4, low: ¦3, high: 4",
        "value: 4.5, low: 3, high: 4",
        "value: 4.6, low: ¦3, high: 4",
        "value: 3, low: ¦3.1, high: 3",
        "value: -3, low: -4, high: -2",
    ],
)
def test_an_interval_contains_its_estimate_as_rounded(tmp_path, row):
    expect(tmp_path, "NUM-004", (ESTIMATE, f"{{estimate: Pooled effect, {row}}}"))


@pytest.mark.parametrize("key", ["baseline", "difference", "versus"])
def test_every_quantity_of_a_change_has_its_interval(tmp_path, key):
    left = {"baseline": "{value: 7.0}", "difference": "{value: -3.8}"}
    for low in ("-9", "¦8"):
        arm = "arm: Sham, " if key == "versus" else ""
        rows = {**left, key: f"{{{arm}value: {left.get(key, '{value: 1}')[8:-1]}, low: {low}, high: 9}}"}
        inside = ", ".join(f"{name}: {value}" for name, value in rows.items())
        expect(tmp_path, "NUM-004", (CHANGE, f"{{change: NRS, {inside}, follow_up: [{{value: 3.2, at: 5 y}}]}}"))


def test_readings_have_intervals(tmp_path):
    row = "{change: NRS, follow_up: [{value: 3.2, at: 1 y, low: 3, high: 4}, {value: 3.2, at: 5 y, low: ¦4, high: 5}]}"
    expect(tmp_path, "NUM-004", (CHANGE, row))


@pytest.mark.parametrize(
    "row",
    [
        "percent: 12, low: 12, high: 13",
        "percent: 12, low: ¦13, high: 14",
        "count: 1, of: 8, low: 12.5, high: 13",
        "count: 1, of: 8, low: ¦12.6, high: 13",  # 12.5% is below 12.55
        "count: 1, of: 8, low: 13, high: 14",
        "count: 0, of: 8, low: ¦1, high: 13",
        "count: 9, low: 13, high: 14",  # of nobody knows how many
        "count: 0, of: 0, low: 13, high: 14",
        "percent: 12, count: 1, of: 2, low: 11, high: 13",  # the percentage is what the interval is of
    ],
)
def test_a_share_has_its_interval(tmp_path, row):
    expect(tmp_path, "NUM-004", (PROPORTION, f"{{proportion: Improved, {row}}}"))


@pytest.mark.parametrize(
    "text",
    [
        "38.9 (95% CI: 38.9–41.9)",
        "38.85 (95% CI: 38.9–41.9)",
        "¦38.84 (95% CI: 38.9–41.9)",
        "¦38.9 (95% CI: 41.9–35.9)",
    ],
)
def test_an_interval_in_the_text_contains_its_estimate(tmp_path, text):
    expect(tmp_path, "NUM-004", (INTERVAL, text))


STUDY = "      n: 204\n"


@pytest.mark.parametrize(
    ("study", "row"),
    [
        (STUDY, "percent: 9, of: 204"),
        (STUDY, "percent: 9, of: ¦205"),
        (STUDY, "count: 204"),
        (STUDY, "count: ¦205"),
        (STUDY, "count: 204, of: 240"),  # screened, and 204 of them took part
        (STUDY, "count: 203, of: ¦240"),
        ("", "percent: 9, of: 204"),
        ("", "percent: 9, of: ¦205"),
        ("      n: 210\n", "percent: 9, of: 210"),
    ],
)
def test_a_result_has_no_more_people_than_its_study(tmp_path, study, row):
    expect(tmp_path, "NUM-005", (STUDY, study), (PROPORTION, f"{{proportion: Improved, {row}}}"))


@pytest.mark.parametrize("row", ["percent: 9, of: 246", "percent: 9, of: ¦247"])
def test_without_a_number_a_study_has_the_people_of_its_cohorts(tmp_path, row):
    cohorts = (STUDY + "      cohorts: [pivotal]", "      cohorts: [pivotal, registry]")
    expect(tmp_path, "NUM-005", cohorts, (PROPORTION, f"{{proportion: Improved, {row}}}"))
    unknown = ("participants: 42, ", "")
    expect(tmp_path, "NUM-005", unknown, cohorts, (PROPORTION, f"{{proportion: Improved, {row.replace('¦', '')}}}"))
    nobody = (STUDY + "      cohorts: [pivotal]\n", "")
    expect(tmp_path, "NUM-005", nobody, (PROPORTION, f"{{proportion: Improved, {row.replace('¦', '')}}}"))


def change(baseline: str, follow_up: str, difference: str) -> tuple[str, str]:
    readings = ", ".join(f"{{value: {value}, at: {at} y}}" for at, value in enumerate(follow_up.split(), 1))
    row = f"baseline: {{value: {baseline}}}, follow_up: [{readings}], difference: {{value: {difference}}}"
    return CHANGE, f"{{change: NRS, {row}}}"


@pytest.mark.parametrize(
    ("baseline", "follow_up", "difference"),
    [
        ("7.0", "3.2", "-3.8"),
        ("7.0", "3.2", "-3.90"),  # 0.05 for each number with one decimal, 0.005 for the one with two
        ("7.0", "3.2", "¦-3.91"),
        ("7.0", "3.2", "-3.70"),
        ("7.0", "3.2", "¦-3.69"),
        ("7.00", "3.20", "-3.81"),
        ("7.00", "3.20", "¦-3.82"),
        ("7.0", "3", "-3.4"),
        ("7.0", "3", "¦-3.3"),
        ("7", "3.0", "-3.4"),
        ("7", "3.0", "¦-3.3"),
        ("7", "3", "-3.00"),
        ("7", "3", "¦-2.99"),
        ("3.2", "7.0", "-3.8"),  # the sign is for NUM-007
        ("7.0", "5.0 3.2", "-3.8"),
        ("7.0", "5.0 3.2", "-2.0"),
        ("7.0", "5.0 3.2", "¦-3.0"),
    ],
)
def test_a_change_is_follow_up_minus_baseline_as_rounded(tmp_path, baseline, follow_up, difference):
    expect(tmp_path, "NUM-006", change(baseline, follow_up, difference))


@pytest.mark.parametrize(
    ("baseline", "follow_up", "difference"),
    [
        ("7.0", "3.2", "¦3.8"),
        ("3.2", "7.0", "¦-3.8"),
        ("0.5", "0.4", "¦0.1"),
        ("3.2", "7.0", "3.8"),
        ("7.0", "3.2 8.0", "1.0"),  # one of the time points rose
        ("7.0", "7.0", "1.0"),
        ("7.0", "3.2", "0.0"),
    ],
)
def test_a_change_has_the_sign_of_its_readings(tmp_path, baseline, follow_up, difference):
    expect(tmp_path, "NUM-007", change(baseline, follow_up, difference))


def test_a_change_without_all_of_its_numbers_is_not_compared(tmp_path):
    for row in (
        "follow_up: [{value: 3.2, at: 5 y}], difference: {value: 9}",
        "baseline: {value: 7.0}, difference: {value: 9}",
        "baseline: {value: 7.0}, follow_up: [{value: 3.2, at: 5 y}]",
    ):
        for rule in ("NUM-006", "NUM-007"):
            expect(tmp_path, rule, (CHANGE, f"{{change: NRS, {row}}}"))


def test_readings_are_named_once_each(tmp_path):
    found = expect(tmp_path, "NUM-006", change("7.0", "5.0 3.2 5.0", "¦-9.0"))
    assert found[0].message == "follow-up minus baseline is -2.0 or -3.8, not -9.0"


@pytest.mark.parametrize("p", ["1", "1.0", "0.05", "<1", "¦1.01", "¦<1.01", "¦P = 1.5", "¦p=2", "0", "not significant"])
def test_a_p_value_is_one_at_most(tmp_path, p):
    mark = "¦" if "¦" in p else ""
    expect(tmp_path, "NUM-009", ('p: "<0.001"', f'p: {mark}"{p.removeprefix("¦")}"'))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a ¦reduction of -19.7 points", "reduction of -19.7"),
        ("¦Reduction in mean pain by −2", "Reduction in mean pain by −2"),
        ("pain ¦fell  by – 3 points", "fell by – 3"),
        ("a reduction of 19.7 points", None),
        ("a change of -19.7 points", None),
        ("a reduction. It was -19.7 points", None),
    ],
)
def test_a_reduction_is_said_once(tmp_path, text, said):
    found = expect(tmp_path, "NUM-008", ("NRS was", f"NRS with {text} was"))
    assert [p.message for p in found] == ([f"`{said}` is a double negative"] if said else [])


def test_what_does_not_agree_is_said(tmp_path):
    def said(rule: str, *edit: str) -> list[str]:
        return [p.message for p in expect(tmp_path, rule, edit)]

    assert said("NUM-001", FRACTION, "¦33/42 patients (89%)") == ["33/42 is 78.6%, not 89%"]
    share = "{proportion: Improved, count: 33, of: 42, percent: ¦89}"
    assert said("NUM-002", PROPORTION, share) == ["33/42 is 78.6%, not 89%"]
    assert said("NUM-003", PROPORTION, "{proportion: Improved, count: ¦43, of: 42}") == ["43 is more than 42"]
    assert said("NUM-003", PROPORTION, "{proportion: Improved, percent: ¦101}") == ["101% of people is impossible"]
    estimate = "{estimate: Pooled effect, value: 2.9, low: ¦%s, high: %s}"
    assert said("NUM-004", ESTIMATE, estimate % (3.1, 3.7)) == ["the interval 3.1 to 3.7 does not contain 2.9"]
    assert said("NUM-004", ESTIMATE, estimate % (3.7, 3.1)) == ["the interval runs from 3.7 down to 3.1"]
    third = "{proportion: Improved, count: 1, of: 3, low: ¦50, high: 60}"
    assert said("NUM-004", PROPORTION, third) == ["the interval 50 to 60 does not contain 33.3333"]
    assert said("NUM-005", PROPORTION, "{proportion: Improved, count: ¦205}") == ["205 people, but the study has 204"]
    wrong = "follow-up minus baseline is -3.8, so 3.8 has the wrong sign"
    assert said("NUM-007", *change("7.0", "3.2", "¦3.8")) == [wrong]
    assert said("NUM-009", 'p: "<0.001"', 'p: ¦"1.7"') == ["a P value of 1.7 is impossible"]

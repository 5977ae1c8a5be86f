"""The phrases of structured facts: units, signs, intervals."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import TypeAdapter

from generator.model.dates import AnyDate, first_day, last_day
from generator.model.evidence import Result
from generator.model.policy import StudyIdentifier
from generator.model.thresholds import Duration, Interval, Limit, Measure, Recency
from generator.wording import phrases as words


def values(**fields) -> list[str]:
    return words.result_values(TypeAdapter(Result).validate_python(fields))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"name": "Age", "operator": ">", "value": "18", "unit": "years"}, "Age > 18 years"),
        (
            {"name": "Pain", "instrument": "NRS", "operator": ">=", "value": "6.0", "unit": "points", "at": "baseline"},
            "Pain (NRS) ≥ 6.0 points, baseline",
        ),
        (
            {"name": "BMI", "operator": "between", "value": "30", "upper": "34.9", "unit": "kg/m²"},
            "BMI from 30 to 34.9 kg/m²",
        ),
        (
            {"name": "FEV1/FVC", "operator": "<", "value": "0.70", "at": "after a bronchodilator"},
            "FEV1/FVC < 0.70, after a bronchodilator",
        ),
        (
            {
                "name": "ODI",
                "operator": "<=",
                "value": "-15",
                "unit": "points",
                "baseline": "baseline",
                "same_instrument": "true",
            },
            "ODI ≤ −15 points, compared with baseline, measured with the same instrument both times",
        ),
    ],
)
def test_measure(fields, expected):
    assert words.measure(Measure.model_validate(fields)) == expected


def test_times():
    assert words.duration(Duration(operator=">=", value="6", unit="month", of="care")) == "≥ 6 months of care"
    assert words.duration(Duration(operator="between", value="3", upper="10", unit="day")) == "3 to 10 days"
    assert words.recency(Recency(value="1", unit="year", before="the request")) == "within 1 year before the request"
    assert words.interval(Interval(value="12", unit="week", between="doses")) == "at least 12 weeks between doses"
    assert words.interval(Interval(value="31", upper="91", unit="day", between="start and visit")) == (
        "31 to 91 days between start and visit"
    )
    assert words.interval(Interval(upper="6", unit="month", between="visits")) == "at most 6 months between visits"
    with pytest.raises(ValueError, match="an interval requires a `value`"):
        Interval(unit="month", between="visits")


def test_half_open_ranges():
    bmi = {"name": "BMI", "operator": ">=", "value": "35", "unit": "kg/m²"}
    assert words.measure(Measure.model_validate(bmi | {"below": "40"})) == "BMI ≥ 35 and < 40 kg/m²"
    relief = {"name": "relief", "operator": ">=", "value": "50", "unit": "%"}
    assert words.measure(Measure.model_validate(relief)) == "relief ≥ 50%"
    assert words.measure(Measure.model_validate(bmi | {"operator": ">", "upper": "40"})) == "BMI > 35 and ≤ 40 kg/m²"
    assert words.duration(Duration(operator=">=", value="1", below="2", unit="year", of="care")) == (
        "≥ 1 and < 2 years of care"
    )


@pytest.mark.parametrize("part", [Duration, Measure])
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"operator": "between", "value": "3"}, "`operator: between` requires `upper`"),
        ({"operator": ">=", "value": "3", "upper": "10"}, "`upper` requires `operator: between`"),
        ({"operator": "between", "value": "10", "upper": "3"}, "there is nothing between 10 and 3"),
        ({"operator": "between", "value": "3", "below": "10"}, "`operator: between` requires `upper`"),
        ({"operator": "between", "value": "3", "upper": "9", "below": "10"}, "`below` requires the operator"),
        ({"operator": "<", "value": "3", "below": "10"}, "`below` requires the operator"),
        ({"operator": ">=", "value": "10", "below": "10"}, "there is nothing between 10 and 10"),
    ],
)
def test_ends_that_admit_nothing_are_refused(part, fields, message):
    more = {"name": "Age", "unit": "years"} if part is Measure else {"unit": "day"}
    with pytest.raises(ValueError, match=message):
        part.model_validate(fields | more)


def test_limits():
    rolling = {"count": 2, "unit": "sessions", "per": "region", "window": {"value": "12", "unit": "month"}}
    assert words.limit(Limit.model_validate(rolling)) == (
        "at most 2 sessions per region, in each rolling period of 12 months"
    )
    once = Limit(count=1, unit="device", per="patient", lifetime="true")
    assert words.limit(once) == "at most 1 device per patient, in a lifetime"
    assert words.limit(Limit(count=2, unit="cycles", per="initial authorization")) == (
        "at most 2 cycles per initial authorization"
    )
    with pytest.raises(ValueError, match="not both"):
        Limit.model_validate(rolling | {"lifetime": "true"})


def test_proportion_with_fraction_interval_and_comparison():
    assert values(
        proportion="x",
        percent="79",
        count="33",
        of="42",
        low="64",
        high="90",
        versus={"arm": "OMM", "percent": "6"},
        p="< 0.001",
    ) == ["79% (33 of 42) (95% CI 64% to 90%)", "versus 6% with OMM", "P\N{NO-BREAK SPACE}<\N{NO-BREAK SPACE}0.001"]


def test_a_comparison_names_both_arms():
    other = {"versus": {"arm": "OMM", "percent": "6"}, "arm": "Device"}
    assert values(proportion="x", percent="52", **other) == ["52% with Device", "versus 6% with OMM"]
    assert values(change="ODI", difference={"value": "-19"}, arm="Device", versus={"arm": "OMM", "value": "-4"}) == [
        "change −19 with Device",
        "versus −4 with OMM",
    ]
    assert values(proportion="x", percent="52", arm="Device") == ["52%"]


def test_change_keeps_zeros_and_signs():
    assert values(
        change="NRS",
        unit="points",
        baseline={"value": "7.0", "plus_minus": "0.2"},
        follow_up=[{"value": "2.7", "plus_minus": "0.3", "at": "3 years"}],
    ) == ["7.0 ± 0.2 at baseline → 2.7 ± 0.3 at 3 years (points)"]
    assert values(change="ODI", unit="points", difference={"value": "-19.7"}) == ["change −19.7 points"]
    assert values(change="Weight", unit="%", difference={"value": "-25", "low": "-28", "high": "-22"}) == [
        "change −25% (95% CI −28% to −22%)"
    ]
    assert values(change="EQ-5D", difference={"value": "0.16"}) == ["change +0.16"]


def test_estimate_and_finding():
    assert values(estimate="x", value="2.9", low="2.1", high="3.7", unit="points") == ["2.9 (95% CI 2.1 to 3.7) points"]
    assert values(finding="x") == []


@pytest.mark.parametrize(
    ("written", "short", "long"),
    [
        ("2025-12-01", "12/01/2025", "December 1, 2025"),
        ("2025-12", "12/2025", "December 2025"),
        ("2025-01", "01/2025", "January 2025"),
        ("2025", "2025", "2025"),
    ],
)
def test_only_what_is_known_of_a_date_is_printed(written, short, long):
    when = TypeAdapter(AnyDate).validate_python(written)
    assert (words.us_date(when), words.long_date(when)) == (short, long)
    assert TypeAdapter(AnyDate).dump_python(when, mode="json") == written


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-12-10", date(2025, 12, 10), date(2025, 12, 10)),
    ],
)
def test_the_days_that_a_date_can_be(written, first, last):
    when = TypeAdapter(AnyDate).validate_python(written)
    assert (first_day(when), last_day(when)) == (first, last)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"percent": "65", "count": "39", "of": "60"}, "65% (39 of 60)"),
        ({"percent": "65", "of": "60"}, "65% (of 60)"),
        ({"percent": "65", "count": "39"}, "65% (39)"),
        ({"percent": "65"}, "65%"),
        ({"count": "39", "of": "60"}, "39 of 60"),
    ],
)
def test_a_share_prints_all_that_is_known(fields, shown):
    assert values(proportion="x", **fields) == [shown]


def test_a_change_has_a_value():
    with pytest.raises(ValueError, match="give `baseline`, `follow_up`, or `difference`"):
        values(change="ODI", unit="points", p="= .03")
    assert values(change="ODI", unit="points", difference={"value": "-3"}) == ["change −3 points"]


@pytest.mark.parametrize(("names", "shown"), [(["A"], "A"), (["A", "B"], "A or B"), (["A", "B", "C"], "A, B, or C")])
def test_one_of_several_names(names, shown):
    assert words.one_of(names) == shown


def test_the_note_of_a_limit_is_printed_with_it_but_is_no_part_of_the_cap():
    part = Limit.model_validate({"count": "1", "unit": "limb", "per": "session", "note": "Both sides count once."})
    assert words.limit(part) == "at most 1 limb per session (Both sides count once)"
    assert words.cap(part) == "at most 1 limb per session"


@pytest.mark.parametrize(
    ("written", "is_good"),
    [("NCT01234567", True), ("NCT0123456", False), ("NCT012345678", False), ("nct01234567", False), ("EU-17", True)],
)
def test_identifiers_of_studies(written, is_good):
    adapter = TypeAdapter(StudyIdentifier)
    if is_good:
        assert adapter.validate_python(written) == written
    else:
        with pytest.raises(ValueError, match="is NCT and eight digits, not"):
            adapter.validate_python(written)

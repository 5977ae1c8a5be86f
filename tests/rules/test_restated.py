"""Rules on texts that restate the criteria: a number is one of theirs, in the policy and in each edition."""

from __future__ import annotations

import pytest

from .planting import expect

SUMMARY = "summary: The service is medically necessary for some patients."
SHARED = "      statement: Conservative care failed.\n"
REGULATORY = "      product_code: QLK\n"


@pytest.mark.parametrize(
    "text",
    [
        "After 6 months of pain.",
        "¦After 5 months of pain.",
        "For adults of 18 years.",
        "¦For adults of 19 years.",
        "A score of 6 points.",
        "¦A score of 7 points.",
        "¦For 2 weeks.",  # a time in a unit that no criterion has
        "Of 3 devices.",  # nothing that criteria measure
        "Of the 7.",
        "¦At 41 kg/m².",
        "At 40 kg/m².",
    ],
)
def test_a_summary_says_the_numbers_of_the_criteria(tmp_path, text):
    mark = "¦" if "¦" in text else ""
    expect(tmp_path, "CRIT-007", (SUMMARY, f"summary: {mark}{text.removeprefix('¦')}"))


def test_a_summary_may_say_a_number_twice(tmp_path):
    found = expect(tmp_path, "CRIT-007", (SUMMARY, "summary: ¦After 5 months, yes 5 months of pain."))
    assert [(p.message, p.hint) for p in found] == [
        ("the text says 5 months, no criterion does", "criteria state: 6 months")
    ]


def test_the_hint_lists_the_numbers_of_the_unit(tmp_path):
    more = SHARED + '      duration: {operator: ">=", value: 9, unit: month}\n'
    found = expect(tmp_path, "CRIT-007", (SHARED, more), (SUMMARY, "summary: ¦After 5 months."))
    assert found[0].hint == "criteria state: 6 months, 9 months"
    found = expect(tmp_path, "CRIT-007", (SUMMARY, "summary: ¦After 5 weeks."))
    assert found[0].hint and "month" not in found[0].hint
    found = expect(tmp_path, "CRIT-007", (SUMMARY, "summary: ¦After 7 points."))
    assert (found[0].message, found[0].hint) == ("the text says 7 point, no criterion does", "criteria state: 6 point")
    share = SHARED + '      measure: {name: relief, operator: ">=", value: 50, unit: "%"}\n'
    found = expect(tmp_path, "CRIT-007", (SHARED, share), (SUMMARY, "summary: ¦Relief of 40%."))
    assert (found[0].message, found[0].hint) == ("the text says 40%, no criterion does", "criteria state: 50%")


@pytest.mark.parametrize(
    "more",
    [
        'measure: {name: wait, operator: ">=", value: 11, unit: weeks}',
        'duration: {operator: ">=", value: 11, unit: week}',
        "duration: {operator: between, value: 9, upper: 11, unit: week}",
        "recency: {value: 11, unit: week, before: the order}",
        "interval: {upper: 11, unit: week, between: sessions}",
        "limit: {count: 1, unit: units, per: patient, window: {value: 11, unit: week}}",
        "documentation: [{document: Letter}, {document: Note, recency: {value: 11, unit: week, before: the order}}]",
        "note: Nothing.",
    ],
)
def test_every_stored_time_may_be_restated(tmp_path, more):
    said = "¦After 11 weeks." if more.startswith("note") else "After 11 weeks."
    mark = "¦" if "¦" in said else ""
    expect(
        tmp_path, "CRIT-007", (SHARED, f"{SHARED}      {more}\n"), (SUMMARY, f"summary: {mark}{said.removeprefix('¦')}")
    )
    expect(tmp_path, "CRIT-007", (SUMMARY, "summary: ¦After 11 weeks."))


@pytest.mark.parametrize(
    "text",
    [
        "At most 2 trials in 5 years.",
        "¦At most 3 trials in 5 years.",
        "¦At most 2 trials in 4 years.",
        "Of 3 trials, two were blinded.",  # nothing is capped
        "¦No more than 2 leads in 6 weeks.",
    ],
)
@pytest.mark.parametrize("is_criterion", [False, True])
def test_a_summary_says_the_numbers_of_the_limits(tmp_path, text, is_criterion):
    limit = "{count: 2, unit: trials, per: patient, window: {value: 5, unit: year}}"
    of_policy = ("  other_uses:\n", f"  limits: [{limit}]\n  other_uses:\n")
    of_criterion = (SHARED, f"{SHARED}      limit: {limit}\n")
    mark = "¦" if "¦" in text else ""
    summary = (SUMMARY, f"summary: {mark}{text.removeprefix('¦')}")
    expect(tmp_path, "CRIT-007", of_criterion if is_criterion else of_policy, summary)


def test_the_numbers_of_groups_documents_count(tmp_path):
    group = (
        "        id: severity\n        documentation: [{document: N, recency: {value: 11, unit: week, before: x}}]\n"
    )
    expect(tmp_path, "CRIT-007", ("        id: severity\n", group), (SUMMARY, "summary: After 11 weeks."))


@pytest.mark.parametrize("text", ["For 6 months.", "¦For 5 months."])
def test_a_label_comparison_says_the_numbers_of_the_criteria(tmp_path, text):
    mark = "¦" if "¦" in text else ""
    row = f"{{id: r, aspect: Time, label: 9 months, policy: {mark}{text.removeprefix('¦')}}}"
    expect(tmp_path, "CRIT-007", (REGULATORY, f"{REGULATORY}  label_comparison: [{row}]\n"))


CHANGE = """\
      - action: amend
        criterion: pain-duration
        with: {statement: Pain for at least %s months., duration: {operator: ">=", value: %s, unit: month, of: pain}}
        direction: more-restrictive
        reason: R
"""


def edition(*changes: str) -> tuple[str, str]:
    return "history:\n", "editions:\n  - id: own\n    changes:\n" + "".join(changes) + "history:\n"


def test_a_text_that_repeats_the_old_number_is_found(tmp_path):
    summary = (SUMMARY, "summary: After 6 months of pain.")
    changed = (CHANGE % (9, 9)).replace("- action", "- ¦action")
    found = expect(tmp_path, "EDITION-007", summary, edition(changed))
    assert [p.message for p in found] == ["`coverage/summary` still says 6 months in this edition"]
    expect(tmp_path, "EDITION-007", summary, edition(CHANGE % (6, 6)))
    expect(tmp_path, "EDITION-007", edition(CHANGE % (9, 9)))
    # another criterion still has the number
    kept = (SHARED, SHARED + '      duration: {operator: ">=", value: 6, unit: month}\n')
    expect(tmp_path, "EDITION-007", summary, kept, edition(CHANGE % (9, 9)))


def test_texts_that_speak_of_criteria_are_read_and_no_others(tmp_path):
    changed = (CHANGE % (9, 9)).replace("- action", "- ¦action")
    for edit in (
        ("      title: Back pain\n", "      title: Back pain of 6 months\n"),
        (REGULATORY, f"{REGULATORY}  label_comparison: [{{id: r, aspect: F, label: L, policy: 6 months}}]\n"),
        ("background:\n", "documentation: [Note of 6 months]\nbackground:\n"),
        ("background:\n", "lcd: {issue: Care of 6 months}\nbackground:\n"),
    ):
        expect(tmp_path, "EDITION-007", edit, edition(changed))
    for edit in (
        ("      Pain is common", "      Pain of 6 months is common"),
        ("- {finding: It lasted.}", "- {finding: It lasted 6 months.}"),
    ):
        expect(tmp_path, "EDITION-007", edit, edition(CHANGE % (9, 9)))


def test_the_texts_of_criteria_are_their_own(tmp_path):
    noted = (SHARED, SHARED + "      note: Most wait 6 months.\n")
    expect(tmp_path, "EDITION-007", noted, edition(CHANGE % (9, 9)))


def test_a_text_written_again_says_the_new_numbers(tmp_path):
    def again(said: str, key: str = "summary", criterion: str = "coverage") -> str:
        return (
            f"      - action: amend\n        criterion: {criterion}\n        with: {{{key}: {said}}}\n"
            "        direction: editorial\n        reason: R\n"
        )

    summary = (SUMMARY, "summary: After 6 months of pain.")
    expect(tmp_path, "EDITION-007", summary, edition(CHANGE % (9, 9), again("After 9 months.")))
    expect(tmp_path, "EDITION-007", summary, edition(CHANGE % (9, 9), again("¦After 8 months.")))
    rows = (REGULATORY, f"{REGULATORY}  label_comparison: [{{id: r, aspect: F, label: L, policy: 6 months}}]\n")
    expect(tmp_path, "EDITION-007", rows, edition(CHANGE % (9, 9), again("9 months", "policy", "r")))
    expect(tmp_path, "EDITION-007", rows, edition(CHANGE % (9, 9), again("¦8 months", "policy", "r")))


def test_a_criterion_that_is_dropped_takes_its_number_along(tmp_path):
    drop = "      - {¦action: drop, criterion: pain-duration, direction: less-restrictive, reason: R}\n"
    summary = (SUMMARY, "summary: After 6 months of pain.")
    found = expect(tmp_path, "EDITION-007", summary, edition(drop.replace("{¦", "¦{")))
    assert "6 months" in found[0].message

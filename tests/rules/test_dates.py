"""Rules on dates, on both sides of each day: the day that is allowed, and the next one that is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from generator.problem import SourceProblems

from .planting import CLEAN, TODAY, edited, expect, load

DATES = CLEAN[CLEAN.index("dates:\n") : CLEAN.index("guideline:\n")]
DRAFT = ("status: approved", "status: draft")  # a draft needs no dates
DAY = date(2026, 7, 1)
# which date comes before which, and whether the two may be the same day
ORDER = [
    ("original_effective", "effective", True),
    ("published", "effective", True),
    ("effective", "next_review", False),
    ("last_review", "next_review", False),
    ("comment_start", "comment_end", True),
    ("comment_end", "notice_start", True),
    ("notice_start", "notice_end", True),
    ("notice_end", "effective", True),
    ("effective", "retired", True),
    ("published", "retired", True),
    ("original_effective", "retired", True),
]


def dates(**days: object) -> tuple[str, str]:
    """Return the edit that gives the clean policy these dates alone; `mark` names the one with the problem."""
    mark = days.pop("mark", None)
    rows = "".join(f"  {name}: {'¦' if name == mark else ''}{day}\n" for name, day in days.items())
    return DATES, f"dates:\n{rows}"


def edition(**days: object) -> tuple[str, str]:
    """Return the edit that adds an edition with dates of its own."""
    mark = days.pop("mark", None)
    inside = ", ".join(f"{name}: {'¦' if name == mark else ''}{day}" for name, day in days.items())
    return "history:\n", f"editions:\n  - {{id: own, dates: {{{inside}}}}}\nhistory:\n"


def moved(days: int) -> date:
    return DAY + timedelta(days)


@pytest.mark.parametrize(("first", "second", "same_day"), ORDER)
def test_two_dates_in_order(tmp_path, first, second, same_day):
    expect(tmp_path, "DATE-001", DRAFT, dates(**{first: DAY, second: moved(1)}))
    mark = {} if same_day else {"mark": second}
    said = expect(tmp_path, "DATE-001", DRAFT, dates(**{first: DAY, second: DAY}, **mark))
    assert all(p.message.endswith("are the same day") for p in said)
    said = expect(tmp_path, "DATE-001", DRAFT, dates(**{first: DAY, second: moved(-1)}, mark=second))
    names = [name.replace("_", " ") for name in (second, first)]
    assert said[0].message == f"{names[0]} (2026-06-30) comes before {names[1]} (2026-07-01)"


def test_the_order_is_checked_at_the_date_that_the_edition_writes(tmp_path):
    base = dates(published=DAY, effective=DAY)
    expect(tmp_path, "DATE-001", DRAFT, base, edition(effective=moved(-1), mark="effective"))
    expect(tmp_path, "DATE-001", DRAFT, base, edition(published=moved(1), mark="published"))
    expect(tmp_path, "DATE-001", DRAFT, base, edition(published="none", effective=moved(-1)))


def test_an_edition_does_not_repeat_the_policys_own_mistake(tmp_path):
    base = dates(published=DAY, effective=moved(-1), mark="effective")
    expect(tmp_path, "DATE-001", DRAFT, base, edition(last_review=moved(-9)))


@pytest.mark.parametrize(
    ("effective", "last_review", "latest"),
    [
        ("2026-07-01", None, "2027-07-01"),
        ("2026-07-01", "2026-08-15", "2027-08-15"),
        ("2026-08-15", "2026-07-01", "2027-08-15"),
        (None, "2026-07-01", "2027-07-01"),
        ("2024-02-29", None, "2025-03-01"),
        ("2023-03-01", None, "2024-03-01"),
        ("9998-07-01", None, "9999-07-01"),
    ],
)
def test_the_next_review_is_twelve_months_away_at_most(tmp_path, effective, last_review, latest):
    known = {"effective": effective, "last_review": last_review}
    known = {name: day for name, day in known.items() if day}
    after = date.fromisoformat(latest) + timedelta(1)
    expect(tmp_path, "DATE-002", DRAFT, dates(**known, next_review=latest))
    found = expect(tmp_path, "DATE-002", DRAFT, dates(**known, next_review=after, mark="next_review"))
    assert (found[0].message, found[0].hint) == (
        f"the next review ({after}) is more than twelve months away",
        f"{latest} at the latest",
    )


def test_a_review_in_the_last_year_that_can_be_written(tmp_path):
    expect(tmp_path, "DATE-002", DRAFT, dates(effective="9999-01-01", next_review="9999-12-31", mark="next_review"))


def test_a_review_without_a_start_is_not_measured(tmp_path):
    expect(tmp_path, "DATE-002", DRAFT, dates(next_review="2099-01-01"))


def test_an_edition_is_measured_by_the_dates_that_it_inherits(tmp_path):
    base = dates(effective=DAY, next_review="2027-07-01")
    expect(tmp_path, "DATE-002", DRAFT, base, edition(next_review="2027-07-02", mark="next_review"))
    expect(tmp_path, "DATE-002", DRAFT, base, edition(effective="2026-06-01"))
    base = dates(effective=DAY)
    expect(tmp_path, "DATE-002", DRAFT, base, edition(next_review="2027-07-02", mark="next_review"))


def test_a_review_is_overdue_the_day_after(tmp_path):
    expect(tmp_path, "DATE-003", DRAFT, dates(next_review=TODAY))
    expect(tmp_path, "DATE-003", DRAFT, dates(next_review=TODAY - timedelta(1), mark="next_review"))


def test_a_policy_that_is_retired_needs_no_review(tmp_path):
    past = TODAY - timedelta(9)
    expect(tmp_path, "DATE-003", DRAFT, dates(next_review=past, retired=TODAY))
    late = dates(next_review=past, retired=TODAY + timedelta(1), mark="next_review")
    expect(tmp_path, "DATE-003", DRAFT, late)
    for status in ("retired", "superseded"):
        expect(tmp_path, "DATE-003", ("status: approved", f"status: {status}"), dates(next_review=past))


def test_the_review_of_an_edition_goes_by_its_own_status(tmp_path):
    base = dates(effective="2026-01-01")
    row = "editions:\n  - {id: own, status: %s, dates: {next_review: %s2026-11-24}}\nhistory:\n"
    expect(tmp_path, "DATE-003", base, ("history:\n", row % ("retired", "")))
    expect(tmp_path, "DATE-003", base, ("history:\n", row % ("approved", "¦")))
    expect(tmp_path, "DATE-003", ("status: approved", "status: retired"), base, edition(next_review="2026-11-24"))
    over = ("status: approved", "status: retired")
    expect(tmp_path, "DATE-003", over, base, ("history:\n", row % ("approved", "¦")))
    expect(tmp_path, "DATE-003", base, edition(next_review="2026-11-24", mark="next_review"))
    # the day that the policy writes is reported there, not in the edition that inherits it
    base = dates(effective="2026-01-01", next_review="2026-11-24", mark="next_review")
    expect(tmp_path, "DATE-003", base, edition(published="2026-01-01"))


@pytest.mark.parametrize("name", ["comment", "notice"])
def test_a_period_has_45_days_with_its_first_and_last(tmp_path, name):
    start, end = f"{name}_start", f"{name}_end"
    expect(tmp_path, "DATE-004", DRAFT, dates(**{start: DAY, end: moved(44)}))
    found = expect(tmp_path, "DATE-004", DRAFT, dates(**{start: DAY, end: moved(43)}, mark=end))
    assert found[0].message == f"the {name} period has 44 days"
    found = expect(tmp_path, "DATE-004", DRAFT, dates(**{start: DAY, end: DAY}, mark=end))
    assert found[0].message == f"the {name} period has 1 days"
    expect(tmp_path, "DATE-004", DRAFT, dates(**{start: DAY, end: moved(-1)}))  # that is DATE-001
    expect(tmp_path, "DATE-004", DRAFT, dates(**{start: DAY}))
    expect(tmp_path, "DATE-004", DRAFT, dates(**{end: DAY}))


def test_a_period_is_reported_at_the_end_that_the_edition_writes(tmp_path):
    base = dates(comment_start=DAY, comment_end=moved(60))
    expect(tmp_path, "DATE-004", DRAFT, base, edition(comment_end=moved(20), mark="comment_end"))
    expect(tmp_path, "DATE-004", DRAFT, base, edition(comment_start=moved(20), mark="comment_start"))
    both = edition(comment_start=moved(1), comment_end=moved(20), mark="comment_end")
    expect(tmp_path, "DATE-004", DRAFT, base, both)
    expect(tmp_path, "DATE-004", DRAFT, dates(comment_start=DAY, comment_end=moved(20), mark="comment_end"),
           edition(effective=moved(90)))  # fmt: skip


ROWS = CLEAN[CLEAN.index('  - {date: 2026-06-01, version: "1.1"') : CLEAN.index("references:\n")]


def history(*days: str) -> tuple[str, str]:
    """Return the edit that gives the history rows of these days, the first for the present version."""
    versions = ["1.1", "1.0", "0.9", "0.8"]
    rows = [
        f'  - {{date: {day}, version: "{versions[at]}", action: New, explanation: E}}' for at, day in enumerate(days)
    ]
    return ROWS, "\n".join(rows) + "\n"


def test_the_history_goes_from_new_to_old(tmp_path):
    expect(tmp_path, "DATE-006", history("2026-06-01", "2026-06-01", "2026-05-31"))
    expect(tmp_path, "DATE-006", history("2026-06-01", "¦2026-06-02", "2026-06-01"))
    found = expect(tmp_path, "DATE-006", history("2026-06-01", "2026-05-01", "¦2026-05-02"))
    assert found[0].message == "2026-05-02 is later than the row above it"


def test_an_edition_with_the_policys_version_has_its_history(tmp_path):
    own = "editions:\n  - {id: own, version: %s}\nhistory:\n"
    expect(tmp_path, "DATE-006", ("history:\n", own % '"1.1"'))
    expect(tmp_path, "DATE-006", ("history:\n", own % '¦"1.2"'))
    expect(tmp_path, "DATE-006", ("history:\n" + ROWS, own.replace("history:\n", "") % '"1.2"'))


WINDOW = "effective: {start: 2026-08-01, end: %s}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("      title: Back pain\n", "      title: Back pain\n      WINDOW\n"),
        ("    title: Other diagnoses\n", "    title: Other diagnoses\n    WINDOW\n"),
        ("label: Fibromyalgia}", "label: Fibromyalgia, WINDOW}"),
    ],
    ids=["indication", "group", "code"],
)
def test_a_period_in_force_ends_on_its_first_day_at_the_earliest(tmp_path, old, new):
    expect(tmp_path, "DATE-007", (old, new.replace("WINDOW", WINDOW % "2026-08-01")))
    expect(tmp_path, "DATE-007", (old, new.replace("WINDOW", WINDOW % "¦2026-07-31")))
    expect(tmp_path, "DATE-007", (old, new.replace("WINDOW", "effective: {start: 2026-08-01}")))
    expect(tmp_path, "DATE-007", (old, new.replace("WINDOW", "effective: {end: 2026-07-31}")))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("last_review: 2026-05-01", "last_review: DAY"),
        ("published: 2025-12-01", "published: DAY"),
        ("      product_code: QLK", "      product_code: QLK\n      approved: DAY"),
        ("accessed: 2026-01-01", "accessed: DAY"),
    ],
    ids=["last review", "guideline", "device", "reference"],
)
def test_what_was_done_was_done_today_at_the_latest(tmp_path, old, new):
    expect(tmp_path, "DATE-008", (old, new.replace("DAY", TODAY.isoformat())))
    expect(tmp_path, "DATE-008", (old, new.replace("DAY", "¦2026-11-26")))


REPLACED = "supersedes: [{document: L12345, effective: {start: 2020-01-01, end: %s}}, {document: L12346}]"


@pytest.mark.parametrize("end", ["2026-06-30", "¦2026-07-01", "¦2026-07-02"])
def test_a_replaced_document_ends_before_its_replacement_takes_effect(tmp_path, end):
    found = expect(tmp_path, "DATE-009", ("guideline:\n", f"{REPLACED % end}\nguideline:\n"))
    day = end.removeprefix("¦")
    assert [item.message for item in found] == [
        f"the replaced document ends on {day}, but the replacement is effective from 2026-07-01"
    ] * end.count("¦")


@pytest.mark.parametrize(("effective", "end"), [("2026-09-01", "¦2026-09-01"), ("2026-09-02", "2026-09-01")])
def test_an_edition_with_dates_of_its_own_replaces_documents_too(tmp_path, effective, end):
    row = f"editions: [{{id: a, dates: {{effective: {effective}}}, {REPLACED % end}}}]\n"
    expect(tmp_path, "DATE-009", ("history:\n", f"{row}history:\n"))
    expect(tmp_path, "DATE-009", ("history:\n", f"editions: [{{id: a, {REPLACED % '¦2026-07-01'}}}]\nhistory:\n"))


def test_a_replaced_document_begins_before_it_ends(tmp_path):
    expect(tmp_path, "DATE-007", ("guideline:\n", f"{REPLACED % '¦2019-12-31'}\nguideline:\n"))


def test_a_month_or_year_is_out_of_order_only_if_all_its_days_are(tmp_path):
    expect(tmp_path, "DATE-001", DRAFT, dates(original_effective="2026-07", effective="2026-07-01"))
    found = expect(
        tmp_path, "DATE-001", DRAFT, dates(original_effective="2026-07", effective="2026-06-30", mark="effective")
    )
    assert found[0].message == "effective (2026-06-30) comes before original effective (2026-07)"
    expect(tmp_path, "DATE-001", DRAFT, dates(original_effective="2026", effective="2026-01-01"))
    expect(tmp_path, "DATE-001", DRAFT, dates(original_effective="2026", effective="2025-12-31", mark="effective"))
    expect(tmp_path, "DATE-001", DRAFT, dates(last_review="2026-07", next_review="2026-07"))
    expect(tmp_path, "DATE-001", DRAFT, dates(last_review="2026-07-30", next_review="2026-07"))
    expect(tmp_path, "DATE-001", DRAFT, dates(last_review="2026-07-31", next_review="2026-07", mark="next_review"))
    expect(tmp_path, "DATE-001", DRAFT, dates(last_review="2026-08", next_review="2026-07", mark="next_review"))


def test_a_month_counts_in_favor_of_the_review(tmp_path):
    for last, latest, after in (("2026-07", "2027-07-31", "2027-08-01"), ("2026", "2027-12-31", "2028-01-01")):
        expect(tmp_path, "DATE-002", DRAFT, dates(last_review=last, next_review=latest))
        expect(tmp_path, "DATE-002", DRAFT, dates(last_review=last, next_review=after, mark="next_review"))
    expect(tmp_path, "DATE-002", DRAFT, dates(last_review="2026-07-01", next_review="2027-07"))
    expect(tmp_path, "DATE-002", DRAFT, dates(last_review="2026-06-30", next_review="2027-07", mark="next_review"))


def test_a_review_in_a_month_is_due_on_its_last_day(tmp_path):
    late = dates(next_review="2026-11", mark="next_review")
    expect(tmp_path, "DATE-003", DRAFT, dates(next_review="2026-11"), today=date(2026, 11, 30))
    found = expect(tmp_path, "DATE-003", DRAFT, late, today=date(2026, 12, 1))
    assert found[0].message == "the review was due in 2026-11"
    expect(tmp_path, "DATE-003", DRAFT, dates(next_review="2026"), today=date(2026, 12, 31))
    expect(tmp_path, "DATE-003", DRAFT, dates(next_review="2026", mark="next_review"), today=date(2027, 1, 1))


def test_history_rows_of_one_month_may_be_in_any_order(tmp_path):
    expect(tmp_path, "DATE-006", history("2026-06", "2026-06-30", "2026"))
    found = expect(tmp_path, "DATE-006", history("2026-06", "¦2026-07-01", "2026-06"))
    assert found[0].message == "2026-07-01 is later than the row above it"
    expect(tmp_path, "DATE-006", history("2026-06", "¦2026-07", "2026-01"))
    expect(tmp_path, "DATE-006", history("2026-06-01", "2025", "¦2026"))


@pytest.mark.parametrize(
    ("when", "is_future"), [("2026-11", False), ("2026-12", True), ("2026", False), ("2027", True)]
)
def test_a_month_is_in_the_future_if_all_its_days_are(tmp_path, when, is_future):
    mark = "¦" if is_future else ""
    found = expect(tmp_path, "DATE-008", ("  published: 2025-12-01\n", f"  published: {mark}{when}\n"))
    assert [problem.message for problem in found] == [f"{when} is in the future"] * is_future


@pytest.mark.parametrize(
    ("key", "written", "message"),
    [
        ("effective", "2026-07", "a whole day is needed here, written as YYYY-MM-DD"),
        ("effective", "2026", "a whole day is needed here, written as YYYY-MM-DD"),
        ("effective", "July 2026", "a date must be written as YYYY-MM-DD"),
        ("last_review", "2026-13", "there is no such date in the calendar"),
        ("last_review", "2026-02-30", "there is no such date in the calendar"),
        ("last_review", "0000", "there is no such date in the calendar"),
        *(
            (
                "last_review",
                text,
                "a date must be written as YYYY-MM-DD, or as YYYY-MM or YYYY if the source states no day",
            )
            for text in ("2026-7", "26", "2026-", "2026-07-", "07/2026", "[2026]")
        ),
    ],
)
def test_a_date_that_is_none_or_not_exact_enough(tmp_path, key, written, message):
    with pytest.raises(SourceProblems) as raised:
        load(tmp_path, edited(dates(**{key: written})))
    (problem,) = raised.value.problems
    assert (problem.rule, problem.message) == ("SCHEMA-005", message)
    line = edited(dates(**{key: written})).split("\n").index(f"  {key}: {written}") + 1
    assert (problem.place.line, problem.place.column) == (line, len(key) + 5)

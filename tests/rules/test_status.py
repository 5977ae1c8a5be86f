"""Rules on status and stages: which dates each status needs, and from which day on a stage is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from .planting import CLEAN, TODAY, expect, lcd

DATES = CLEAN[CLEAN.index("status: approved\n") : CLEAN.index("guideline:\n")]
# what each status needs
NEEDS = {
    "draft": [],
    "in-review": [],
    "proposed": ["published"],
    "comment": ["published", "comment_start", "comment_end"],
    "notice": ["notice_start", "notice_end", "effective"],
    "approved": ["effective"],
    "active": ["effective"],
    "retired": ["retired"],
    "superseded": ["retired"],
}
# dates in order, none of them in the future
DAYS = {
    "published": "2026-01-01",
    "comment_start": "2026-01-01",
    "comment_end": "2026-03-01",
    "notice_start": "2026-04-01",
    "notice_end": "2026-06-01",
    "effective": "2026-07-01",
    "retired": "2026-11-01",
}


def policy(status: str, mark: str = "", **days: object) -> tuple[str, str]:
    """Return the edit that gives the clean policy a status and these dates; `mark` names what has the problem."""
    rows = "".join(f"  {name}: {'¦' if name == mark else ''}{day}\n" for name, day in days.items())
    return DATES, f"status: {'¦' if mark == 'status' else ''}{status}\n" + (
        f"dates:\n{rows}" if rows else "dates: {}\n"
    )


def lcd_with(status: str, mark: str = "", artifacts: str = "lcd-draft", **days: object) -> tuple[str, str]:
    """Return the edit that adds an LCD with its own status and dates, in addition to those of the policy."""
    inside = ", ".join(f"{name}: {'¦' if name == mark else ''}{day}" for name, day in days.items())
    status = ("¦" if mark == "status" else "") + status
    row = f"  - {{id: lcd, artifacts: [{artifacts}], status: {status}, dates: {{{inside}}}}}\n"
    return "history:\n", f"editions:\n{row}history:\n"


NO_DATES = policy("draft")


@pytest.mark.parametrize("status", NEEDS)
def test_each_status_needs_its_dates_and_no_other(tmp_path, status):
    needed = {name: DAYS[name] for name in NEEDS[status]}
    expect(tmp_path, "DATE-005", policy(status, **needed))
    said = set()
    for name in NEEDS[status]:
        left = {key: day for key, day in needed.items() if key != name}
        found = expect(tmp_path, "DATE-005", policy(status, "status", **left))
        assert found[0].message.startswith(f"the status is {status}, ") and f"`{name}:`" in found[0].hint
        said.add(found[0].message)
    assert len(said) == len(NEEDS[status])  # each date has words of its own


def test_an_active_policy_has_taken_effect_today_at_the_latest(tmp_path):
    expect(tmp_path, "DATE-005", policy("active", effective=TODAY))
    expect(tmp_path, "DATE-005", policy("active", "effective", effective=TODAY + timedelta(1)))
    expect(tmp_path, "DATE-005", policy("approved", effective=TODAY + timedelta(1)))


def test_an_active_policy_is_in_force_on_its_last_day(tmp_path):
    expect(tmp_path, "DATE-005", policy("active", effective="2026-01-01", retired=TODAY))
    late = policy("active", "retired", effective="2026-01-01", retired=TODAY - timedelta(1))
    expect(tmp_path, "DATE-005", late)
    expect(tmp_path, "DATE-005", policy("approved", effective="2026-01-01", retired=TODAY - timedelta(1)))


@pytest.mark.parametrize("status", ["retired", "superseded"])
def test_the_last_day_of_a_retired_policy_has_come(tmp_path, status):
    expect(tmp_path, "DATE-005", policy(status, retired=TODAY))
    expect(tmp_path, "DATE-005", policy(status, "retired", retired=TODAY + timedelta(1)))


def test_dates_and_status_are_reported_where_they_are_written(tmp_path):
    base = policy("active", effective="2026-01-01")
    expect(tmp_path, "DATE-005", base, lcd_with("active", "effective", effective=TODAY + timedelta(1)))
    future = policy("approved", "effective", effective=TODAY + timedelta(1))
    expect(tmp_path, "DATE-005", future, lcd_with("active", published="2026-01-01"))  # the edition inherits the day
    own = "editions:\n  - {id: own, artifacts: [coverage-policy]}\nhistory:\n"
    expect(tmp_path, "DATE-005", policy("retired", "status"), ("history:\n", own))
    expect(tmp_path, "DATE-005", NO_DATES, lcd_with("retired", "status", published="2026-01-01"))


@pytest.mark.parametrize("status", NEEDS)
def test_stages_of_lcds_belong_to_lcds(tmp_path, status):
    days = {name: DAYS[name] for name in NEEDS[status]}
    stage = status in ("proposed", "comment", "notice")
    expect(tmp_path, "STATUS-001", NO_DATES, lcd_with(status, **days))
    other = lcd_with(status, "status" if stage else "", "coverage-policy", **days)
    expect(tmp_path, "STATUS-001", NO_DATES, other)


def test_what_is_superseded_says_by_what(tmp_path):
    row = policy("superseded", retired="2026-11-01")
    marked = policy("superseded", "status", retired="2026-11-01")
    expect(tmp_path, "STATUS-002", marked)
    expect(tmp_path, "STATUS-002", (row[0], row[1] + "superseded_by: L39543\n"))
    expect(tmp_path, "STATUS-002", policy("retired", retired="2026-11-01"))


PERIODS = {name: DAYS[name] for name in ("comment_start", "comment_end", "notice_start", "notice_end")}


@pytest.mark.parametrize("status", ["notice", "approved", "active"])
def test_an_lcd_was_open_for_comment(tmp_path, status):
    expect(tmp_path, "STATUS-003", NO_DATES, lcd_with(status, effective="2026-07-01", **PERIODS))
    for name in ("comment_start", "comment_end"):
        left = {key: day for key, day in PERIODS.items() if key != name}
        found = expect(tmp_path, "STATUS-003", NO_DATES, lcd_with(status, "status", effective="2026-07-01", **left))
        assert found[0].message == f"the status is {status}, but there was no comment period"
    for name in ("notice_start", "notice_end"):
        left = {key: day for key, day in PERIODS.items() if key != name}
        mark = "" if status == "notice" else "status"  # then DATE-005 says so
        expect(tmp_path, "STATUS-003", NO_DATES, lcd_with(status, mark, effective="2026-07-01", **left))


def test_an_edition_without_a_process_does_not_hide_the_next(tmp_path):
    first = "editions:\n  - {id: own, artifacts: [coverage-policy], status: draft}\n"
    for name in ("comment", "notice"):
        periods = {key: day for key, day in PERIODS.items() if not key.startswith(name)}
        old, new = lcd_with("approved", "status", effective="2026-07-01", **periods)
        [found] = expect(tmp_path, "STATUS-003", NO_DATES, (old, new.replace("editions:\n", first)))
        assert found.message == f"the status is approved, but there was no {name} period"


@pytest.mark.parametrize("status", ["draft", "in-review", "proposed", "comment", "retired"])
def test_before_and_after_the_process_no_period_is_asked_for(tmp_path, status):
    expect(tmp_path, "STATUS-003", NO_DATES, lcd_with(status, published="2026-01-01"))


def test_an_edition_that_is_no_lcd_needs_no_period(tmp_path):
    expect(tmp_path, "STATUS-003", NO_DATES, lcd_with("approved", "", "coverage-policy", effective="2026-07-01"))


@pytest.mark.parametrize("status", ["proposed", "comment"])
def test_a_proposal_is_finalized_within_365_days(tmp_path, status):
    on_time = TODAY - timedelta(365)
    expect(tmp_path, "STATUS-004", NO_DATES, lcd_with(status, published=on_time))
    found = expect(tmp_path, "STATUS-004", NO_DATES, lcd_with(status, "published", published=on_time - timedelta(1)))
    assert found[0].message.startswith("proposed on 2025-11-24, ")


def test_notice_starts_within_365_days_of_the_proposal(tmp_path):
    expect(tmp_path, "STATUS-004", policy("draft", comment_start="2025-01-01", notice_start="2026-01-01"))
    late = policy("draft", "notice_start", comment_start="2025-01-01", notice_start="2026-01-02")
    assert expect(tmp_path, "STATUS-004", late)[0].message == "finalized 366 days after it was proposed"
    expect(tmp_path, "STATUS-004", policy("draft", published="2020-01-01"))


@pytest.mark.parametrize("status", ["comment", "notice"])
def test_a_stage_is_over_the_day_after_its_last(tmp_path, status):
    last = f"{status}_end"
    days = {**DAYS, "retired": "none", "effective": "2027-01-01"}
    expect(tmp_path, "STATUS-005", NO_DATES, lcd_with(status, **{**days, last: TODAY}))
    over = lcd_with(status, "status", **{**days, last: TODAY - timedelta(1)})
    found = expect(tmp_path, "STATUS-005", NO_DATES, over)
    assert found[0].message == f"the {status} period ended on 2026-11-24"
    assert ("in-review" if status == "comment" else "active") in found[0].hint
    expect(tmp_path, "STATUS-005", NO_DATES, lcd_with("approved", **{**days, last: TODAY - timedelta(1)}))


def test_the_comments_of_an_lcd_came_between_its_first_and_last_day(tmp_path):
    for day in ("2026-02-01", "2026-04-01"):
        expect(tmp_path, "COMMENT-003", lcd("received: 2026-03-01", f"received: {day}"))
    for day in ("2026-01-31", "2026-04-02"):
        expect(tmp_path, "COMMENT-003", lcd("received: 2026-03-01", f"received: ¦{day}"))

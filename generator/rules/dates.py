"""Rules on dates: their order, the length of periods, and reviews that are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from generator.model.codes import Effective
from generator.model.dates import YearOrMonth, first_day, last_day
from generator.model.edition import Dates, EarlierDocument, Edition
from generator.model.people import HistoryRow
from generator.model.policy import Policy
from generator.problem import YamlPath
from generator.rules.context import Context
from generator.rules.registry import Found, rule

_STRICT = {("effective", "next_review"), ("last_review", "next_review")}
_ORDER = [
    ("original_effective", "effective"),
    ("published", "effective"),
    ("effective", "next_review"),
    ("last_review", "next_review"),
    ("comment_start", "comment_end"),
    ("comment_end", "notice_start"),
    ("notice_start", "notice_end"),
    ("notice_end", "effective"),
    ("effective", "retired"),
    ("published", "retired"),
    ("original_effective", "retired"),
]


def _words(name: str) -> str:
    return name.replace("_", " ")


@rule(
    "DATE-001",
    "error",
    "Dates are out of order",
    "dates: {published: 2027-02-01, effective: 2027-01-01}",
    "dates: {published: 2026-11-01, effective: 2027-01-01}",
)
def dates_in_order(context: Context) -> Iterator[Found]:
    """A version is published, takes effect, is reviewed again, and is finally retired, in this order. Comment comes
    before notice, and notice ends before the policy takes effect (Program Integrity Manual, 100-08, chapter 13, section
    13.2). A date without its day is reported only if no day of its month or year is in order.
    """
    for path, written, dates in context.dates:
        for first, second in _ORDER:
            if not {first, second} & written.model_fields_set:
                continue  # both come from the policy's own dates and are reported there
            start, end = getattr(dates, first), getattr(dates, second)
            if not start or not end:
                continue
            is_before = first_day(start) > last_day(end)
            if is_before or (first_day(start) == last_day(end) and (first, second) in _STRICT):
                key = second if getattr(written, second) else first
                yield Found(
                    (*path, key),
                    f"{_words(second)} ({end}) comes before {_words(first)} ({start})"
                    if is_before
                    else f"{_words(first)} and {_words(second)} are the same day",
                    "correct one of the two dates",
                )


@rule(
    "DATE-002",
    "error",
    "The next review is more than twelve months away",
    "dates: {effective: 2027-01-01, next_review: 2028-06-01}",
    "dates: {effective: 2027-01-01, next_review: 2028-01-01}",
)
def review_within_a_year(context: Context) -> Iterator[Found]:
    """A policy is reviewed at least once a year: the next review is at most twelve months after the policy takes effect
    or after the last review, whichever is later, as in the published policies of large payers (such as the next review
    dates of Aetna and Cigna). A month or year counts in the policy's favor: as its last day for the last review, as its
    first day for the next one.
    """
    for path, written, dates in context.dates:
        known = [last_day(when) for when in (dates.effective, dates.last_review) if when]
        if written.next_review is None or not known:
            continue
        latest = _a_year_after(max(known))
        if first_day(written.next_review) > latest:
            yield Found(
                (*path, "next_review"),
                f"the next review ({written.next_review}) is more than twelve months away",
                f"{latest} at the latest",
            )


def _when(day: date | YearOrMonth) -> str:
    return f"on {day}" if isinstance(day, date) else f"in {day}"


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=min(day.year + 1, 9999))
    except ValueError:  # February 29
        return date(day.year + 1, 3, 1)


@rule(
    "DATE-003",
    "warning",
    "The review is overdue",
    "dates: {next_review: 2020-01-01}",
    "dates: {next_review: 2027-06-01}",
)
def review_not_overdue(context: Context) -> Iterator[Found]:
    """The date of the next review has passed and the policy has not been retired: either it was reviewed and the date
    was not updated, or the review was forgotten. A review in a month or year is due on its last day.
    """
    editions = context.policy.editions
    for path, written, dates in context.dates:
        status = (editions[int(path[1])].status if path[0] == "editions" else None) or context.policy.status
        if status in ("retired", "superseded"):
            continue
        if (
            written.next_review
            and last_day(written.next_review) < context.today
            and not (dates.retired and dates.retired <= context.today)
        ):
            yield Found(
                (*path, "next_review"),
                f"the review was due {_when(written.next_review)}",
                "review the policy, and set `last_review` and `next_review`",
            )


@rule(
    "DATE-004",
    "warning",
    "A comment or notice period is shorter than 45 days",
    "dates: {notice_start: 2026-11-01, notice_end: 2026-11-30}",
    "dates: {notice_start: 2026-11-01, notice_end: 2026-12-31}",
)
def periods_long_enough(context: Context) -> Iterator[Found]:
    """A proposed LCD is open for comment, and a final one on notice, for at least 45 calendar days (Program Integrity
    Manual, 100-08, chapter 13, sections 13.2.4 and 13.2.6).
    """
    for path, written, dates in context.dates:
        for name in ("comment", "notice"):
            here = [key for key in (f"{name}_end", f"{name}_start") if getattr(written, key)]
            start, end = getattr(dates, f"{name}_start"), getattr(dates, f"{name}_end")
            if here and start and end and timedelta(0) <= end - start < timedelta(44):
                yield Found(
                    (*path, here[0]),
                    f"the {name} period has {(end - start).days + 1} days",
                    "at least 45 calendar days",
                )


@rule(
    "DATE-006",
    "error",
    "The newest history row is not for this version",
    "version: '1.1'\nhistory:\n  - {date: 2026-01-01, version: '1.0', action: New, explanation: First version.}",
    "version: '1.1'\nhistory:\n  - {date: 2026-11-01, version: '1.1', action: Revised, explanation: Codes added.}\n"
    "  - {date: 2026-01-01, version: '1.0', action: New, explanation: First version.}",
)
def history_is_current(context: Context) -> Iterator[Found]:
    """The revision history is printed newest first, and its first row must be for the version that the reader has. An
    edition with its own version has its own history. Rows of the same month or year may be in any order if one of them
    has no day.
    """
    policy = context.policy
    if policy.history:
        yield from _history((), policy.history, policy.version, "policy")
    for index, resolved in enumerate(context.editions):
        edition = resolved.edition
        if edition.history:
            yield from _history(("editions", index), edition.history, resolved.version, "edition")
        elif policy.history and resolved.version != policy.version:
            yield Found(
                ("editions", index, "version"),
                f"the edition has its own version {resolved.version}, but no `history` that describes it",
                "add `history:` to the edition, with a row for this version",
            )


def _history(at: YamlPath, history: tuple[HistoryRow, ...], version: str, what: str) -> Iterator[Found]:
    if history[0].version != version:
        yield Found(
            (*at, "history", 0, "version"),
            f"the newest row is for version {history[0].version}, but the {what} is {version}",
            "add a row for this version at the top, or correct the version",
        )
    for index in range(1, len(history)):
        if first_day(history[index].date) > last_day(history[index - 1].date):
            yield Found(
                (*at, "history", index, "date"),
                f"{history[index].date} is later than the row above it",
                "newest row first",
            )


@rule(
    "DATE-007",
    "error",
    "A period ends before it begins",
    "effective: {start: 2027-01-01, end: 2026-01-01}",
    "effective: {start: 2026-01-01, end: 2027-01-01}",
)
def windows_run_forward(context: Context) -> Iterator[Found]:
    """The period in which an indication, a code group, a code, or a replaced document is in effect runs from its first
    to its last day.
    """
    for path, window in _windows(context):
        if window and window.start and window.end and window.end < window.start:
            yield Found(
                (*path, "effective", "end"),
                f"the last day ({window.end}) comes before the first ({window.start})",
                "correct one of the two",
            )


def _windows(context: Context) -> Iterator[tuple[YamlPath, Effective | None]]:
    for path, document, _ in _replaced(context):
        yield path, document.effective
    for index, indication in enumerate(context.policy.coverage.indications):
        yield ("coverage", "indications", index), indication.effective
    for number, group in enumerate(context.policy.codes):
        yield ("codes", number), group.effective
        for index, code in enumerate(group.codes):
            yield ("codes", number, "codes", index), code.effective


def _replaced(context: Context) -> Iterator[tuple[YamlPath, EarlierDocument, Dates]]:
    """Yield each document that the policy or an edition replaces, with the dates of its replacement."""
    policy = context.policy
    known = {path[:-1]: dates for path, _, dates in context.dates}
    holders: dict[YamlPath, Policy | Edition] = {(): policy}
    holders |= {("editions", index): edition for index, edition in enumerate(policy.editions)}
    for at, holder in holders.items():
        for number, document in enumerate(holder.supersedes):
            yield (*at, "supersedes", number), document, known.get(at, policy.dates)


@rule(
    "DATE-009",
    "warning",
    "A replaced document is in effect together with its replacement",
    "dates: {effective: 2027-01-01}\nsupersedes:\n  - {document: 'L12345', effective: {end: 2027-01-01}}",
    "dates: {effective: 2027-01-01}\nsupersedes:\n  - {document: 'L12345', effective: {end: 2026-12-31}}",
)
def replaced_documents_end(context: Context) -> Iterator[Found]:
    """A document that is replaced ends before its replacement takes effect. Otherwise two documents decide about a
    service on the same day.
    """
    for path, document, dates in _replaced(context):
        end = document.effective.end if document.effective else None
        if end and dates.effective and end >= dates.effective:
            yield Found(
                (*path, "effective", "end"),
                f"the replaced document ends on {end}, but the replacement is effective from {dates.effective}",
                "correct one of the two dates: the last day comes before",
            )


@rule("DATE-008", "error", "A date of a past event is in the future", "accessed: 2099-01-01", "accessed: 2026-11-20")
def past_is_past(context: Context) -> Iterator[Found]:
    """The date on which a page was accessed, a product was approved, a guideline was published, or the last review took
    place cannot be in the future.
    """
    policy = context.policy
    days: list[tuple[YamlPath, date | YearOrMonth | None]] = [(("dates", "last_review"), policy.dates.last_review)]
    if policy.guideline:
        days.append((("guideline", "published"), policy.guideline.published))
    for index, device in enumerate(policy.regulatory.devices if policy.regulatory else ()):
        days.append((("regulatory", "devices", index, "approved"), device.approved))
    for index, reference in enumerate(policy.references):
        if reference.accessed and reference.accessed > context.today.isoformat():
            yield Found(("references", index, "accessed"), f"{reference.accessed} is in the future", "correct the year")
    for path, day in days:
        if day and first_day(day) > context.today:
            yield Found(path, f"{day} is in the future", "correct the year")

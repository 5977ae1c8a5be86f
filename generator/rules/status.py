"""Rules on the status: the stages that an edition can have, and the dates and texts that each needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from generator.problem import YamlPath
from generator.rules.context import Context
from generator.rules.registry import Found, rule
from generator.source.editions import ResolvedEdition

_STAGES = ("proposed", "comment", "notice")
_NEEDS = {
    "proposed": ("published",),
    "comment": ("published", "comment_start", "comment_end"),
    "notice": ("notice_start", "notice_end", "effective"),
    "approved": ("effective",),
    "active": ("effective",),
    "retired": ("retired",),
    "superseded": ("retired",),
}
_MEANS = {
    "effective": "effective date",
    "retired": "last day",
    "published": "posting date",
    "comment_start": "first day of the comment period",
    "comment_end": "last day of the comment period",
    "notice_start": "first day of the notice period",
    "notice_end": "last day of the notice period",
}
_YEAR = timedelta(365)


def each_edition(context: Context) -> Iterator[tuple[int, ResolvedEdition]]:
    """Yield the editions with their indexes; a policy without editions has a neutral edition with index 0."""
    yield from enumerate(context.editions)


def status_path(context: Context, number: int) -> YamlPath:
    """Return where an edition's status is written: in the edition, or in the policy that it follows."""
    editions = context.policy.editions
    return ("editions", number, "status") if editions and editions[number].status else ("status",)


def date_path(context: Context, number: int, name: str) -> YamlPath:
    """Return where an edition's date is written: in the edition, or in the policy that it follows."""
    editions = context.policy.editions
    dates = editions[number].dates if editions else None
    return ("editions", number, "dates", name) if dates and name in dates.model_fields_set else ("dates", name)


@rule(
    "DATE-005",
    "error",
    "The status and the dates disagree",
    "status: retired\ndates: {effective: 2024-01-01}",
    "status: retired\ndates: {effective: 2024-01-01, retired: 2026-01-01}",
)
def status_fits_dates(context: Context) -> Iterator[Found]:
    """Each status requires certain dates: proposed, the posting date; comment, the comment period; notice, the notice
    period and the effective date; approved and active, the effective date; retired and superseded, the last day. An
    active edition has taken effect and has not been retired; a retired edition has been. Readers see both: the banner
    on every page comes from the status, and the dates next to it come from the dates.
    """
    for number, resolved in each_edition(context):
        status, dates = resolved.status, resolved.dates
        for name in _NEEDS.get(status, ()):
            if getattr(dates, name) is None:
                yield Found(
                    status_path(context, number),
                    f"the status is {status}, but there is no {_MEANS[name]}",
                    f"add `{name}:` to the dates",
                )
        if status == "active" and dates.effective and dates.effective > context.today:
            yield Found(
                date_path(context, number, "effective"),
                f"the status is active, but it does not take effect until {dates.effective}",
                "write `approved` until then; an approved policy becomes active on that day",
            )
        if status == "active" and dates.retired and dates.retired < context.today:
            yield Found(
                date_path(context, number, "retired"),
                f"the status is active, but it was retired on {dates.retired}",
                "write `retired`",
            )
        if status in ("retired", "superseded") and dates.retired and dates.retired > context.today:
            yield Found(
                date_path(context, number, "retired"),
                f"the status is {status}, but its last day ({dates.retired}) is in the future",
                "it stays `active` until then; correct the status or the date",
            )


@rule(
    "STATUS-001",
    "error",
    "An edition that does not issue an LCD has an LCD stage",
    "status: comment   # of a commercial payer's edition",
    "status: in-review",
)
def stages_are_of_lcds(context: Context) -> Iterator[Found]:
    """Proposed, comment, and notice are stages of a Medicare contractor's local coverage determination (Program
    Integrity Manual, 100-08, chapter 13, section 13.2). An edition that does not issue an `lcd-draft` goes from draft
    to in-review, approved, and active.
    """
    for number, resolved in each_edition(context):
        if resolved.status in _STAGES and "lcd-draft" not in resolved.artifacts:
            yield Found(
                status_path(context, number),
                f"`{resolved.status}` is a stage of local coverage determinations, but the edition "
                f"{resolved.edition.id} does not issue one",
                "write draft, in-review, or approved",
            )


@rule(
    "STATUS-002",
    "error",
    "A superseded document does not say what replaces it",
    "status: superseded",
    "status: superseded\nsuperseded_by: L39543, Restorative Neurostimulation",
)
def superseded_names_successor(context: Context) -> Iterator[Found]:
    """People with a superseded document must be able to find the one in force: its number and title are printed on the
    first page.
    """
    for number, resolved in each_edition(context):
        if resolved.status == "superseded" and not resolved.superseded_by:
            yield Found(
                status_path(context, number),
                "the status is superseded, but `superseded_by` is missing",
                "add `superseded_by:` with the number and title of the replacement",
            )


@rule(
    "STATUS-003",
    "warning",
    "An LCD is past the comment stage without a comment period",
    "status: notice\ndates: {notice_start: 2026-10-29, notice_end: 2026-12-14}",
    "status: notice\ndates: {comment_start: 2026-06-04, comment_end: 2026-07-19, notice_start: 2026-10-29, "
    "notice_end: 2026-12-14}",
)
def lcd_was_open_for_comment(context: Context) -> Iterator[Found]:
    """A new or substantively revised LCD is open for comment for at least 45 days before it goes to notice, and in
    notice for at least 45 days before it takes effect (Program Integrity Manual, 100-08, chapter 13, sections 13.2.4
    and 13.2.6). A revision that does not change coverage needs neither; in that case waive the warning with that
    reason.
    """
    for number, resolved in each_edition(context):
        dates = resolved.dates
        if not resolved.follows_lcd_process or resolved.status not in ("notice", "approved", "active"):
            continue
        for name in ("comment", "notice"):
            is_missing = getattr(dates, f"{name}_start") is None or getattr(dates, f"{name}_end") is None
            if is_missing and name != resolved.status:  # the period that is running is for DATE-005
                yield Found(
                    status_path(context, number),
                    f"the status is {resolved.status}, but there was no {name} period",
                    f"add `{name}_start` and `{name}_end`, or waive it: coverage did not change",
                )


@rule(
    "STATUS-004",
    "warning",
    "A proposed LCD is more than a year old",
    "status: comment\ndates: {published: 2025-01-02, comment_start: 2025-01-02, comment_end: 2025-02-20}",
    "status: comment\ndates: {published: 2026-10-01, comment_start: 2026-10-01, comment_end: 2026-11-20}",
)
def proposal_finalised_in_a_year(context: Context) -> Iterator[Found]:
    """A proposed LCD must be finalized or withdrawn within 365 days of its posting (Program Integrity Manual, 100-08,
    chapter 13). While it is proposed, the posting date is `published`; later, the first day of the comment period is
    used instead.
    """
    for number, resolved in each_edition(context):
        dates, status = resolved.dates, resolved.status
        if status in ("proposed", "comment") and dates.published and context.today - dates.published > _YEAR:
            yield Found(
                date_path(context, number, "published"),
                f"proposed on {dates.published}, but neither finalized nor withdrawn within 365 days",
                "withdraw it (`retired`) and propose it again",
            )
        elif dates.comment_start and dates.notice_start and dates.notice_start - dates.comment_start > _YEAR:
            yield Found(
                date_path(context, number, "notice_start"),
                f"finalized {(dates.notice_start - dates.comment_start).days} days after it was proposed",
                "at most 365 days",
            )


@rule(
    "STATUS-005",
    "warning",
    "A stage is over",
    "status: comment\ndates: {comment_end: 2020-02-20, ...}",
    "status: in-review\ndates: {comment_end: 2020-02-20, ...}",
)
def stage_is_not_over(context: Context) -> Iterator[Found]:
    """The comment or notice period has ended, but the pages still say that it is running: readers would send comments
    that nobody accepts, or mistake a determination in force for a future one.
    """
    for number, resolved in each_edition(context):
        for status, follows in (("comment", "in-review, then notice"), ("notice", "active")):
            last = getattr(resolved.dates, f"{status}_end")
            if resolved.status == status and last and last < context.today:
                yield Found(
                    status_path(context, number),
                    f"the {status} period ended on {last}",
                    f"the status should now be {follows}",
                )

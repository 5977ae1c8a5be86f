"""An edition: the policy as one publisher issues it, with its recorded deviations from the base policy."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from generator.model.base import Ascii, Day, Id, Part, Text
from generator.model.codes import Effective
from generator.model.comments import Comment
from generator.model.dates import AnyDate, YearOrMonth
from generator.model.people import HistoryRow

Status = Literal["draft", "in-review", "proposed", "comment", "notice", "approved", "active", "retired", "superseded"]
DRAFTS = ("draft", "in-review")  # the statuses in which a document is not for the public
ArtifactKind = Literal[
    "coverage-policy",
    "lcd-draft",
    "billing-article",
    "checklist-prior-authorization",
    "checklist-reviewer",
    "checklist-committee",
    "response-to-comments",
]
Action = Literal["add", "replace", "amend", "drop"]
Direction = Literal["more-restrictive", "less-restrictive", "mixed", "editorial"]


def _day_or_none(value: Any) -> Any:
    if value is None:
        raise ValueError("this must be a date or `none`")
    return None if value == "none" else value


DayOrNone = Annotated[Day | None, BeforeValidator(_day_or_none, json_schema_input_type=str)]
AnyDateOrNone = Annotated[AnyDate | None, BeforeValidator(_day_or_none, json_schema_input_type=str)]


class Dates(Part):
    """The dates of a policy or edition; `none` clears a date that an edition would otherwise inherit."""

    original_effective: AnyDateOrNone = None
    """First date on which any version was in effect, or its month or year."""
    effective: DayOrNone = None
    """First date on which this version is in effect."""
    published: DayOrNone = None
    """Publication date."""
    last_review: AnyDateOrNone = None
    """Date of the last review, or its month or year."""
    next_review: AnyDateOrNone = None
    """Date by which the next review is due, or its month or year."""
    comment_start: DayOrNone = None
    """First day of the public comment period."""
    comment_end: DayOrNone = None
    """Last day of the public comment period."""
    notice_start: DayOrNone = None
    """First day of the notice period."""
    notice_end: DayOrNone = None
    """Last day of the notice period."""
    retired: DayOrNone = None
    """Retirement date."""

    def filled_from(self, base: Dates) -> Dates:
        """Return these dates, with those that are missing here taken from `base`."""
        given: dict[str, date | YearOrMonth | None] = {name: getattr(self, name) for name in self.model_fields_set}
        return base.model_copy(update=given)


class Numbers(Part):
    """The number that a publisher assigns to each document."""

    coverage_policy: Ascii | None = Field(None, alias="coverage-policy")
    """Number of the coverage policy."""
    lcd_draft: Ascii | None = Field(None, alias="lcd-draft")
    """LCD ID: L or DL and five digits."""
    billing_article: Ascii | None = Field(None, alias="billing-article")
    """Article ID: A or DA and five digits."""
    response_to_comments: Ascii | None = Field(None, alias="response-to-comments")
    """ID of the response-to-comments article: A or DA and five digits."""
    proposed_lcd: Ascii | None = Field(None, alias="proposed-lcd")
    """ID of the proposed LCD from which a final LCD was developed: DL and five digits."""
    checklist_prior_authorization: Ascii | None = Field(None, alias="checklist-prior-authorization")
    """Form number of the prior authorization checklist."""
    checklist_reviewer: Ascii | None = Field(None, alias="checklist-reviewer")
    """Form number of the reviewer worksheet."""
    checklist_committee: Ascii | None = Field(None, alias="checklist-committee")
    """Form number of the committee checklist."""


class EarlierDocument(Part):
    """A document that this one replaces."""

    document: Text
    """Number and title."""
    effective: Effective | None = None
    """The dates on which it was in effect."""


class Deviation(Part):
    """A recorded deviation of an edition from the base policy: one criterion added, replaced, amended, or dropped."""

    action: Action
    """What is done: `amend` changes the keys given in `with`; `replace` replaces the whole criterion."""
    criterion: Id | None = None
    """Id of the criterion; `amend` also accepts indications, tracks, label rows, `other-uses`, and `coverage`."""
    into: Id | None = None
    """Where a criterion is appended: a group, `prerequisites`, `exclusions`, or `relative-exclusions`."""
    before: Id | None = None
    """Id of the criterion before which it is inserted."""
    after: Id | None = None
    """Id of the criterion after which it is inserted."""
    new: dict[str, Any] | None = Field(None, alias="with")
    """The added or replacement criterion, or the keys that change; a key without a value is removed."""
    direction: Direction
    """Whether the edition covers less, covers more, does both (`mixed`), or only says the same in other words."""
    reason: Text
    """The reason; printed in the table of deviations."""

    @model_validator(mode="after")
    def _complete(self) -> Deviation:
        places = [key for key in ("into", "before", "after") if getattr(self, key)]
        if self.action == "add":
            if len(places) != 1 or self.criterion:
                raise ValueError("`add` takes one position, `into`, `before`, or `after`, and the id inside `with`")
        elif places or not self.criterion:
            raise ValueError(f"`{self.action}` takes `criterion`, the id of what it changes, and no position")
        if (self.new is None) != (self.action == "drop"):
            raise ValueError(
                "`drop` does not take `with`"
                if self.action == "drop"
                else f"`{self.action}` takes `with`, the criterion or the keys that change"
            )
        return self


class Edition(Part):
    """The policy as one publisher issues it."""

    id: Id
    """Stable id; also the name of the folder for its documents."""
    publisher: Id = "model"
    """Id of the publisher."""
    numbers: Numbers = Numbers()
    """Document numbers."""
    version: Ascii | None = None
    """Version, if different from the policy's."""
    status: Status | None = None
    """Status, if different from the policy's."""
    dates: Dates | None = None
    """Dates, if different from the policy's; `none` clears a date."""
    superseded_by: Text | None = None
    """Number and title of the replacement, if different from the policy's."""
    supersedes: tuple[EarlierDocument, ...] = ()
    """Documents that the edition replaces, if different from the policy's."""
    history: tuple[HistoryRow, ...] = ()
    """Revision history of an edition that has its own version, newest first."""
    artifacts: tuple[ArtifactKind, ...] = ()
    """Documents issued for the edition; empty: all that the publisher issues."""
    lines_of_business: tuple[Text, ...] = ()
    """Lines of business to which it applies; empty: the publisher's."""
    states: tuple[Text, ...] = ()
    """States in which it applies; empty: the publisher's."""
    changes: tuple[Deviation, ...] = ()
    """Recorded deviations from the base policy, applied in order."""
    comments: tuple[Comment, ...] = ()
    """Public comments and the responses to them, printed in the response-to-comments article."""

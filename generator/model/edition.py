"""An edition: the policy as one publisher issues it, with its recorded deviations from the base policy."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from generator.model.base import Ascii, Day, Id, Part, Text
from generator.model.comments import Comment
from generator.model.people import HistoryRow

Status = Literal["draft", "in-review", "proposed", "comment", "notice", "approved", "active", "retired", "superseded"]
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
Direction = Literal["more-restrictive", "less-restrictive", "editorial"]


def _day_or_none(value: Any) -> Any:
    if value is None:
        raise ValueError("this must be a date or `none`")
    return None if value == "none" else value


DayOrNone = Annotated[Day | None, BeforeValidator(_day_or_none, json_schema_input_type=str)]


class Dates(Part):
    """The dates of a policy or edition; `none` unsets a date that an edition would inherit."""

    original_effective: DayOrNone = None
    """First day on which any version was in force."""
    effective: DayOrNone = None
    """First day on which this version is in force."""
    published: DayOrNone = None
    """Day of publication."""
    last_review: DayOrNone = None
    """Day of the last review."""
    next_review: DayOrNone = None
    """Day by which it is reviewed again."""
    comment_start: DayOrNone = None
    """First day for public comment."""
    comment_end: DayOrNone = None
    """Last day for public comment."""
    notice_start: DayOrNone = None
    """First day of the notice period."""
    notice_end: DayOrNone = None
    """Last day of the notice period."""
    retired: DayOrNone = None
    """Day of retirement."""

    def filled_from(self, base: Dates) -> Dates:
        """Return these dates, those that are not written here taken from `base`."""
        given: dict[str, date | None] = {name: getattr(self, name) for name in self.model_fields_set}
        return base.model_copy(update=given)


class Numbers(Part):
    """The number that a publisher gives each document."""

    coverage_policy: Ascii | None = Field(None, alias="coverage-policy")
    """Number of the coverage policy."""
    lcd_draft: Ascii | None = Field(None, alias="lcd-draft")
    """LCD id: L or DL and five digits."""
    billing_article: Ascii | None = Field(None, alias="billing-article")
    """Article id: A or DA and five digits."""
    response_to_comments: Ascii | None = Field(None, alias="response-to-comments")
    """Id of the response-to-comments article: A or DA and five digits."""
    proposed_lcd: Ascii | None = Field(None, alias="proposed-lcd")
    """Id of the proposed LCD that a final one came from: DL and five digits."""
    checklist_prior_authorization: Ascii | None = Field(None, alias="checklist-prior-authorization")
    """Form number."""
    checklist_reviewer: Ascii | None = Field(None, alias="checklist-reviewer")
    """Form number of the reviewer worksheet."""
    checklist_committee: Ascii | None = Field(None, alias="checklist-committee")
    """Form number of the committee checklist."""


class Deviation(Part):
    """A recorded deviation of an edition from the base policy: one criterion added, replaced, amended or dropped."""

    action: Action
    """What is done: `amend` changes the keys given in `with`, `replace` gives the whole criterion anew."""
    criterion: Id | None = None
    """Id of the criterion; `amend` takes indications, tracks, label rows, `other-uses` and `coverage` too."""
    into: Id | None = None
    """Where an added criterion goes, as the last: a group, `prerequisites`, `exclusions` or `relative-exclusions`."""
    before: Id | None = None
    """Id of the criterion before which it is added."""
    after: Id | None = None
    """Id of the criterion after which it is added."""
    new: dict[str, Any] | None = Field(None, alias="with")
    """The added or new criterion, or the keys that change; a key without a value is taken away."""
    direction: Direction
    """Whether the edition thereby covers less, covers more, or only says the same in other words."""
    reason: Text
    """Why; printed in the table of deviations."""

    @model_validator(mode="after")
    def _complete(self) -> Deviation:
        places = [key for key in ("into", "before", "after") if getattr(self, key)]
        if self.action == "add":
            if len(places) != 1 or self.criterion:
                raise ValueError("`add` takes one place, `into`, `before` or `after`, and the id inside `with`")
        elif places or not self.criterion:
            raise ValueError(f"`{self.action}` takes `criterion`, the id of what it changes, and no place")
        if (self.new is None) != (self.action == "drop"):
            raise ValueError(
                "`drop` takes no `with`"
                if self.action == "drop"
                else f"`{self.action}` takes `with`, the criterion or the keys that change"
            )
        return self


class Edition(Part):
    """The policy as one publisher issues it."""

    id: Id
    """Stable id; the folder of its documents."""
    publisher: Id = "model"
    """Id of the publisher."""
    numbers: Numbers = Numbers()
    """Document numbers."""
    version: Ascii | None = None
    """Version, where it differs from the policy's."""
    status: Status | None = None
    """Status, where it differs from the policy's."""
    dates: Dates | None = None
    """Dates, where they differ from the policy's; `none` unsets one."""
    superseded_by: Text | None = None
    """Number and title of what takes its place, where it differs from the policy's."""
    history: tuple[HistoryRow, ...] = ()
    """Revision history of an edition with a version of its own, newest first."""
    artifacts: tuple[ArtifactKind, ...] = ()
    """Documents that it issues; empty: all that the publisher issues."""
    lines_of_business: tuple[Text, ...] = ()
    """Lines of business to which it applies; empty: the publisher's."""
    states: tuple[Text, ...] = ()
    """States in which it applies; empty: the publisher's."""
    changes: tuple[Deviation, ...] = ()
    """Recorded deviations from the base policy, applied in this order."""
    comments: tuple[Comment, ...] = ()
    """Public comments and the responses to them, printed in the response-to-comments article."""

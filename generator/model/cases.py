"""Cases: example patients of a policy, each with the answers to the criteria and the outcome that is expected."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from generator.model.base import Day, Id, Part, Text

Word = Literal["met", "not-met", "present", "absent", "not-applicable", "open"]
Result = Literal["covered", "not-covered", "open"]
THRESHOLD_KEYS = ("measure", "duration", "recency", "interval", "limit")


class Days(Part):
    """A time by its first and last day."""

    first: Day
    """First day: of treatment, or of the earlier event."""
    last: Day
    """Last day: of treatment, or of the later event."""


def _days_or_text(value: Any) -> str:
    return "Days" if isinstance(value, (dict, Days)) else "Text"


Amount = Annotated[Annotated[Text, Tag("Text")] | Annotated[Days, Tag("Days")], Discriminator(_days_or_text)]
"""A number in the unit of the threshold, a length of time such as `7 months`, or a first and a last day."""


class Answer(Part):
    """An answer that is more than one word or value."""

    finding: Word | None = None
    """What the reviewer found, beside the value."""
    value: Amount | None = None
    """The value, for a criterion with one threshold."""
    first: Day | None = None
    """First day, for a length of time; goes with `last`."""
    last: Day | None = None
    """Last day."""
    measure: Amount | None = None
    """Value for the `measure` of a criterion with several thresholds."""
    duration: Amount | None = None
    """Value for its `duration`."""
    recency: Amount | None = None
    """Value for its `recency`: how old the finding is."""
    interval: Amount | None = None
    """Value for its `interval`."""
    limit: Amount | None = None
    """Count for its `limit`."""

    @model_validator(mode="after")
    def _one_way(self) -> Answer:
        if (self.first is None) is not (self.last is None):
            raise ValueError("`first` and `last` go together")
        named = any(getattr(self, key) is not None for key in THRESHOLD_KEYS)
        if sum((self.value is not None, self.first is not None, named)) > 1:
            raise ValueError("give one of: a `value`; `first` and `last`; or a value under the name of each threshold")
        return self


def _answer_or_text(value: Any) -> str:
    return "Answer" if isinstance(value, (dict, Answer)) else "Text"


Given = Annotated[
    Annotated[Text, Tag("Text")] | Annotated[Answer, Tag("Answer")],
    Discriminator(_answer_or_text),
]


class Expected(Part):
    """What is expected in one edition."""

    expect: Result
    """The outcome expected."""
    decided_by: tuple[Text, ...] = ()
    """Ids of the criteria that decide it; empty: not checked."""


class Case(Part):
    """An example patient who requests a use."""

    id: Id
    """Stable id of the case."""
    title: Text
    """Who the patient is, in a few words."""
    based_on: Id | None = None
    """Case whose use, answers and limits this one takes over; what is written here replaces them."""
    use: Id | None = None
    """Id of the indication requested, or `other-use`."""
    pathway: Id | None = None
    """Id of the pathway requested; absent: any."""
    phase: Id | None = None
    """Id of the phase requested."""
    answers: dict[Text, Given] = Field(default_factory=dict)
    """Answers by the id of the criterion: `met`, `not-met`, `present`, `absent`, `not-applicable`, `open` (not
    answered), a number, a length of time, days, or a finding with a value."""
    limits: dict[Text, Text] = Field(default_factory=dict)
    """For each limit of the whole policy: the count with this request, `within`, or `over`."""
    expect: Result
    """The outcome expected under the policy as written, and in each edition that `editions` does not name."""
    decided_by: tuple[Text, ...] = ()
    """Ids of the criteria that decide it; empty: not checked."""
    editions: dict[Text, Expected] = Field(default_factory=dict)
    """What is expected instead in an edition, by its id."""
    note: Text | None = None
    """Where the example comes from, or why it is here."""
    confirmed: Literal["yes", "no"] = "yes"
    """`no` until a person has compared a suggested case with the policy's source."""


class Cases(Part):
    """The file of cases of one policy."""

    format: Literal["1"]
    """Version of this file format: 1."""
    policy: Id
    """Id of the policy; the name of the file without `.yaml`."""
    cases: tuple[Case, ...] = ()
    """The cases."""

"""The coverage logic: statements joined by ALL, ANY, AT LEAST N, EXACTLY ONE or NONE, to any depth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, model_validator

from generator.model.base import AtLeastOne, Id, Part, Sourced, Text
from generator.model.thresholds import Duration, Interval, Limit, Measure, Recency
from generator.problem import YamlPath


class RequiredDocument(Part):
    """A document that demonstrates that a criterion is met."""

    document: Text
    """Type of document to submit."""
    shows: Text | None = None
    """What it must state."""
    recency: Recency | None = None
    """How recent it must be."""


class Waiver(Part):
    """A track to which a criterion does not apply."""

    track: Id
    """Id of the indication or phase."""
    reason: Text
    """Why it is waived."""


class Common(Sourced):
    """What statements and groups have in common."""

    id: Id
    """Stable id that never changes; used as its anchor and form field in every document."""
    note: Text | None = None
    """Explanation that is not itself a criterion."""
    applies_when: Criterion | None = None
    """The criterion applies only when this is met. A criterion that does not apply is skipped; it does not count
    toward ANY, EXACTLY ONE, or AT LEAST. A group in which no member applies does not apply either."""
    unless: Criterion | None = None
    """The criterion need not be met when this is met."""
    only_for: tuple[Id, ...] = ()
    """Ids of the indications or phases to which it applies; empty: all."""
    waived_for: tuple[Waiver, ...] = ()
    """Indications or phases for which it is waived, each with the reason."""
    documentation: tuple[RequiredDocument, ...] = ()
    """Documents that demonstrate that the criterion is met."""

    @property
    def document_windows(self) -> tuple[Recency, ...]:
        """How recent the documents must be: one of these is enough; none where one of them may have any date."""
        windows = [item.recency for item in self.documentation]
        return () if None in windows else tuple(window for window in windows if window)


class Statement(Common):
    """A leaf: one thing that is met or not met."""

    statement: Text
    """The criterion in words, complete on its own."""
    examples: tuple[Text, ...] = ()
    """Examples; they are illustrative, not exhaustive."""
    measure: Measure | None = None
    """The measured threshold in the statement."""
    duration: Duration | None = None
    """How long something must have lasted."""
    recency: Recency | None = None
    """How recent the finding must be."""
    interval: Interval | None = None
    """The minimum or maximum time between two events."""
    limit: Limit | None = None
    """A cap on how often the service is covered."""


class Group(Common):
    """A group: ALL, ANY, AT LEAST N, EXACTLY ONE or NONE of its members."""

    title: Text | None = None
    """Heading or lead-in of the group."""
    all: tuple[Criterion, ...] | None = Field(None, min_length=1)
    """Members, all of which must be met."""
    any: tuple[Criterion, ...] | None = Field(None, min_length=1)
    """Members, at least one of which must be met."""
    exactly_one: tuple[Criterion, ...] | None = Field(None, min_length=1)
    """Members, exactly one of which must be met."""
    none: tuple[Criterion, ...] | None = Field(None, min_length=1)
    """Members, none of which may be met."""
    at_least: AtLeastOne | None = None
    """How many members of `of` must be met."""
    of: tuple[Criterion, ...] | None = Field(None, min_length=1)
    """Members that `at_least` counts."""

    @model_validator(mode="after")
    def _one_connective(self) -> Group:
        given = [key for key in ("all", "any", "exactly_one", "none", "of") if getattr(self, key) is not None]
        if (self.at_least is not None) != (self.of is not None):
            raise ValueError("`at_least` (a number) and `of` (its members) must be used together")
        if len(given) != 1:
            raise ValueError("a group has one connective, this one has " + " and ".join(f"`{key}`" for key in given))
        return self

    @property
    def members(self) -> tuple[Criterion, ...]:
        """The criteria of the group, in order."""
        return self.all or self.any or self.exactly_one or self.none or self.of or ()

    @property
    def member_key(self) -> str:
        """The YAML key that contains the members."""
        return next(key for key in ("all", "any", "exactly_one", "none", "of") if getattr(self, key) is not None)

    @property
    def connective(self) -> str:
        """The connective, spelled out."""
        words = {"all": "ALL", "any": "ANY", "exactly_one": "EXACTLY ONE", "none": "NONE"}
        return words.get(self.member_key) or f"AT LEAST {self.at_least}"


class Use(Part):
    """A criterion defined elsewhere and reused here."""

    use: Id
    """Id of the criterion."""


def _shape(value: Any) -> str:
    if isinstance(value, (Use, Group, Statement)):
        return type(value).__name__
    if isinstance(value, dict):
        if "use" in value:
            return "Use"
        if "statement" not in value and value.keys() & {"all", "any", "exactly_one", "none", "at_least", "of"}:
            return "Group"
    return "Statement"


Criterion = Annotated[
    Annotated[Statement, Tag("Statement")] | Annotated[Group, Tag("Group")] | Annotated[Use, Tag("Use")],
    Discriminator(_shape),
]

for _model in (Common, Statement, Group):
    _model.model_rebuild()


def walk(criterion: Criterion, path: YamlPath = ()) -> Iterator[tuple[YamlPath, Criterion]]:
    """Yield a criterion and everything below it, each with its path in the YAML, depth first."""
    yield path, criterion
    if isinstance(criterion, Use):
        return
    for key in ("applies_when", "unless"):
        if (child := getattr(criterion, key)) is not None:
            yield from walk(child, (*path, key))
    if isinstance(criterion, Group):
        for index, member in enumerate(criterion.members):
            yield from walk(member, (*path, criterion.member_key, index))

"""The rule on editions: the stated direction of their changes is correct."""

from __future__ import annotations

from collections.abc import Iterator

from generator.logic.direction import wrong_directions
from generator.rules.context import Context
from generator.rules.registry import Found, rule


@rule(
    "EDITION-005",
    "error",
    "A change has the wrong direction",
    "{action: drop, criterion: coagulopathy, direction: more-restrictive}   # an exclusion",
    "{action: drop, criterion: coagulopathy, direction: less-restrictive}",
)
def direction(context: Context) -> Iterator[Found]:
    """Readers of an edition first look at whether it covers less or more than the base policy. The patients who are
    covered are compared before and after each change, in order. If fewer are covered, the change is `more-restrictive`;
    if more, `less-restrictive`; if some lose coverage and others gain it, `mixed`; if the same patients are covered and
    nothing but the logic changed, `editorial`. If only words changed, the direction is for the author to decide.
    """
    for index, edition in enumerate(context.policy.editions):
        for found in wrong_directions(context.source, index) if edition.changes else ():
            yield Found(
                ("editions", index, "changes", found.number, "direction"),
                f"this change is {found.proven}, not {found.stated}",
                ". ".join(
                    ["correct the direction, or the change", *(found.examples or ["The same patients are covered"])]
                ),
            )

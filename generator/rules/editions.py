"""The rule on editions: the stated direction of their changes is correct."""

from __future__ import annotations

from collections.abc import Iterator

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
    """Readers of an edition first look at whether it covers less or more than the base policy. If the logic alone
    proves the direction (a member added to or dropped from a group or list, a threshold or duration changed), the
    stated direction must agree.
    """
    from generator.logic.direction import wrong_directions  # the comparison is slow to import, and few policies need it

    for index, changed in context.changed:
        for number, proven, stated in wrong_directions(context.source, changed, index):
            yield Found(
                ("editions", index, "changes", number, "direction"),
                f"this change is {proven}, not {stated}",
                "correct the direction, or the change",
            )

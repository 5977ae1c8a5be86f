"""Waivers: problems that were reviewed and accepted, with who accepted them, why, and until when."""

from __future__ import annotations

from generator.problem import Problem, YamlPath
from generator.rules.context import Context
from generator.rules.registry import RULES, describe
from generator.source.yaml_reader import Node

_NAMES = ("id", "code", "short", "term")

describe(
    "WAIVER-001",
    "A waiver has expired",
    """A waiver accepts a problem until a certain day, so that somebody looks at it again. After that day, both the
    problem and the waiver are reported.""",
    """
    waivers:
      - rule: NUM-006
        place: evidence/studies/smith-2024
        reason: The paper reports adjusted means.
        who: A. Reviewer
        expires: 2020-01-31
    """,
    """
    waivers:
      - rule: NUM-006
        place: evidence/studies/smith-2024
        reason: The paper reports adjusted means.
        who: A. Reviewer
        expires: 2027-01-31
    """,
)
describe(
    "WAIVER-002",
    "A waiver covers nothing",
    """A waiver names a rule and a place, but the rule finds no problem there: either the problem was fixed, or the
    rule or place is misspelled. If the waiver stayed, it would hide the next mistake at that place. `place` is the
    path to a part of the policy, with its steps joined by `/`: keys and, for list items, their id, code, or number
    (the first is 1).""",
    """
    waivers:
      - rule: NUM-006
        place: evidence/studies/smiht-2024
        reason: The paper reports adjusted means.
        who: A. Reviewer
        expires: 2027-01-31
    """,
    """
    waivers:
      - rule: NUM-006
        place: evidence/studies/smith-2024
        reason: The paper reports adjusted means.
        who: A. Reviewer
        expires: 2027-01-31
    """,
)


def apply_waivers(context: Context, found: list[tuple[YamlPath, Problem]]) -> list[Problem]:
    """Return the problems that no valid waiver covers, and the problems of the waivers themselves."""
    problems = dict.fromkeys(found)
    for index, waiver in enumerate(context.policy.waivers):
        at = ("waivers", index)
        target = _path(context.source.node, waiver.place)
        covered = [
            item
            for item in found
            if item[1].rule == waiver.rule and target is not None and item[0][: len(target)] == target
        ]
        if waiver.expires < context.today:
            problems[
                at,
                Problem(
                    context.place((*at, "expires")),
                    "WAIVER-001",
                    f"this waiver expired on {waiver.expires}",
                    "review it: fix the problem that it accepted, or set a new date",
                ),
            ] = None
            continue
        if not covered:
            problems[at, _unused(context, index, target is None)] = None
        for item in covered:
            problems.pop(item, None)
    return [problem for _, problem in problems]


def _unused(context: Context, index: int, no_such_place: bool) -> Problem:
    waiver = context.policy.waivers[index]
    if waiver.rule not in RULES:
        return Problem(
            context.place(("waivers", index, "rule")),
            "WAIVER-002",
            f"there is no rule {waiver.rule}",
            "`policypress explain` lists the rules",
        )
    place = context.place(("waivers", index, "place"))
    if no_such_place:
        return Problem(
            place,
            "WAIVER-002",
            f"there is no `{waiver.place}` in this policy",
            "write the keys and ids that lead to it, joined by `/`",
        )
    return Problem(place, "WAIVER-002", f"nothing at `{waiver.place}` breaks {waiver.rule}", "delete the waiver")


def _path(node: Node, place: str) -> YamlPath | None:
    """Turn `evidence/studies/smith-2024/results/2` into a path; None if there is no such place."""
    path: list[str | int] = []
    for step in place.split("/"):
        key = _item(node, step) if isinstance(node.value, list) else step
        if key is None or not node.has(key):
            return None
        path.append(key)
        node = node.value[key]
    return tuple(path)


def _item(node: Node, step: str) -> int | None:
    for index, item in enumerate(node.value):
        if isinstance(item.value, dict) and any(
            name in item.value and item.value[name].value == step for name in _NAMES
        ):
            return index
    return int(step) - 1 if step.isdigit() and len(step) < 9 and int(step) > 0 else None

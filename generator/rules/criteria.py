"""Rules on the coverage logic: it can be met, and it states each threshold once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.model.criteria import Criterion, Group, Statement, Use
from generator.model.thresholds import Duration, Measure
from generator.problem import YamlPath
from generator.rules.context import Context, Root
from generator.rules.registry import Found, rule
from generator.wording.stated_numbers import span, unit_word

Threshold = Measure | Duration


class Leaf(NamedTuple):
    """A statement that decides by itself: it must be met, or it excludes by itself."""

    path: YamlPath
    criterion: Statement
    scope: tuple[str, ...]
    alone: bool


@rule(
    "CRIT-001",
    "error",
    "A group requires more members than it has",
    "at_least: 3\nof:\n  - {id: a, statement: A.}\n  - {id: b, statement: B.}",
    "at_least: 1\nof:\n  - {id: a, statement: A.}\n  - {id: b, statement: B.}",
)
def at_least_within_members(context: Context) -> Iterator[Found]:
    """`at_least` must not exceed the number of members under `of`; otherwise nobody can meet the group."""
    for path, item in context.criteria:
        if isinstance(item, Group) and item.at_least is not None and item.at_least > len(item.members):
            yield Found(
                (*path, "at_least"),
                f"at least {item.at_least} of {len(item.members)} members cannot be met",
                "lower the number, or add the missing members",
            )


@rule(
    "CRIT-002",
    "error",
    "An exclusion makes an inclusion impossible",
    """
      prerequisites:
        - {id: severe, statement: ..., measure: {name: pain, operator: '>=', value: 6, unit: points}}
      exclusions:
        absolute:
          - {id: pain, statement: ..., measure: {name: pain, operator: '>=', value: 5, unit: points}}
      """,
    """
      exclusions:
        absolute:
          - {id: pain, statement: ..., measure: {name: pain, operator: '<', value: 6, unit: points}}
      """,
)
def exclusion_leaves_inclusion(context: Context) -> Iterator[Found]:
    """An exclusion must not make it impossible to meet a required criterion. The rule compares criteria repeated with
    `use:`, identical sentences, and thresholds of the same measure: if every value that meets the criterion is
    excluded, the policy covers nobody. Exclusions that have an exception (`unless`) or a condition, or that have
    `only_for` another track, do not count.
    """
    required = list(_required(context))
    for excluded in _excluded(context):
        for other in required:
            if not _same_scope(excluded, other):
                continue
            if excluded.criterion.id == other.criterion.id or _plain(excluded.criterion.statement) == _plain(
                other.criterion.statement
            ):
                yield Found(
                    excluded.path,
                    f"`{other.criterion.id}` must be met but is also an exclusion",
                    f"required at {context.place(other.path)}",
                )
                break
            pair = _same_measure(excluded.criterion, other.criterion)
            if pair and span(pair[1]).within(span(pair[0])):
                yield Found(
                    (*excluded.path, _key(pair[0]), "value"),
                    f"everyone who meets `{other.criterion.id}` ({_show(pair[1])}) is excluded by {_show(pair[0])}",
                    f"required at {context.place(other.path)}; correct one of the thresholds",
                )
                break


@rule(
    "CRIT-003",
    "error",
    "Two criteria cannot both be met",
    "all:\n  - {id: adult, statement: ..., measure: {name: age, operator: '>=', value: 18, unit: years}}\n"
    "  - {id: child, statement: ..., measure: {name: age, operator: '<', value: 18, unit: years}}",
    "any:\n  - {id: adult, ...}\n  - {id: child, ...}",
)
def criteria_compatible(context: Context) -> Iterator[Found]:
    """If several thresholds of the same measure must all be met, at least one value must meet them all. The rule
    compares the prerequisites, an indication's criteria, and one of its pathways or phases together, through ALL
    groups.
    """
    for first, second, pair in _pairs(list(_required(context))):
        if not span(pair[0]).meets(span(pair[1])):
            yield Found(
                (*second.path, _key(pair[1]), "value"),
                f"{_show(pair[1])} and {_show(pair[0])} (`{first.criterion.id}`) cannot both be met",
                f"the other is at {context.place(first.path)}",
            )


@rule(
    "CRIT-006",
    "warning",
    "A threshold is stated twice with different values",
    "prerequisites:\n  - {id: pain, statement: ..., measure: {name: pain, operator: '>=', value: 6, unit: points}}\n"
    "  - {id: severe, statement: ..., measure: {name: pain, operator: '>=', value: 7, unit: points}}",
    "prerequisites:\n  - {id: pain, statement: ..., measure: {name: pain, operator: '>=', value: 6, unit: points}}",
)
def thresholds_stated_once(context: Context) -> Iterator[Found]:
    """If two criteria that must both be met set a limit in the same direction for the same measure, only the stricter
    one matters, and the other is misleading. The same is true of an exclusion whose limit is the opposite of a
    criterion's (`at least 18`, `under 21`): one threshold has two values.
    """
    required = list(_required(context))
    for first, second, (one, two) in _pairs(required):
        if _side(one) and _side(one) == _side(two) and span(one) != span(two):
            yield _stated_twice(context, first, second, one, two)
    for excluded in _excluded(context):
        for other in required:
            pair = _same_measure(other.criterion, excluded.criterion) if _same_scope(excluded, other) else None
            if pair and {_side(pair[0]), _side(pair[1])} == {"<", ">"} and pair[0].value != pair[1].value:
                yield _stated_twice(context, other, excluded, *pair)


def _side(threshold: Threshold) -> str:
    """Return on which side a threshold has its only bound, or an empty string."""
    one = threshold.operator[0] in "<>" and threshold.upper is None and threshold.below is None
    return threshold.operator[0] if one else ""


def _stated_twice(context: Context, first: Leaf, second: Leaf, one: Threshold, two: Threshold) -> Found:
    return Found(
        (*second.path, _key(two), "value"),
        f"{_show(two)} here, but {_show(one)} in `{first.criterion.id}`",
        f"the other is at {context.place(first.path)}; state the threshold once",
    )


def _pairs(leaves: list[Leaf]) -> Iterator[tuple[Leaf, Leaf, tuple[Threshold, Threshold]]]:
    for index, second in enumerate(leaves):
        for first in leaves[:index]:
            pair = _same_measure(first.criterion, second.criterion)
            if pair and _same_scope(first, second) and first.criterion.id != second.criterion.id:
                yield first, second, pair


def _required(context: Context) -> Iterator[Leaf]:
    for root in context.roots:
        if root.part in ("prerequisites", "indication", "track"):
            yield from (leaf for leaf in _leaves(context, root) if leaf.alone)


def _excluded(context: Context) -> Iterator[Leaf]:
    for root in context.roots:
        if root.part in ("absolute", "relative"):
            yield from (leaf for leaf in _leaves(context, root, excluding=True) if leaf.alone)
        elif root.part != "shared":
            yield from (leaf for leaf in _leaves(context, root) if not leaf.alone)


def _leaves(context: Context, root: Root, excluding: bool = False) -> Iterator[Leaf]:
    yield from _decisive(context, root.criterion, root.path, root.scope, excluding, True, ())


def _decisive(
    context: Context,
    item: Criterion,
    path: YamlPath,
    scope: tuple[str, ...],
    excluding: bool,
    alone: bool,
    used: tuple[str, ...],
) -> Iterator[Leaf]:
    """Yield the statements that decide by themselves; `alone` becomes False below a NONE group of required criteria."""
    if isinstance(item, Use):
        target = context.by_id.get(item.use)
        if target is not None and item.use not in used:
            yield from _decisive(context, target, path, scope, excluding, alone, (*used, item.use))
        return
    if item.unless is not None or item.applies_when is not None or item.waived_for:
        return
    scope = item.only_for or scope
    if isinstance(item, Statement):
        yield Leaf(path, item, scope, alone)
        return
    through = {"any"} if excluding or not alone else {"all", "none"}
    if item.member_key in through or len(item.members) == 1:
        below = alone and item.member_key != "none"
        for index, member in enumerate(item.members):
            yield from _decisive(context, member, (*path, item.member_key, index), scope, excluding, below, used)


def _same_scope(first: Leaf, second: Leaf) -> bool:
    """Return whether both apply at the same time: on one line from the policy down to a track."""
    shorter, longer = sorted((first.scope, second.scope), key=len)
    return not shorter or (
        bool(set(shorter) & set(longer)) and (len(shorter) < 2 or len(longer) < 2 or shorter == longer)
    )


def _same_measure(first: Statement, second: Statement) -> tuple[Threshold, Threshold] | None:
    one, two = first.measure, second.measure
    if (
        one
        and two
        and _what(one) == _what(two)
        and (not one.instrument or not two.instrument or _plain(one.instrument) == _plain(two.instrument))
    ):
        return one, two
    this, that = first.duration, second.duration
    if this and that and this.of and that.of and _plain(this.of) == _plain(that.of) and this.unit == that.unit:
        return this, that
    return None


def _what(measure: Measure) -> tuple[str, ...]:
    texts = (measure.name, measure.at or "", measure.baseline or "")
    return (*map(_plain, texts), unit_word(measure.unit))


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def _key(threshold: Threshold) -> str:
    return "measure" if isinstance(threshold, Measure) else "duration"


def _show(threshold: Threshold) -> str:
    upper = f" and {threshold.upper}" if threshold.upper is not None else ""
    below = f" and < {threshold.below}" if threshold.below is not None else ""
    return f"{threshold.operator} {threshold.value}{upper}{below} {threshold.unit or ''}".rstrip()

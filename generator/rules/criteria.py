"""Rules on the coverage logic: it can be met, and it states each threshold once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import NamedTuple

from generator.model.criteria import Group, Statement
from generator.model.thresholds import Duration, Measure
from generator.rules.context import Context
from generator.rules.meaning import PlacedStatement
from generator.rules.registry import Found, rule
from generator.wording.stated_numbers import span, unit_word

Threshold = Measure | Duration


class ComparedPair(NamedTuple):
    """Two statements and their thresholds of the same quantity."""

    first: PlacedStatement
    second: PlacedStatement
    thresholds: tuple[Threshold, Threshold]


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
    """An exclusion must not make it impossible to meet a criterion that every covered patient meets. The rule compares
    criteria repeated with `use:`, identical sentences, and thresholds of the same measure: if every value that meets
    the criterion is excluded, nobody can be covered. Exclusions that depend on something else (an exception, a
    condition, another member of their group) do not count, nor do those that are for other uses.
    """
    told = set()
    for excluded, other in _excluded_and_required(context):
        found = _made_impossible(context, excluded, other)
        if found and excluded.path not in told:
            told.add(excluded.path)
            yield found


def _made_impossible(context: Context, excluded: PlacedStatement, other: PlacedStatement) -> Found | None:
    one, two = excluded.statement, other.statement
    if _plain(one.statement) == _plain(two.statement):
        place = context.place(other.path)
        return Found(excluded.path, f"`{two.id}` must be met but is also an exclusion", f"required at {place}")
    thresholds = _same_measure(one, two)
    if thresholds is None:
        return None
    out, needed = thresholds
    if not span(needed).within(span(out)):
        return None
    return Found(
        (*excluded.path, _key(out), "value"),
        f"everyone who meets `{two.id}` ({_show(needed)}) is excluded by {_show(out)}",
        f"required at {context.place(other.path)}; correct one of the thresholds",
    )


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
    compares the criteria that every covered patient meets: the prerequisites, those of an indication, and those of one
    of its pathways or phases.
    """
    for first, second, (one, two) in _pairs(context):
        if not span(one).meets(span(two)):
            yield Found(
                (*second.path, _key(two), "value"),
                f"{_show(two)} and {_show(one)} (`{first.statement.id}`) cannot both be met",
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
    for first, second, (one, two) in stated_twice(context):
        yield Found(
            (*second.path, _key(two), "value"),
            f"{_show(two)} here, but {_show(one)} in `{first.statement.id}`",
            f"the other is at {context.place(first.path)}; state the threshold once",
        )


def stated_twice(context: Context) -> Iterator[ComparedPair]:
    """Yield the statements whose thresholds CRIT-006 reports; the problem is at the second."""
    for pair in _pairs(context):
        one, two = pair.thresholds
        if _side(one) and _side(one) == _side(two) and span(one) != span(two):
            yield pair
    for excluded, other in _excluded_and_required(context):
        thresholds = _same_measure(other.statement, excluded.statement)
        if thresholds and {_side(item) for item in thresholds} == {"<", ">"}:
            one, two = thresholds
            if one.value != two.value:
                yield ComparedPair(other, excluded, thresholds)


def _side(threshold: Threshold) -> str:
    """Return the side on which a threshold has its only bound, or an empty string."""
    one = threshold.operator[0] in "<>" and threshold.upper is None and threshold.below is None
    return threshold.operator[0] if one else ""


def _pairs(context: Context) -> Iterator[ComparedPair]:
    """Yield the statements that must be met together and compare the same quantity, in the order of the policy."""
    together = dict.fromkeys(pair for way in context.demands for pair in combinations(way.required, 2))
    for first, second in together:
        thresholds = _same_measure(first.statement, second.statement)
        if thresholds:
            yield ComparedPair(first, second, thresholds)


def _excluded_and_required(context: Context) -> Iterable[tuple[PlacedStatement, PlacedStatement]]:
    """Return each statement that must not be met, paired with each statement that must be met on the same way."""
    return dict.fromkeys(pair for way in context.demands for pair in product(way.excluding, way.required))


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

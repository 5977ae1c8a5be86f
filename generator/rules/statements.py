"""Rules on statements: their words agree with their stored numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.model.criteria import Group, Statement
from generator.model.thresholds import MINUTES, Duration, Interval, Limit, Measure, Recency
from generator.problem import YamlPath
from generator.rules.context import Context
from generator.rules.registry import Found, rule
from generator.wording.stated_numbers import Stated, amounts, stated, unit_word

_TIMES_AND_SHARES = MINUTES.keys() | {"%"}  # numbers that do not count things


@rule(
    "CRIT-004",
    "error",
    "A statement and its threshold have different numbers",
    "statement: Pain for at least 6 months.\nduration: {operator: '>=', value: 3, unit: month}",
    "statement: Pain for at least 6 months.\nduration: {operator: '>=', value: 6, unit: month}",
)
def statement_says_threshold(context: Context) -> Iterator[Found]:
    """Documents print a criterion's statement, while checklists and data use its `measure`, `duration`, `recency`,
    `interval`, or `limit`. If the statement contains numbers in the same unit and none of them is the stored one, or if
    it gives the stored number in a different unit of time, two readers would apply two different policies. Numbers in
    words and in digits count; ranges of a scale do not. The title of a group may state how many members must be met, or
    how many there are, and no other number.
    """
    for path, item in context.criteria:
        if isinstance(item, Group):
            yield from _title_says_count(context, path, item)
        if not isinstance(item, Statement):
            continue
        said = list(stated(item.statement))
        for key, value, numbers in _comparable(item, said):
            if numbers and value not in numbers:
                yield Found(
                    (*path, *key),
                    f"the stored value is {value}, but the statement says {_list(numbers)}",
                    f"the statement is at {context.place((*path, 'statement'))}",
                )
        for name, period, unit in _other_units(item, said):
            yield Found(
                (*path, name, "unit"),
                f"the stored unit is {period.unit}, but the statement says {unit}",
                f"the statement is at {context.place((*path, 'statement'))}",
            )


@rule(
    "CRIT-005",
    "warning",
    "A statement and its threshold compare differently",
    "statement: Older than 18 years.\nmeasure: {name: age, operator: '>=', value: 18, unit: years}",
    "statement: Aged 18 years or older.\nmeasure: {name: age, operator: '>=', value: 18, unit: years}",
)
def statement_says_operator(context: Context) -> Iterator[Found]:
    """`Older than 18` excludes people who are 18; `18 or older` includes them. The words around the number must match
    the stored `operator`.
    """
    for path, item in context.criteria:
        if not isinstance(item, Statement):
            continue
        for key, threshold in (("measure", item.measure), ("duration", item.duration)):
            if threshold is None:
                continue
            for end, value in amounts(threshold):
                operator = {"below": "<", "upper": "<="}.get(end, threshold.operator)
                said = {
                    found.operator
                    for found in stated(item.statement)
                    if found.value == value
                    and found.operator
                    and found.unit not in MINUTES.keys() - {unit_word(threshold.unit)}
                }
                one_sided = threshold.operator not in ("between", "=")
                if one_sided and len(said) == 1 and operator not in said:
                    yield Found(
                        (*path, key, "operator" if end == "value" else end),
                        f"the operator is {operator}, but the statement means {said.pop()}",
                        f"the statement is at {context.place((*path, 'statement'))}",
                    )


@rule(
    "CRIT-008",
    "warning",
    "A document may be older than the finding it supports",
    "recency: {value: 6, unit: month, before: the order}\n"
    "documentation:\n  - {document: Note, recency: {value: 12, unit: month, before: the order}}",
    "recency: {value: 6, unit: month, before: the order}\n"
    "documentation:\n  - {document: Note, recency: {value: 6, unit: month, before: the order}}",
)
def documents_recent_enough(context: Context) -> Iterator[Found]:
    """An older document cannot show that a finding is recent. The rule compares periods that end with the same event;
    weeks and months are compared if one is clearly longer.
    """
    for path, item in context.criteria:
        if not isinstance(item, Statement) or item.recency is None:
            continue
        for number, document in enumerate(item.documentation):
            window, own = document.recency, item.recency
            if window and window.before == own.before and _minutes(window) > _minutes(own) * Decimal("1.05"):
                yield Found(
                    (*path, "documentation", number, "recency", "value"),
                    f"the document may be {window.value} {window.unit}s old, the finding only {own.value} {own.unit}s",
                    f"the finding's period is at {context.place((*path, 'recency', 'value'))}",
                )


def _minutes(window: Recency) -> Decimal:
    return window.value * MINUTES[window.unit]


def _other_units(item: Statement, said: list[Stated]) -> Iterator[tuple[str, Duration | Recency | Interval, str]]:
    """Yield each stored time whose number the statement gives only in another unit."""
    lengths = [(found.value, found.unit) for found in said if found.unit in MINUTES]
    for key in ("duration", "recency", "interval"):
        period = getattr(item, key)
        if period is not None and all(unit != period.unit for _, unit in lengths):
            stored = {value for _, value in amounts(period)}
            yield from {(key, period, unit) for value, unit in lengths if value in stored}


_Compared = Iterator[tuple[YamlPath, Decimal, list[Decimal]]]


def _comparable(item: Statement, said: list[Stated]) -> _Compared:
    """Yield each stored number with its path and the numbers of its unit in the statement."""
    for key in ("duration", "recency", "interval"):
        if (period := getattr(item, key)) is not None:
            numbers = [found.value for found in said if found.unit == period.unit]
            yield from (((key, end), value, numbers) for end, value in amounts(period))
    if item.limit is not None:
        yield from _of_limit(item.limit, said)
    if item.measure is not None:
        yield from _of_measure(item.measure, said)


def _of_limit(limit: Limit, said: list[Stated]) -> _Compared:
    unit = unit_word(limit.unit)
    yield ("limit", "count"), Decimal(limit.count), [found.value for found in said if found.unit == unit]
    if (window := limit.window) is not None:
        numbers = [found.value for found in said if found.unit == window.unit and not found.operator]
        yield ("limit", "window", "value"), window.value, numbers


def _of_measure(measure: Measure, said: list[Stated]) -> _Compared:
    """Where the statement names the unit, its numbers count; else those that are compared with something."""
    unit = unit_word(measure.unit)
    if any(found.unit == unit for found in said):  # `12 years or older and younger than 18`
        numbers = [found.value for found in said if found.unit == unit or (found.operator and not found.unit)]
    else:
        numbers = [found.value for found in said if found.operator and found.unit not in _TIMES_AND_SHARES]
    yield from ((("measure", end), abs(value), numbers) for end, value in amounts(measure))


def _title_says_count(context: Context, path: YamlPath, group: Group) -> Iterator[Found]:
    if group.at_least is None or not group.title:
        return
    counts = [int(found.value) for found in stated(group.title) if found.unit not in _TIMES_AND_SHARES]
    if counts and not {group.at_least, len(group.members)} & set(counts):
        yield Found(
            (*path, "at_least"),
            f"`at_least` is {group.at_least}, but the title says {_list(counts)}",
            f"the title is at {context.place((*path, 'title'))}",
        )


def _list(numbers: Sequence[Decimal | int]) -> str:
    return " and ".join(dict.fromkeys(map(str, numbers)))

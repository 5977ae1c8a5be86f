"""Rules on texts that restate the criteria: in every edition, a summary states the same numbers as the criteria."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from generator.model.criteria import Criterion, Statement, Use, walk
from generator.model.thresholds import MINUTES
from generator.problem import YamlPath
from generator.rules.context import Context
from generator.rules.registry import Found, rule
from generator.source.changes import LABEL_ROWS
from generator.wording import phrases as words
from generator.wording.stated_numbers import amounts, stated, unit_word

_RESTATE = ("coverage", "lcd", "documentation")  # parts whose texts restate the criteria
Amount = tuple[Decimal, str]


@rule(
    "CRIT-007",
    "warning",
    "The summary states a number that is not in any criterion",
    "summary: Covered after at least 3 months of care.\nstatement: Care lasted at least 6 months.",
    "summary: Covered after at least 6 months of care.\nstatement: Care lasted at least 6 months.",
)
def summary_restates_criteria(context: Context) -> Iterator[Found]:
    """The summary is what most people read, and reviewers use the label table to compare the policy with the label. Any
    length of time, or number in the unit of a threshold, that they state for the policy must also be stated in a
    criterion or a limit, and so must any cap (`at most 2 trials`) on what a limit counts.
    """
    known = _known(context)
    yield from _unknown(known, ("coverage", "summary"), context.policy.coverage.summary)
    for number, row in enumerate(context.policy.regulatory.label_comparison if context.policy.regulatory else ()):
        yield from _unknown(known, (*LABEL_ROWS, number, "policy"), row.policy)


class _Known(NamedTuple):
    """The numbers that a policy states: in its criteria, and as the caps of its limits."""

    amounts: set[Amount]
    caps: set[Amount]


def _known(context: Context) -> _Known:
    amounts = {amount for _, item in context.criteria for amount in _amounts(item)}
    limits = [item.limit for _, item in context.criteria if isinstance(item, Statement) and item.limit]
    limits += context.policy.coverage.limits
    windows = {(limit.window.value, limit.window.unit) for limit in limits if limit.window}
    return _Known(amounts | windows, {(Decimal(limit.count), unit_word(limit.unit)) for limit in limits})


def _unknown(known: _Known, at: YamlPath, text: str) -> Iterator[Found]:
    units, capped = ({unit for _, unit in each} for each in known)
    every = known.amounts | known.caps
    said = {
        (found.value, found.unit): None
        for found in stated(text)
        if found.unit in units | MINUTES.keys() or (found.unit in capped and found.operator)
    }
    for value, unit in said:
        if (value, unit) not in every:
            near = ", ".join(_shown(other, unit) for other, of in sorted(every) if of == unit)
            hint = f"criteria state: {near}" if near else "state the requirement in a criterion"
            yield Found(at, f"the text says {_shown(value, unit)}, no criterion does", hint)


@rule(
    "EDITION-007",
    "warning",
    "A text states a number that the edition changed",
    "changes:\n  - action: amend   # of a criterion of 6 months, which the summary repeats\n"
    "    criterion: failed-care\n    with: {statement: Care lasted at least 12 months.}",
    "changes:\n  - action: amend\n    criterion: failed-care\n"
    "    with: {statement: Care lasted at least 12 months.}\n"
    "  - action: amend\n    criterion: coverage\n    with: {summary: Covered after at least 12 months of care.}",
)
def editions_restate_changes(context: Context) -> Iterator[Found]:
    """An edition that changes a threshold prints the base policy's summary, indications, and LCD texts unless it
    rewrites them. If these repeat a number that is no longer in any criterion, the document contradicts itself. A
    rewritten summary must not state a number that the edition's criteria do not have.
    """
    for index, source in context.changed:
        changed = Context(source, context.today)
        left, texts = _known(changed), list(_restating(changed))
        for number, change in enumerate(context.policy.editions[index].changes):
            at = ("editions", index, "changes", number)
            for key in ("summary", "policy"):
                if change.new and key in change.new:
                    yield from _unknown(left, (*at, "with", key), change.new[key])
            gone = {amount for item in _below(context, change.criterion) for amount in _amounts(item)}
            gone -= left.amounts
            for path, said in texts:
                for value, unit in sorted(gone & said):
                    yield Found(
                        at,
                        f"`{'/'.join(map(str, path))}` still says {_shown(value, unit)} in this edition",
                        "rewrite that text in a separate change, or leave the number out",
                    )


def _shown(value: Decimal, unit: str) -> str:
    return words.period(value, unit) if unit in MINUTES else f"{value}{'' if unit == '%' else ' '}{unit}"


def _below(context: Context, name: str | None) -> list[Criterion]:
    return [item for _, item in walk(context.by_id[name])] if name in context.by_id else []


def _restating(context: Context) -> Iterator[tuple[YamlPath, set[Amount]]]:
    """Yield the texts outside the criteria that restate them, with the numbers that they state."""
    inside = {root.path for root in context.roots}
    for path, text in context.prose:
        speaks = path[0] in _RESTATE or path[:2] == LABEL_ROWS
        if speaks and not any(path[:end] in inside for end in range(len(path))):
            yield path, set(_said(text))


def _amounts(item: Criterion) -> Iterator[Amount]:
    """Yield the numbers with a unit that a criterion states, in words or as a threshold."""
    if isinstance(item, Use):
        return
    if isinstance(item, Statement):
        yield from _said(item.statement)
        for key in ("measure", "duration", "recency", "interval"):
            if part := getattr(item, key):
                yield from ((value, unit_word(part.unit)) for _, value in amounts(part))
        if item.limit is not None and item.limit.window is not None:
            yield item.limit.window.value, item.limit.window.unit
    for document in item.documentation:
        if document.recency:
            yield document.recency.value, document.recency.unit


def _said(text: str) -> Iterator[Amount]:
    return ((found.value, found.unit) for found in stated(text) if found.unit)

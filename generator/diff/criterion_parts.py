"""The content of one criterion: its words and thresholds. `criterion_records` and `criterion_tracks` do the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from generator.diff.change import Change
from generator.diff.criterion_records import compare_records
from generator.diff.criterion_tracks import compare_tracks
from generator.diff.logic_edits import take
from generator.diff.pair import Pair
from generator.diff.text_changes import TextDifference, TextWeight, text_change
from generator.model.criteria import Statement
from generator.problem import YamlPath
from generator.wording import phrases
from generator.wording.compare_words import differ_only_in_numbers, words_of


class ThresholdKind(NamedTuple):
    """A kind of threshold: its name in changes, and how it is printed."""

    name: str
    phrase: Callable[[Any], str]


_THRESHOLDS = {
    "measure": ThresholdKind("threshold", phrases.measure),
    "duration": ThresholdKind("duration", phrases.duration),
    "recency": ThresholdKind("recency", phrases.recency),
    "interval": ThresholdKind("interval", phrases.interval),
    "limit": ThresholdKind("limit", phrases.limit),
}
# key: (kind of change, what a plain rewording means)
_EXPLAINING = {
    "title": ("title-reworded", TextWeight("editorial", "the heading of a group; its members decide")),
    "note": ("note-reworded", TextWeight("editorial", "a note explains but is not a criterion")),
    "source": ("source-changed", TextWeight("editorial", "where the criterion comes from", "none")),
    "examples": ("examples-changed", TextWeight("editorial", "examples illustrate; they are not a complete list")),
}
_DECIDES = TextWeight("for a human", "the words of a criterion decide; only a person can judge them")
# Words that a statement may exchange with its threshold: `at least 18 years` to `older than 20 years`.
# fmt: off
_OF_THRESHOLDS = {
    "more", "less", "than", "least", "most", "at", "over", "under", "old", "older", "younger", "or", "above", "below",
    "exactly", "month", "months", "week", "weeks", "day", "days", "year", "years", "hour", "hours", "minute", "minutes",
    "once", "twice", "half",
}
# fmt: on
FOLDED = "the words follow the threshold"
"""The end of the reason of a change whose words include the statement, in parentheses."""


def compare_parts(pair: Pair, name: str) -> list[Change]:
    """Return the differences between the two versions of one criterion, without those of its members."""
    old, new = pair.old_graph.criteria[name], pair.new_graph.criteria[name]
    path = pair.new_graph.paths[name]
    changes: list[Change] = []
    if isinstance(old, Statement) and isinstance(new, Statement):
        changes += _thresholds(pair, old, new, path)
        if old.statement != new.statement:
            changes = _with_statement(pair, old, new, path, changes)
    for key, (kind, weight) in _EXPLAINING.items():
        before, after = (_text(getattr(item, key, None)) for item in (old, new))
        if before != after:
            changes.append(text_change(pair, TextDifference(kind, name, (*path, key), before, after), weight))
    return changes + compare_records(pair, old, new, path) + compare_tracks(pair, old, new, path)


def _text(value: Any) -> str | None:
    return ("; ".join(value) if isinstance(value, tuple) else value) or None


def _thresholds(pair: Pair, old: Statement, new: Statement, path: YamlPath) -> list[Change]:
    return [
        _threshold(pair, new.id, (*path, key), getattr(old, key), getattr(new, key))
        for key in _THRESHOLDS
        if getattr(old, key) != getattr(new, key)
    ]


def _threshold(pair: Pair, name: str, path: YamlPath, before: Any, after: Any) -> Change:
    key = str(path[-1])
    what, phrase = _THRESHOLDS[key]
    shown = (before and phrase(before), after and phrase(after))
    if before is None or after is None:
        verb = "added" if before is None else "removed"
        reason = f"the structured {what} was {verb}; a person must read whether the words already required it"
        at = path if after else path[:-1]
        return pair.logic_change(f"{what}-{verb}", name, at, shown, take(name, key, "statement"), reason)
    at = (*path, *_deepest(before, after))
    return pair.logic_change(f"{what}-changed", name, at, shown, take(name, key))


def _deepest(before: Any, after: Any) -> tuple[str, ...]:
    """Return the one field in which two thresholds differ; nothing if there are several."""
    fields = [key for key in type(after).model_fields if getattr(before, key) != getattr(after, key)]
    return (fields[0],) if len(fields) == 1 else ()


def _with_statement(
    pair: Pair, old: Statement, new: Statement, path: YamlPath, thresholds: list[Change]
) -> list[Change]:
    """Fold a rewording into the threshold that it follows; otherwise it is a separate change."""
    moved = [change for change in thresholds if change.kind.endswith("-changed")]
    allowed = {word for change in moved for text in (change.old, change.new) for word in words_of(text)}
    if moved and differ_only_in_numbers(old.statement, new.statement, allowed | _OF_THRESHOLDS):
        first = moved[0]
        folded = replace(
            first,
            old=f"{first.old} ({old.statement})",
            new=f"{first.new} ({new.statement})",
            reason=FOLDED,
        )
        return [folded if change is first else change for change in thresholds]
    text = TextDifference("criterion-reworded", new.id, (*path, "statement"), old.statement, new.statement)
    return [*thresholds, text_change(pair, text, _DECIDES)]

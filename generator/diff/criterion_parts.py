"""What one criterion says: words, thresholds, records to submit, reach. Each difference with its effect."""

from __future__ import annotations

from typing import Any

from generator.diff.change import Change
from generator.diff.pair import Pair, shown
from generator.diff.tree import align
from generator.diff.wording import text_change
from generator.logic.effects import Effect, Strength, opposite
from generator.logic.pulls import effect_of_narrowing, effect_of_strength
from generator.logic.strength import (
    compare_durations,
    compare_intervals,
    compare_limits,
    compare_measures,
    compare_recencies,
)
from generator.model.criteria import Common, Statement
from generator.wording import phrases as words
from generator.wording.compare_words import differ_only_in_numbers, words_of

_THRESHOLDS = {
    "measure": ("threshold", compare_measures, words.measure),
    "duration": ("duration", compare_durations, words.duration),
    "recency": ("recency", compare_recencies, words.recency),
    "interval": ("interval", compare_intervals, words.interval),
    "limit": ("limit", compare_limits, words.limit),
}
_EXPLAINING = {
    "title": "the heading of a group; its members decide",
    "note": "a note explains and is no criterion",
    "source": "where the criterion comes from",
    "examples": "examples illustrate; they are no complete list",
}
FOLDED = "the words follow the threshold"


def compare_parts(pair: Pair, name: str) -> list[Change]:
    """Return the differences between the two versions of one criterion, those of its members left out."""
    old, new = pair.old_logic.criteria[name], pair.new_logic.criteria[name]
    path = pair.new_logic.paths[name]
    changes: list[Change] = []
    if isinstance(old, Statement) and isinstance(new, Statement):
        changes += _thresholds(pair, old, new, path)
        if old.statement != new.statement:
            changes = _statement(pair, old, new, path, changes)
    for key, reason in _EXPLAINING.items():
        before, after = getattr(old, key, None) or None, getattr(new, key, None) or None
        if before != after:
            before, after = (_joined(value) for value in (before, after))
            kind = {"source": "source-changed", "examples": "examples-changed"}.get(key, f"{key}-reworded")
            changes.append(
                text_change(pair, kind, name, (*path, key), before, after, "editorial", reason, careful=key != "source")
            )
    return changes + _documents(pair, old, new, path) + _reach(pair, old, new, path)


def _joined(value: Any) -> str | None:
    return "; ".join(value) if isinstance(value, tuple) else value


def _thresholds(pair: Pair, old: Statement, new: Statement, path: tuple) -> list[Change]:
    changes = []
    for key, (what, compare, phrase) in _THRESHOLDS.items():
        before, after = getattr(old, key), getattr(new, key)
        if before == after:
            continue
        if before is None or after is None:
            verb = "added" if before is None else "removed"
            changes.append(
                pair.change(
                    f"{what}-{verb}",
                    new.id,
                    (*path, key) if after else path,
                    before and phrase(before),
                    after and phrase(after),
                    "for a human",
                    f"the structured {what} was {verb}; whether the words asked for it before is for a person to read",
                )
            )
            continue
        strength, why = compare(before, after)
        changes.append(
            pair.change(
                f"{what}-changed",
                new.id,
                (*path, key, *_deepest(before, after)),
                phrase(before),
                phrase(after),
                *_judged(pair, new.id, strength, why),
            )
        )
    return changes


def _judged(pair: Pair, name: str, strength: Strength, why: str) -> tuple[Effect, str]:
    logic = pair.new_logic
    if logic.is_unused(name):
        return "editorial", logic.says(name)
    return effect_of_strength(strength, logic.pull(name)), f"{why}; {logic.says(name)}"


def _deepest(before: Any, after: Any) -> tuple[str, ...]:
    """Return the one field in which two thresholds differ; nothing when there are several."""
    fields = [key for key in type(after).model_fields if getattr(before, key) != getattr(after, key)]
    return (fields[0],) if len(fields) == 1 else ()


def _statement(pair: Pair, old: Statement, new: Statement, path: tuple, changes: list[Change]) -> list[Change]:
    """Fold a rewording into the threshold that it follows; otherwise it is a change of its own."""
    moved = [change for change in changes if change.kind.endswith("-changed")]
    if moved:
        allowed = {word for change in moved for text in (change.old, change.new) for word in words_of(text)}
        allowed |= {
            "more",
            "less",
            "than",
            "least",
            "most",
            "at",
            "over",
            "under",
            "old",
            "older",
            "younger",
            "or",
            "above",
            "below",
            "exactly",
            "month",
            "months",
            "week",
            "weeks",
            "day",
            "days",
            "year",
            "years",
            "hour",
            "hours",
            "minute",
            "minutes",
            "once",
            "twice",
            "half",
        }
        if differ_only_in_numbers(old.statement, new.statement, allowed):
            first = moved[0]
            folded = Change(
                **{
                    **first.__dict__,
                    "old": f"{first.old} ({old.statement})",
                    "new": f"{first.new} ({new.statement})",
                    "reason": f"{first.reason}; {FOLDED}",
                }
            )
            return [folded if change is first else change for change in changes]
    return [
        *changes,
        text_change(
            pair,
            "criterion-reworded",
            new.id,
            (*path, "statement"),
            old.statement,
            new.statement,
            "for a human",
            "the words of a criterion decide; only a person can weigh them",
        ),
    ]


def _documents(pair: Pair, old: Common, new: Common, path: tuple) -> list[Change]:
    """Return what must be submitted more, less or otherwise."""
    before = [part.model_dump(mode="json") for part in old.documentation]
    after = [part.model_dump(mode="json") for part in new.documentation]
    pairs, removed, added = align(before, after)
    changes = [
        pair.change(
            "documentation-added",
            new.id,
            (*path, "documentation", index),
            None,
            shown(after[index]),
            "restrictive",
            "one more record must be submitted",
        )
        for index in added
    ]
    changes += [
        pair.change(
            "documentation-removed",
            new.id,
            (*pair.old_logic.paths[new.id], "documentation", index),
            shown(before[index]),
            None,
            "expansive",
            "one record less must be submitted",
            removed=True,
        )
        for index in removed
    ]
    for i, j in pairs:
        one, other = old.documentation[i], new.documentation[j]
        at = (*path, "documentation", j)
        if one.recency != other.recency:
            if one.recency is None or other.recency is None:
                effect: Effect = "restrictive" if one.recency is None else "expansive"
                reason = "the record may not be older" if one.recency is None else "the record may be of any age"
            else:
                strength, reason = compare_recencies(one.recency, other.recency)
                effect = effect_of_strength(strength, 1)
                reason = {"stricter": "the record must be more recent", "looser": "the record may be older"}.get(
                    strength, reason
                )
            changes.append(
                pair.change(
                    "documentation-recency-changed",
                    new.id,
                    (*at, "recency"),
                    one.recency and words.recency(one.recency),
                    other.recency and words.recency(other.recency),
                    effect,
                    reason,
                )
            )
        for key in ("document", "shows"):
            if getattr(one, key) != getattr(other, key):
                changes.append(
                    text_change(
                        pair,
                        "documentation-reworded",
                        new.id,
                        (*at, key),
                        getattr(one, key),
                        getattr(other, key),
                        "for a human",
                        "another record may be asked for",
                    )
                )
    return changes


def _reach(pair: Pair, old: Common, new: Common, path: tuple) -> list[Change]:
    """Return for which tracks the criterion no longer or newly applies."""
    changes = []
    free_before, free_after = ({waiver.track for waiver in item.waived_for} for item in (old, new))
    if old.only_for != new.only_for:
        before, after = set(old.only_for), set(new.only_for)
        wider = bool(before) and (not after or before < after)
        narrower = bool(after) and (not before or after < before)
        effect, reason = _reached(pair, new.id, "wider" if wider else "narrower" if narrower else "")
        changes.append(
            pair.change(
                "reach-changed",
                new.id,
                (*path, "only_for"),
                old.only_for or "all tracks",
                new.only_for or "all tracks",
                effect,
                reason,
            )
        )
    if free_before != free_after:
        wider, narrower = free_after < free_before, free_before < free_after
        effect, reason = _reached(pair, new.id, "wider" if wider else "narrower" if narrower else "")
        changes.append(
            pair.change(
                "waiver-changed",
                new.id,
                (*path, "waived_for"),
                sorted(free_before) or "none",
                sorted(free_after) or "none",
                effect,
                reason,
            )
        )
    elif old.waived_for != new.waived_for:
        changes.append(
            pair.change(
                "waiver-reworded",
                new.id,
                (*path, "waived_for"),
                [waiver.reason for waiver in old.waived_for],
                [waiver.reason for waiver in new.waived_for],
                "editorial",
                "it is waived for the same tracks",
            )
        )
    return changes


def _reached(pair: Pair, name: str, change: str) -> tuple[Effect, str]:
    """Return the effect of applying to more or fewer tracks; for the others the criterion does not apply."""
    if not change:
        return "for a human", "other tracks are concerned; what that means depends on where the criterion stands"
    effect, reason = effect_of_narrowing(pair.new_logic, name)
    if change == "narrower":
        return effect, f"it applies to fewer tracks; {reason}"
    return opposite(effect), f"it applies to more tracks; {reason}"

"""The records that must be submitted for a criterion: more, fewer, different, or more recent ones."""

from __future__ import annotations

from generator.diff.alignment import align
from generator.diff.change import Change, Effect
from generator.diff.pair import Pair, shown
from generator.diff.text_changes import TextDifference, TextWeight, text_change
from generator.logic.values import Length, meets
from generator.model.criteria import Common, RequiredDocument
from generator.model.thresholds import Recency
from generator.problem import YamlPath
from generator.wording import phrases

_OTHER_RECORD = TextWeight("for a human", "a different record may be required")


def compare_records(pair: Pair, old: Common, new: Common, path: YamlPath) -> list[Change]:
    """Return the changes in what must be submitted for a criterion, which is at a path of the new version."""
    before, after = ([part.model_dump(mode="json") for part in item.documentation] for item in (old, new))
    pairs, removed, added = align(before, after)
    at, old_at = (*path, "documentation"), (*pair.old_graph.paths[new.id], "documentation")
    more, less = "one more record must be submitted", "one fewer record must be submitted"
    changes = [
        pair.change("documentation-added", new.id, (*at, index), None, shown(after[index]), "restrictive", more)
        for index in added
    ]
    changes += [
        pair.change(
            "documentation-removed",
            new.id,
            (*old_at, index),
            shown(before[index]),
            None,
            "expansive",
            less,
            removed=True,
        )
        for index in removed
    ]
    for i, j in pairs:
        changes += _record(pair, new.id, (*at, j), old.documentation[i], new.documentation[j])
    return changes


def _record(pair: Pair, name: str, at: YamlPath, old: RequiredDocument, new: RequiredDocument) -> list[Change]:
    changes = []
    if old.recency != new.recency:
        words = (old.recency and phrases.recency(old.recency), new.recency and phrases.recency(new.recency))
        judged = _effect_of_recency(old.recency, new.recency)
        changes.append(pair.change("documentation-recency-changed", name, (*at, "recency"), *words, *judged))
    for key, before, after in (("document", old.document, new.document), ("shows", old.shows, new.shows)):
        if before != after:
            text = TextDifference("documentation-reworded", name, (*at, key), before, after)
            changes.append(text_change(pair, text, _OTHER_RECORD))
    return changes


def _effect_of_recency(old: Recency | None, new: Recency | None) -> tuple[Effect, str]:
    if old is None or new is None:
        if old is None:
            return "restrictive", "the record may not be older"
        return "expansive", "the record may be of any age"
    if old.before != new.before:
        return "for a human", "the window ends with a different event"
    oldest, older = meets(new, Length(old.value, old.unit)), meets(old, Length(new.value, new.unit))
    if oldest is None or older is None:
        return "for a human", f"{old.unit}s and {new.unit}s have no exact ratio, and the lengths are close"
    if oldest is older:
        return "editorial", "the window is as long as before"
    return ("expansive", "the record may be older") if oldest else ("restrictive", "the record must be more recent")

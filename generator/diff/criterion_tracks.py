"""The tracks to which a criterion applies: those that it is limited to, and those for which it is waived."""

from __future__ import annotations

from generator.diff.change import Change
from generator.diff.logic_edits import take
from generator.diff.pair import Pair
from generator.model.criteria import Common
from generator.problem import YamlPath


def compare_tracks(pair: Pair, old: Common, new: Common, path: YamlPath) -> list[Change]:
    """Return the changes in the tracks to which a criterion, which is at a path of the new version, applies."""
    changes = []
    if old.only_for != new.only_for:
        words = (old.only_for or "all tracks", new.only_for or "all tracks")
        edit = take(new.id, "only_for")
        changes.append(pair.logic_change("reach-changed", new.id, (*path, "only_for"), words, edit))
    return changes + _waivers(pair, old, new, (*path, "waived_for"))


def _waivers(pair: Pair, old: Common, new: Common, at: YamlPath) -> list[Change]:
    before, after = ({waiver.track for waiver in item.waived_for} for item in (old, new))
    if before != after:
        words = (sorted(before) or "none", sorted(after) or "none")
        return [pair.logic_change("waiver-changed", new.id, at, words, take(new.id, "waived_for"))]
    if old.waived_for != new.waived_for:
        reasons = [[waiver.reason for waiver in item.waived_for] for item in (old, new)]
        why = "it is waived for the same tracks"
        return [pair.change("waiver-reworded", new.id, at, reasons[0], reasons[1], "editorial", why)]
    return []

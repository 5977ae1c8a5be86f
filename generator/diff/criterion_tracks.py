"""The tracks for which a criterion applies: those that it is for, and those for which it is waived."""

from __future__ import annotations

from generator.diff.change import Change
from generator.diff.pair import Pair
from generator.logic.effects import Effect, opposite
from generator.logic.pulls import effect_of_narrowing
from generator.model.criteria import Common
from generator.problem import YamlPath


def compare_tracks(pair: Pair, old: Common, new: Common, path: YamlPath) -> list[Change]:
    """Return for which tracks a criterion, which is at a path of the new version, newly or no longer applies."""
    changes = []
    if old.only_for != new.only_for:
        before, after = set(old.only_for), set(new.only_for)
        wider = bool(before) and (not after or before < after)
        narrower = bool(after) and (not before or after < before)
        words = (old.only_for or "all tracks", new.only_for or "all tracks")
        judged = _effect(pair, new.id, wider, narrower)
        changes.append(pair.change("reach-changed", new.id, (*path, "only_for"), *words, *judged))
    return changes + _waivers(pair, old, new, (*path, "waived_for"))


def _waivers(pair: Pair, old: Common, new: Common, at: YamlPath) -> list[Change]:
    before, after = ({waiver.track for waiver in item.waived_for} for item in (old, new))
    if before != after:
        judged = _effect(pair, new.id, wider=after < before, narrower=before < after)
        return [pair.change("waiver-changed", new.id, at, sorted(before) or "none", sorted(after) or "none", *judged)]
    if old.waived_for != new.waived_for:
        reasons = [[waiver.reason for waiver in item.waived_for] for item in (old, new)]
        why = "it is waived for the same tracks"
        return [pair.change("waiver-reworded", new.id, at, reasons[0], reasons[1], "editorial", why)]
    return []


def _effect(pair: Pair, name: str, wider: bool, narrower: bool) -> tuple[Effect, str]:
    """Return the effect of applying to more or fewer tracks; for the others the criterion does not apply."""
    if not (wider or narrower):
        return "for a human", "other tracks are concerned; what that means depends on where the criterion stands"
    effect, reason = effect_of_narrowing(pair.new_logic, name)
    if wider:
        return opposite(effect), f"it applies to more tracks; {reason}"
    return effect, f"it applies to fewer tracks; {reason}"

"""Classifies a changed text: form only, citations only, numbers only, or a rewording that may alter the meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.diff.change import Change, Effect
from generator.diff.pair import Pair
from generator.problem import YamlPath
from generator.wording.citations import cited_keys
from generator.wording.compare_words import (
    decisive_words,
    differ_only_in_numbers,
    excerpt,
    numbers_of,
    only_form,
    without_citations,
)

_NEGATIONS = {"not", "no", "none", "never", "without", "neither", "nor"}
_QUOTED = 6  # decisive words that a reason names
Care = Literal["every", "negations", "none"]


@dataclass(frozen=True)
class TextDifference:
    """A text in two versions, None if absent. `kind` ends with `-reworded` or `-changed`; `id` names what it is in.

    A removed text is located at `old_path` in the old version; without that path, where it would be in the new version.
    """

    kind: str
    id: str
    path: YamlPath
    old: str | None
    new: str | None
    old_path: YamlPath | None = None


@dataclass(frozen=True)
class TextWeight:
    """What a plain rewording of a text means, and how closely its words are checked.

    `care`: `every` decisive word makes an editorial rewording one for a human, a changed negation is only pointed out
    (`negations`), or neither (`none`).
    """

    effect: Effect
    reason: str
    care: Care = "every"


def text_change(pair: Pair, text: TextDifference, weight: TextWeight) -> Change:
    """Return the change of a text.

    Its kind becomes `-added`, `-removed`, `citation-swapped` or `number-corrected` if that is all that happened.
    """
    if text.old is None or text.new is None:
        return _added_or_removed(pair, text, weight)
    if without_citations(text.old) == without_citations(text.new) and cited_keys(text.old) != cited_keys(text.new):
        return _cited_otherwise(pair, text, cited_keys(text.old), cited_keys(text.new))
    shown = excerpt(text.old, text.new)
    if only_form(text.old, text.new):
        reason = "only case, punctuation or layout changed"
        return pair.change(text.kind, text.id, text.path, *shown, "editorial", reason)
    kind = _kind_of_rewording(text, text.old, text.new, weight.care)
    return pair.change(kind, text.id, text.path, *shown, *_reworded(text.old, text.new, weight))


def _added_or_removed(pair: Pair, text: TextDifference, weight: TextWeight) -> Change:
    is_removed = text.old is not None
    verb = "removed" if is_removed else "added"
    kind = text.kind.replace("-reworded", f"-{verb}").replace("-changed", f"-{verb}")
    effect, reason = weight.effect, weight.reason
    found = decisive_words(text.old or "", text.new or "") if weight.care == "every" else []
    if effect == "editorial" and found:
        effect, reason = "for a human", f"{reason}, but it contains words that may decide: {_listed(found)}"
    at = (text.old_path or text.path) if is_removed else text.path
    in_old = is_removed and text.old_path is not None
    return pair.change(kind, text.id, at, text.old, text.new, effect, reason, removed=in_old)


def _cited_otherwise(pair: Pair, text: TextDifference, before: list[str], after: list[str]) -> Change:
    gone = [key for key in before if key not in after]
    come = [key for key in after if key not in before]
    if len(before) == len(after):
        kind, reason = "citation-swapped", "the words are unchanged; another source supports them"
    else:
        kind = "citation-added" if len(after) > len(before) else "citation-removed"
        reason = "the words are unchanged; other sources support them"
    return pair.change(kind, text.id, text.path, _keys(gone or before), _keys(come or after), "editorial", reason)


def _kind_of_rewording(text: TextDifference, old: str, new: str, care: Care) -> str:
    before, after = set(numbers_of(old)), set(numbers_of(new))
    if before != after and differ_only_in_numbers(old, new, before | after):
        return "number-changed" if care == "every" else "number-corrected"
    return text.kind


def _reworded(old: str, new: str, weight: TextWeight) -> tuple[Effect, str]:
    """Return the effect of a rewording and the reason, based on the words that changed."""
    effect, reason = weight.effect, weight.reason
    before, after = cited_keys(old), cited_keys(new)
    if before != after:
        reason += f"; the citations change too: {_keys(before)} -> {_keys(after)}"
    found = decisive_words(old, new)
    if weight.care == "negations":
        if found := [word for word in found if word in _NEGATIONS]:
            reason += f"; a negation changed, read it: {', '.join(found)}"
    elif effect == "editorial" and found and weight.care == "every":
        effect, reason = "for a human", f"{reason}, but words that may decide changed: {_listed(found)}"
    elif effect == "for a human" and found:
        reason += f"; words that may decide changed: {_listed(found)}"
    return effect, reason


def _listed(words: list[str]) -> str:
    return ", ".join(words[:_QUOTED])


def _keys(keys: list[str]) -> str:
    return "; ".join(f"@{key}" for key in keys) or "none"

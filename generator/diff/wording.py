"""A changed text as a change: form only, citations only, numbers only, or a rewording that may alter the meaning."""

from __future__ import annotations

from typing import Literal

from generator.diff.change import Change
from generator.diff.pair import Pair
from generator.logic.effects import Effect
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
Care = Literal["every", "negations", "none"]
"""How closely the words of an editorial text are read: `every` decisive word makes it one for a human, a changed
negation is only pointed out (`negations`), or neither (`none`)."""


def text_change(
    pair: Pair,
    kind: str,
    name: str,
    path: tuple,
    old: str | None,
    new: str | None,
    effect: Effect,
    reason: str,
    *,
    careful: bool | Care = "every",
    old_path: tuple | None = None,
) -> Change:
    """Return the change of a text; `effect` and `reason` hold for a plain rewording.

    `kind` ends with `-reworded`; it becomes `-added`, `-removed`, `citation-swapped` or `number-corrected` where that
    is all that happened.
    """
    care: Care = {True: "every", False: "none"}.get(careful, careful)  # type: ignore[call-overload]
    if old is None or new is None:
        verb, removed = ("added", False) if old is None else ("removed", True)
        at = (old_path or path) if removed else path
        found = [] if care == "none" else decisive_words(old or "", new or "")
        if effect == "editorial" and care == "every" and found:
            effect, reason = "for a human", f"{reason}, but it holds words that may decide: {', '.join(found[:6])}"
        return pair.change(
            kind.replace("-reworded", f"-{verb}").replace("-changed", f"-{verb}"),
            name,
            at,
            old,
            new,
            effect,
            reason,
            removed=removed and old_path is not None,
        )
    before, after = cited_keys(old), cited_keys(new)
    if without_citations(old) == without_citations(new) and before != after:
        return _citations(pair, name, path, before, after)
    shown = excerpt(old, new)
    if only_form(old, new):
        return pair.change(kind, name, path, *shown, "editorial", "only case, punctuation or layout changed")
    if before != after:
        reason += f"; the citations change too: {_keys(before)} -> {_keys(after)}"
    numbers = sorted(set(numbers_of(old)) ^ set(numbers_of(new)))
    if numbers and differ_only_in_numbers(old, new, set(numbers_of(old)) | set(numbers_of(new))):
        kind = "number-changed" if care == "every" else "number-corrected"
    found = decisive_words(old, new)
    if care == "negations":
        found = [word for word in found if word in _NEGATIONS]
    if care == "negations" and found:
        reason += f"; a negation changed, read it: {', '.join(found)}"
    elif effect == "editorial" and found and care != "none":
        effect, reason = "for a human", f"{reason}, but words that may decide changed: {', '.join(found[:6])}"
    elif effect == "for a human" and found:
        reason += f"; words that may decide changed: {', '.join(found[:6])}"
    return pair.change(kind, name, path, *shown, effect, reason)


def _citations(pair: Pair, name: str, path: tuple, before: list[str], after: list[str]) -> Change:
    kind = {True: "citation-swapped", False: "citation-added" if len(after) > len(before) else "citation-removed"}[
        len(before) == len(after)
    ]
    gone = [key for key in before if key not in after]
    come = [key for key in after if key not in before]
    return pair.change(
        kind,
        name,
        path,
        _keys(gone or before),
        _keys(come or after),
        "editorial",
        "the words stand, another source supports them"
        if kind == "citation-swapped"
        else "the words stand, other sources support them",
    )


def _keys(keys: list[str]) -> str:
    return "; ".join(f"@{key}" for key in keys) or "none"

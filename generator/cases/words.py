"""Words that messages about cases share."""

from __future__ import annotations

from collections.abc import Iterable

from generator.problem import misspelled

_MOST = 14  # names in a hint; nobody reads more


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint for an unknown name: the one that was probably meant, or those that exist."""
    names = list(dict.fromkeys(known))
    if meant := misspelled(name, names):
        return f"did you mean `{meant}`?"
    if not names:
        return "there are none"
    return f"known here: {', '.join(names[:_MOST])}{', …' if len(names) > _MOST else ''}"


def outcome_words(outcome: str) -> str:
    """Return an outcome in words: `not covered`."""
    return outcome.replace("-", " ")

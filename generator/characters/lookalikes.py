"""Texts and characters that look the same in print but differ as data (Unicode Technical Standard 39)."""

from __future__ import annotations

import functools
import unicodedata


def skeleton(text: str) -> str:
    """Return what a text looks like: two texts with the same skeleton cannot be told apart in print.

    Accents count; case, spaces, invisible characters, compatibility forms, and the script of a letter do not.
    """
    seen = "".join(map(prototype, unicodedata.normalize("NFKC", " ".join(text.split()))))
    visible = "".join(letter for letter in seen if not _is_invisible(letter))
    return unicodedata.normalize("NFC", "".join(map(prototype, " ".join(visible.split()).casefold())))


def look_alike(one: str, other: str) -> bool:
    """Return whether two names look the same, or differ only in case, spacing, and invisible characters."""
    return skeleton(one) == skeleton(other) or _folded(one) == _folded(other)


@functools.lru_cache(maxsize=4096)
def prototype(letter: str) -> str:
    """Return the character that represents all lookalikes of this one: `C` for a Cyrillic `С`; otherwise itself."""
    if letter.isascii() and letter not in "01|":
        return letter
    found = _confusable().get(letter, ())
    if len(found) != 1 or len(found[0]) != 1:
        return letter  # several: it is the one that the others look like
    back = _confusable().get(found[0], ())
    return found[0] if len(back) > 1 or found[0] < letter else letter


def _folded(text: str) -> str:
    shown = "".join(letter for letter in unicodedata.normalize("NFKC", text) if not _is_invisible(letter))
    return " ".join(shown.casefold().split())


def _is_invisible(letter: str) -> bool:
    return (
        unicodedata.category(letter) in ("Cf", "Cc", "Cn", "Co")
        or letter in "\u115f\u1160\u3164\uffa0\u034f"
        or "\ufe00" <= letter <= "\ufe0f"
        or "\U000e0100" <= letter <= "\U000e01ef"
    )


@functools.cache
def _confusable() -> dict[str, tuple[str, ...]]:
    from confusable_homoglyphs.confusables import confusables_data  # 0.2 seconds: only when in doubt

    return {letter: tuple(item["c"].strip("\u200e") for item in found) for letter, found in confusables_data.items()}

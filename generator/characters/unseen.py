"""Characters that print differently from what they are: invisible ones, direction changes, stacked marks.

They are rejected wherever they are written, even in comments: a reviewer reads the YAML as an editor shows it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Suspect(NamedTuple):
    """One rejected character: where it is in the text, what is wrong with it, how to fix it."""

    at: int
    message: str
    hint: str


MAX_MARKS = 3  # on one letter in a row: pointed and accented Hebrew has that many
# Controls, surrogates, private use, line and paragraph separators, and what has no glyph of its own: soft
# hyphen, grapheme joiner, fillers, inherent vowels, blank Braille, replacement characters, variation tags.
_NEVER = re.compile(
    "\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U0010ffff]"
    "|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff]"
)
_SOMETIMES = re.compile("[\u061c\u180b-\u180d\u180f\u200c-\u200f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_STRUCK = re.compile("[\u0334-\u0338\u0488\u0489\u1abe\u20d0-\u20f0]")
# Joiners are part of how words in these scripts are spelled.
_JOINED = (
    "ARABIC",
    "SYRIAC",
    "MONGOLIAN",
    "DEVANAGARI",
    "BENGALI",
    "GURMUKHI",
    "GUJARATI",
    "ORIYA",
    "TAMIL",
    "TELUGU",
    "KANNADA",
    "MALAYALAM",
    "SINHALA",
    "KHMER",
    "MYANMAR",
    "TIBETAN",
    "NKO",
)
_DELETE = "delete it, and retype the text around it"


def unseen(text: str) -> Iterator[Suspect]:
    """Yield each character of a text that is never shown as it is, or not in its place."""
    if text.isascii() and text.isprintable():
        return
    for found in _NEVER.finditer(text):
        yield Suspect(found.start(), f"{named(found[0])}: {_why(found[0])}", _DELETE)
    if text.isascii():
        return
    for found in _SOMETIMES.finditer(text):
        if not _belongs(text, found.start()):
            yield Suspect(found.start(), f"{named(found[0])} has no meaning here and is invisible", _DELETE)
    yield from _marks(text)


def named(letter: str) -> str:
    """Return the code point and the name of a character, which a terminal can print."""
    name = unicodedata.name(letter, "")
    return f"U+{ord(letter):04X} {name}".strip()


def _why(letter: str) -> str:
    if letter == "\ufffd":
        return "a character was lost when the file was converted"
    if letter < " " or "\x7f" <= letter <= "\x9f":
        return "a control character is not text"
    if "\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069":
        return "it changes the order in which the text is displayed"
    return "each font prints it differently" if unicodedata.category(letter) == "Co" else "it is invisible in print"


def _belongs(text: str, at: int) -> bool:
    """Return whether a joiner, a direction mark, or a variation selector has an effect at a position in a text."""
    sign, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if sign in "\u200e\u200f\u061c":
        return "R" in (_direction(reversed(text[max(at - 40, 0) : at])), _direction(text[at + 1 : at + 41]))
    if not before:
        return False
    if sign in "\u200c\u200d":
        symbol = unicodedata.category(before) in ("So", "Sk") or before == "\ufe0f"
        if sign == "\u200d" and symbol:
            return after != "" and unicodedata.category(after) == "So"
        return _script(before) in _JOINED and _script(after) == _script(before)
    if "\u180b" <= sign <= "\u180f":
        return _script(before) == "MONGOLIAN"
    if sign in "\ufe0e\ufe0f":
        return unicodedata.category(before) in ("So", "Sm")
    return _script(before) == "CJK"


def _direction(letters: Iterable[str]) -> str:
    """Return R or L, the direction of the first letter that has one, or an empty string."""
    kinds = (unicodedata.bidirectional(letter) for letter in letters if letter not in "\u200e\u200f\u061c")
    return {"L": "L", "R": "R", "AL": "R"}.get(next((kind for kind in kinds if kind in ("L", "R", "AL")), ""), "")


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""


def _marks(text: str) -> Iterator[Suspect]:
    """Yield marks that strike through a character, are attached to something other than a letter, or are stacked."""
    stacked, base = 0, ""
    for at, letter in enumerate(text):
        if letter.isascii():
            stacked, base = 0, letter
            continue
        if unicodedata.category(letter)[0] != "M" or letter in "\ufe0e\ufe0f" or _SOMETIMES.match(letter):
            stacked, base = 0, letter
            continue
        stacked += unicodedata.combining(letter) != 0
        if _STRUCK.match(letter):
            yield Suspect(
                at,
                f"{named(letter)} changes what the character before it looks like",
                "write the single character that is intended",
            )
        elif unicodedata.category(base or " ")[0] not in "LM" and base != "\u25cc":
            yield Suspect(
                at,
                f"{named(letter)} is attached to {named(base) if base else 'nothing'}, which is not a letter",
                "write the single character that is intended, such as ≥",
            )
        elif stacked == MAX_MARKS + 1:
            yield Suspect(
                at, f"more than {MAX_MARKS} marks are stacked on one letter", "keep only those that belong to it"
            )


def tidy(text: str) -> str:
    """Return a text with each letter and its accents as a single character where one exists (Unicode NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)

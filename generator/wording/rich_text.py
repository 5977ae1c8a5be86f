"""Titles with the markup that CSL data may contain: <i>, <b>, <sub>, <sup>, <sc>, and spans of Zotero."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_TAG = re.compile(
    r'<(/?)(i|b|sub|sup|sc|span)(?: (class="nocase"|style="font-variant: ?small-caps;?"))?>', re.IGNORECASE
)
_SMALL_CAPS = ('<span style="font-variant: small-caps">', "</span>")
# Articles, conjunctions, and prepositions that stay lowercase in a capitalized title
_LOWERCASE_WORDS = "a an and as at but by down for from in into nor of on onto or over so the till to up via with yet"
_LOWERCASE = frozenset(_LOWERCASE_WORDS.split())


def rich_html(text: str, *, is_capitalized: bool = False) -> str:
    """Return a title as HTML: its markup is kept, all else is escaped.

    `is_capitalized` capitalizes the words of a title in English, except those that already have a capital or are in a
    span `nocase`.
    """
    pieces, after = [], ":"
    for part, opens, is_fixed in _parts(text):
        if opens is not None:
            pieces.append(opens)
            continue
        if is_capitalized:
            part, after = _capitalized(part, after, is_fixed)
        pieces.append(html.escape(part, quote=False))
    return "".join(pieces)


def plain_text(text: str) -> str:
    """Return a title without its markup."""
    return "".join(part for part, opens, _ in _parts(text) if opens is None)


def _parts(text: str) -> Iterator[tuple[str, str | None, bool]]:
    """Yield texts and tags in order: the text, the tag as HTML (None for a text), and whether its case is fixed.

    A tag without its partner is text.
    """
    tags = _paired(text)
    at, fixed = 0, 0
    for found in tags:
        if found[0] > at:
            yield text[at : found[0]], None, fixed > 0
        start, end, html_tag, level = found
        fixed += level
        yield text[start:end], html_tag, fixed > 0
        at = end
    if at < len(text):
        yield text[at:], None, fixed > 0


def _paired(text: str) -> list[tuple[int, int, str, int]]:
    """Return the tags that have a partner: start, end, HTML, and how the number of open `nocase` spans changes."""
    kept: list[tuple[int, int, str, int]] = []
    waiting: list[tuple[re.Match[str], str]] = []
    for found in _TAG.finditer(text):
        closes, name, attribute = found[1], found[2].lower(), (found[3] or "").lower()
        if not closes:
            if (name == "span") == bool(attribute):
                waiting.append((found, attribute))
        elif any(opening[2].lower() == name for opening, _ in waiting):
            while waiting[-1][0][2].lower() != name:
                waiting.pop()
            opening, attribute = waiting.pop()
            level = int("nocase" in attribute)
            before, after = _written(name, attribute)
            kept += [(*opening.span(), before, level), (*found.span(), after, -level)]
    return sorted(kept)


def _written(name: str, attribute: str) -> tuple[str, str]:
    if "nocase" in attribute:
        return "", ""
    return _SMALL_CAPS if name in ("sc", "span") else (f"<{name}>", f"</{name}>")


def _capitalized(text: str, after: str, is_fixed: bool) -> tuple[str, str]:
    """Return a part of a title with capitals, and the sign that it ends with; `after` is the sign before the part.

    A word after a colon or period is capitalized even if it is an article; one that goes on after a tag never is.
    """

    def word(found: re.Match[str]) -> str:
        nonlocal after
        written, before = found[0], after
        after = written[-1]
        goes_on = found.start() == 0 and not (before == " " or before in ":.")
        if is_fixed or goes_on or not written.islower() or (written in _LOWERCASE and before not in ":."):
            return written
        return written[0].upper() + written[1:]

    made = re.sub(r"\S+", word, text)
    return made, after if not text[-1:].isspace() or after in ":." else " "

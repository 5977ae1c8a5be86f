"""Citations in text fields, as Pandoc writes them: `[@key]`, `[@key, p. 3; @other]`. The only parser of them.

The documents print numbered citations (AMA Manual of Style, 11th edition, 3.6). So `[-@key]`, which in other styles
suppresses the author, is the same as `[@key]`, and anything that a superscript number cannot express is rejected with
a hint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_KEY = r"[A-Za-z0-9](?:[A-Za-z0-9_.:-]*[A-Za-z0-9_])?"  # Pandoc manual, "Citation syntax": no punctuation at the end
_ITEM = re.compile(
    rf"\s*-?@(?P<key>{_KEY})(?:\s*,\s*(?P<pages>pp?)\.?\s*(?P<locator>[A-Za-z]?[0-9]+(?:\s*[-–]\s*"
    rf"[A-Za-z]?[0-9]+)?))?\s*"
)
_MENTION = re.compile(rf"(?<![\w.])-?@\{{?({_KEY})")
TARGET = re.compile(r"\((?:https?://|mailto:)[^\s<>]*\)")  # of a link, after its text in brackets
_BRACKET = re.compile(rf"\[[^\[\]]*\](?!{TARGET.pattern})")  # not the text of a link
ESCAPED = re.compile(r"\\([*\[\]])")  # a sign that would be markup, but is text
_OPENS = re.compile(rf"{ESCAPED.pattern}|\[")  # where a citation may open, and what is always text


class Cited(NamedTuple):
    """One reference in a citation: its key and, if a page is given, the page in AMA style (`p3`, `pp3-5`)."""

    key: str
    locator: str = ""


class Citation(NamedTuple):
    """A citation that can be printed, and its span in the text."""

    start: int
    end: int
    cited: tuple[Cited, ...]


class BadCitation(NamedTuple):
    """A citation that cannot be printed, its span in the text, why, and what to write instead."""

    start: int
    end: int
    reason: str
    hint: str


def citation_at(text: str, start: int) -> Citation | BadCitation | None:
    """Return the citation whose bracket opens at `start`, or None."""
    bracket = _BRACKET.match(text, start)
    if bracket is None or not (keys := _MENTION.findall(bracket[0])):
        return None
    cited = []
    for part in bracket[0][1:-1].split(";"):
        item = _ITEM.fullmatch(part)
        if item is None:
            return BadCitation(*bracket.span(), *_refusal(part.strip(), keys))
        page = re.sub(r"\s*[-–]\s*", "-", item["locator"] or "")
        cited.append(Cited(item["key"], f"{item['pages']}{page}" if page else ""))
    return Citation(*bracket.span(), tuple(cited))


def citations(text: str) -> Iterator[Citation | BadCitation]:
    """Yield the citations of a text, in order."""
    at = 0
    while opens := _OPENS.search(text, at):
        found = citation_at(text, opens.start()) if opens[0] == "[" else None
        if found:
            yield found
        at = found.end if found else opens.end()


def cited_keys(text: str) -> list[str]:
    """Return the reference keys that a text cites, in order of mention."""
    return [item.key for found in citations(text) if isinstance(found, Citation) for item in found.cited]


def without_citations(text: str) -> str:
    """Return a text without its citations and the space before them."""
    kept, at = [], 0
    for found in citations(text):
        kept.append(text[at : found.start].rstrip())
        at = found.end
    return "".join([*kept, text[at:]])


def bare_keys(text: str) -> Iterator[re.Match[str]]:
    """Yield what looks like a citation but is not in brackets; group 1 is the key."""
    cited = list(citations(text))
    for mention in _MENTION.finditer(text):
        if not any(found.start <= mention.start() < found.end for found in cited):
            yield mention


def _refusal(part: str, keys: list[str]) -> tuple[str, str]:
    """Return why a part of a citation cannot be printed, and what to write."""
    if "{" in part:
        return "a key in braces is not supported", f"write [@{keys[0]}]"
    first = _MENTION.search(part)
    if first is None:
        return "an item in the citation names no reference", "write [" + "; ".join(f"@{key}" for key in keys) + "]"
    if before := part[: first.start()].strip():
        return (
            f"words inside a citation (`{before}`) cannot be printed with numbered citations",
            f"write them in the sentence: {before} [@{first[1]}]",
        )
    if len(_MENTION.findall(part)) > 1:
        return "the references of one citation are separated by semicolons", (
            "write [" + "; ".join(f"@{key}" for key in keys) + "]"
        )
    after = part[first.end() :].strip(" ,")
    return (
        f"only a page can follow the key in a citation, not `{after}`",
        f"write [@{first[1]}, p. 3], or put `{after}` into the sentence",
    )

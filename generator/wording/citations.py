"""Citations in text fields, as Pandoc writes them: `[@key]`, `[@key, p. 3; @other]`. The only parser of them.

The documents print numbered citations (AMA Manual of Style, 11th edition, 3.6). So `[-@key]`, which in other styles
suppresses the author, is the same as `[@key]`, and what a superscript number cannot hold is refused with a hint.
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
_BRACKET = re.compile(r"\[[^\[\]]*\](?!\()")  # not the words of a link
# What is text whatever it holds: an escaped sign, a code span (CommonMark 0.31, 2.4 and 6.1).
_LITERAL = re.compile(r"\\.|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)


class Cited(NamedTuple):
    """One reference of a citation: its key and, where a page is named, the page as AMA prints it (`p3`, `pp3-5`)."""

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
    """Return the citation whose bracket opens at `start`; None where there is none."""
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
    while at < len(text):
        if literal := _LITERAL.match(text, at):
            at = literal.end()
        elif text[at] == "[" and (found := citation_at(text, at)):
            yield found
            at = found.end
        else:
            at += 1


def cited_keys(text: str) -> list[str]:
    """Return the reference keys that a text cites, in order of mention."""
    return [item.key for found in citations(text) if isinstance(found, Citation) for item in found.cited]


def without_citations(text: str) -> str:
    """Return a text without its citations and the space before them."""
    return _replaced(text, lambda found: "")


def placed(text: str) -> str:
    """Return a text with each citation where AMA prints its number (3.6), and neighbors joined into one.

    The number follows the word without a space, after periods and commas, before colons and semicolons.
    """
    joined = ""
    rest = text
    while (group := _first_group(rest)) is not None:
        start, end, cited = group
        after = re.match(r"[.,](?![0-9])", rest[end:])
        joined += rest[:start].rstrip(" \t") + (after[0] if after else "") + written(cited)
        rest = rest[end + (1 if after else 0) :]
    return joined + rest


def written(cited: tuple[Cited, ...]) -> str:
    """Return a citation as it is written in a text field."""
    pages = (re.sub(r"^(pp?)", r", \1. ", item.locator) for item in cited)
    return "[" + "; ".join(f"@{item.key}{page}" for item, page in zip(cited, pages, strict=True)) + "]"


def bare_keys(text: str) -> Iterator[re.Match[str]]:
    """Yield what looks like a citation but is in no brackets; group 1 is the key."""
    yield from _MENTION.finditer(_replaced(text, lambda found: " " * (found.end - found.start), spaces=False))


def _first_group(text: str) -> tuple[int, int, tuple[Cited, ...]] | None:
    """Return the first citation with those that follow it after nothing but space: its span and what is cited."""
    group: tuple[int, int, tuple[Cited, ...]] | None = None
    for found in citations(text):
        if isinstance(found, BadCitation):
            continue
        if group is None:
            group = (found.start, found.end, found.cited)
        elif not text[group[1] : found.start].strip(" \t"):
            group = (group[0], found.end, group[2] + found.cited)
        else:
            break
    return group


def _replaced(text: str, by, spaces: bool = True) -> str:
    parts, at = [], 0
    for found in citations(text):
        before = text[at : found.start]
        parts += [before.rstrip() if spaces else before, by(found)]
        at = found.end
    return "".join([*parts, text[at:]])


def _refusal(part: str, keys: list[str]) -> tuple[str, str]:
    """Return why a part of a citation cannot be printed, and what to write."""
    if "{" in part:
        return "a key in braces is not supported", f"write [@{keys[0]}]"
    first = _MENTION.search(part)
    if first is None:
        return "an item of the citation names no reference", "write [" + "; ".join(f"@{key}" for key in keys) + "]"
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

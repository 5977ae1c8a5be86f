"""The parts of a reference in AMA style (AMA Manual of Style, 11th edition, chapter 3): names, dates, pages."""

from __future__ import annotations

import re
import unicodedata

from generator.model.csl_dates import MONTHS, SEASONS, DatePoint, span
from generator.model.references import Name

_PARTICLES_WORDS = (
    "van von der den de del della di da do dos das du la le les ter ten te zu zur zum af av al el bin ibn 't d'"
)
_PARTICLES = frozenset(_PARTICLES_WORDS.split())
_SUFFIX = re.compile(r"(.*?),\s*(Jr|Sr|II|III|IV|V|2nd|3rd|4th)\.?", re.IGNORECASE)
_SUPPLEMENT = re.compile(r"(?:(.*?)[\s,(]+)?suppl(?:ement)?s?\b\.?\s*([\w-]*)\)?", re.IGNORECASE)
_RANGE = re.compile(r"([A-Za-z]*)([0-9]+)([A-Za-z]?)\s*[-–—]+\s*([A-Za-z]*)([0-9]+)([A-Za-z]?)")
_EDITION = re.compile(r"([0-9]+|[a-z]+)(?:(?<=[0-9])(?:st|nd|rd|th))?(?: ed(?:ition)?\.?)?", re.IGNORECASE)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def family_name(name: Name) -> str:
    """Return a family name with its particles (AMA 3.7), `van der Berg`, or the name of an organization."""
    if name.literal is not None:
        return name.literal
    _, particle, _ = _given(name)
    parts = [name.dropping_particle, particle, name.non_dropping_particle, _family(name)[0]]
    text = ""
    for part in filter(None, parts):
        text += part if not text or text[-1] in "-'’" else f" {part}"
    return text


def author_as_printed(name: Name) -> str:
    """Return a name as in a list of authors: `van der Berg JR Jr`, or the name of an organization."""
    if name.literal is not None:
        return in_place(name.literal)
    given, _, suffix = _given(name)
    family = family_name(name)
    return " ".join(filter(None, [in_place(family), _initials(given, family), suffix]))


def in_place(name: str) -> str:
    """Return a name such that what follows is displayed to its right, even if it ends in Arabic or Hebrew."""
    ends_leftward = name and unicodedata.bidirectional(name[-1]) in ("R", "AL")
    return f"{name}\u200e" if ends_leftward else name


def whole_date(text: str) -> str:
    """Return a date in words: `March 15, 2024`, `Spring 2024`, `March-April 2024`, `circa 2019`, `In press`."""
    found = span(text)
    if found is None:
        return text[:1].upper() + text[1:]
    start, end = found.start, found.end
    words = _words(start)
    if end is not None:
        words = _range(start, end)
    return f"circa {words}" if found.is_about else words


def year_words(text: str) -> str:
    """Return the year of a date: `2024`, `2019-2020`, `circa 2019`; words such as `in press` as they are."""
    found = span(text)
    if found is None:
        return text
    words = str(found.start.year)
    if found.end and found.end.year != found.start.year:
        words += f"-{found.end.year or ''}"
    return f"circa {words}" if found.is_about else words


def pages(text: str) -> str:
    """Return pages with every number in full: `123-128` for `123-8` (AMA 3.11.9)."""
    return "".join(_full_range(part) for part in re.split(r"(\s*[,;&]\s*)", text))


def issue_and_supplement(issue: str | None, supplement: str | None) -> tuple[str | None, str | None]:
    """Return the issue, and the supplement as printed: `suppl 1`. PubMed and Zotero write both as the issue."""
    if supplement is None and issue and (found := _SUPPLEMENT.fullmatch(issue)):
        issue, supplement = found[1] or None, found[2]
    elif supplement is None:
        return issue, None
    number = re.sub(r"suppl(?:ement)?\.?\s*", "", supplement or "", flags=re.IGNORECASE)
    return issue, f"suppl {number}".strip()


def edition_number(text: str) -> str:
    """Return the number of an edition such as `2nd ed.` or `Second edition`, or its words."""
    found = _EDITION.fullmatch(text.strip())
    if found is None:
        return text
    name = found[1].lower()
    return str(_ORDINALS.index(name) + 1) if name in _ORDINALS else found[1] if name.isdecimal() else text


def _given(name: Name) -> tuple[str, str, str]:
    """Return the given names, a particle that was written after them, and the suffix."""
    given, suffix = name.given or "", name.suffix or _family(name)[1]
    if not suffix and (found := _SUFFIX.fullmatch(given)):
        given, suffix = found[1], found[2]
    words = given.split()
    particle: list[str] = []
    while len(words) > 1 and words[-1] in _PARTICLES:
        particle.insert(0, words.pop())
    return " ".join(words), " ".join(particle), suffix.replace(".", "").strip(", ")


def _family(name: Name) -> tuple[str, str]:
    found = _SUFFIX.fullmatch(name.family or "")
    return (found[1], found[2]) if found else (name.family or "", "")


def _initials(given: str, family: str) -> str:
    """Return the initials of given names, without periods or spaces; words without case, as in Chinese, are kept."""
    pieces: list[str] = [""]
    for word in re.split(r"[\s.\-‐‑]+", given.strip()):
        if not word:
            continue
        if not word[0].isupper():
            pieces += [word, ""]
        else:
            pieces[-1] += word if _are_initials(word, family) else word[0]
    return " ".join(filter(None, pieces))


def _are_initials(word: str, family: str) -> bool:
    """Return whether a word in capitals is initials written together (`JR`), not a name in capitals (`ANNE`)."""
    if len(word) < 2 or not word.isalpha() or not word.isupper():
        return False
    return len(word) == 2 or (len(word) <= 5 and not family.isupper())


def _words(point: DatePoint) -> str:
    name = SEASONS.get(point.month) or (MONTHS[point.month - 1] if point.month else "")
    day = f" {point.day}," if point.day else ""
    return f"{name}{day} {point.year}".strip()


def _range(start: DatePoint, end: DatePoint) -> str:
    if not end.year:
        return f"{_words(start)}-"
    if start.year != end.year or not start.month or not end.month:
        return _words(start) if start == end else f"{_words(start)}-{_words(end)}"
    if start.month == end.month and start.day and end.day:
        return f"{MONTHS[start.month - 1]} {start.day}-{end.day}, {start.year}"
    first = _words(start).removesuffix(f" {start.year}").rstrip(",")
    return f"{first}-{_words(end)}"


def _full_range(text: str) -> str:
    found = _RANGE.fullmatch(text)
    if found is None:
        return text
    prefix, first, letter, prefix_2, last, letter_2 = found.groups()
    full = first[: max(0, len(first) - len(last))] + last
    if prefix_2 in ("", prefix) and int(full) > int(first):
        last, prefix_2 = full, prefix
    return f"{prefix}{first}{letter}-{prefix_2}{last}{letter_2}"

"""Changes of wording: whether only the form changes, or numbers or negations, or only citations."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from generator.wording import citations

_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_DECISIVE = {
    "not",
    "no",
    "none",
    "never",
    "without",
    "except",
    "unless",
    "only",
    "must",
    "may",
    "should",
    "shall",
    "or",
    "and",
    "all",
    "any",
    "either",
    "both",
    "every",
    "least",
    "most",
    "more",
    "less",
    "fewer",
    "than",
    "before",
    "after",
    "within",
    "excluded",
    "covered",
    "required",
    "necessary",
    "investigational",
    "contraindicated",
}

# The words around a threshold that may change along with its number.
_OF_THRESHOLDS = {
    *(
        "more",
        "less",
        "than",
        "least",
        "most",
        "at",
        "over",
        "under",
        "old",
        "older",
        "younger",
        "or",
        "above",
        "below",
    ),
    *("exactly", "once", "twice", "half", "month", "months", "week", "weeks", "day", "days", "year", "years"),
    *("hour", "hours", "minute", "minutes"),
}


def without_citations(text: str) -> str:
    """Return a text without its citations, with white space collapsed."""
    return " ".join(citations.without_citations(text).split())


def words_of(text: str) -> list[str]:
    """Return the words and numbers of a text, without case, punctuation, and markup; number words as figures."""
    found = re.findall(
        r"[<>]=?|[≤≥]|[0-9]+(?:[.,][0-9]+)*|[^\W0-9_]+(?:[’'-][^\W0-9_]+)*", without_citations(text).lower()
    )
    return [_NUMBER_WORDS.get(word, word) for word in found]


def numbers_of(text: str) -> list[str]:
    """Return the numbers of a text, written in figures or words."""
    return [word for word in words_of(text) if word[0] in "0123456789<>≤≥"]


def only_form(old: str, new: str) -> bool:
    """Return whether two texts have the same words and numbers: only case, punctuation or layout differ."""
    return words_of(old) == words_of(new)


def decisive_words(old: str, new: str) -> list[str]:
    """Return the words that may change a meaning (numbers, negations, `or`, `must`) and occur in only one text."""
    before, after = words_of(old), words_of(new)
    found = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            found += [word for word in before[a:b] + after[c:d] if word in _DECISIVE or word in numbers_of(word)]
    return list(dict.fromkeys(found))


def differ_only_in_numbers(old: str, new: str, allowed: set[str]) -> bool:
    """Return whether two texts are the same except for numbers, comparison words, and units in `allowed`."""
    before, after = words_of(old), words_of(new)
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal" and not set(before[a:b] + after[c:d]) <= allowed:
            return False
    return True


def differ_only_as_thresholds(old: str, new: str, phrases: Iterable[str]) -> bool:
    """Return whether two statements differ only in words of their thresholds; `phrases` are those as printed."""
    allowed = {word for phrase in phrases for word in words_of(phrase)}
    return differ_only_in_numbers(old, new, allowed | _OF_THRESHOLDS)


def shortened(text: str, most: int = 160) -> str:
    """Return a text on one line, with its middle omitted if it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most * 2 // 3].rstrip()} … {line[-(most // 4) :].lstrip()}"


def excerpt(old: str, new: str, around: int = 6) -> tuple[str, str]:
    """Return the differing stretch of two texts with a few words around it."""
    before, after = old.split(), new.split()
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    first, tail = max(0, start - around), max(0, end - around)

    def cut(words: list[str]) -> str:
        last = len(words) - tail
        return ("… " if first else "") + " ".join(words[first:last]) + (" …" if tail else "")

    return shortened(cut(before), 400), shortened(cut(after), 400)

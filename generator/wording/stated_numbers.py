"""Thresholds as intervals, and thresholds as stated in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from generator.model.thresholds import Duration, Ends, Interval, Measure, Recency, ends

_ONES = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: Decimal(value) for value, word in enumerate(_ONES)}
_WORDS |= {
    f"{ten}-{one}" if more else ten: Decimal(value * 10 + more)
    for value, ten in enumerate(_TENS, 2)
    for more, one in enumerate(_ONES[:10])
}
_WORDS["half"] = Decimal(50)
_ANY_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_NUMBER = re.compile(
    r"(?<![\w.,/])(?<![A-Za-z]-)(?P<digits>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)(?![\w,.]*[0-9])"
    r"|\b(?P<word>" + _ANY_WORD + r")\b",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\b[0-9]+(?:\.[0-9]+)?\s*(?:-|–|to)\s*[0-9]+(?:\.[0-9]+)?[\s-]*(?:point\b[\s-]*)?(?:\w+\s+)?"
    r"(?:scale|score|NRS|VAS|instrument)|(?:/|out of|on a)\s*[0-9]+(?:\s*(?:-|–|to)\s*[0-9]+)?(?:-point)?\b"
    r"|\(\s*0\s*(?:-|–|to)\s*[0-9]+\s*\)",
    re.IGNORECASE,
)
_LONGEST = 4000  # characters of a statement that are searched
_NEAR = 60  # characters around a number that determine what it means
_ORDINAL = r"(?:st|nd|rd|th)\b"
_UNDER = r"(?:(?:less|fewer|lower|younger|shorter)\s+than|below|under|at\s+most|(?:no|not)\s+more\s+than|<|≤)"
_TO_NEXT = re.compile(
    rf"^(?:(?:–|to\b|and\b|or\b|but\b)?\s*(?:the\s+|{_UNDER}\s*)?[0-9]+(?:\.[0-9]+)?(?:{_ORDINAL})?|"
    rf"(?:to|and|or|but)\s+(?:{_UNDER}\s+)?(?:{_ANY_WORD})\b)[\s-]*",
    re.IGNORECASE,
)
# words between a number and its unit: `3 consecutive months`, `one level 2 event`
_BETWEEN = re.compile(
    r"^(?:(?:consecutive|continuous|calendar|full|complete|whole|total|additional|separate|different|"
    r"documented|further)\s+|(?:level|grade|stage|class|type)\s+[0-9IVX]+\s+)+",
    re.IGNORECASE,
)
_UNIT_BEFORE = re.compile(
    r"\b(minute|hour|day|week|month|year|level|grade|stage|class|type|phase|category|group|table|"
    r"figure|step|tier|section|chapter|part|version|number|item)s?\s+$",  # `day 31`
    re.IGNORECASE,
)
_BEFORE = [
    (
        "<=",
        r"≤|<=|=<|at most|no more than|not more than|up to|maximum of|not exceed(?:ing)?|"
        r"no longer than|within|at or (?:below|under)|(?:less|lower|fewer) than or equal to|"
        r"equal to or (?:(?:less|lower|fewer) than|below|under)",
    ),
    (
        ">=",
        r"≥|>=|=>|at least|no less than|not less than|minimum of|a minimum|no fewer than|"
        r"at or (?:above|over)|(?:greater|more|higher) than or equal to|"
        r"equal to or (?:(?:greater|more|higher) than|above|over)",
    ),
    (">", r">|more than|greater than|older than|longer than|higher than|over|above|exceed(?:s|ing)?"),
    ("<", r"<|less than|fewer than|younger than|shorter than|lower than|under|below"),
]
_AFTER = [
    (">=", r"(?:or|and)\s+(?:more|greater|older|higher|longer|above|over|up)\b(?!\s+than\b)"),
    ("<=", r"(?:or|and)\s+(?:less|fewer|younger|lower|shorter|below|under)\b(?!\s+than\b)"),
]


class Stated(NamedTuple):
    """A number in a sentence: its value, the word after it, and the operator implied by the words around it."""

    value: Decimal
    unit: str
    operator: str | None


class Span(Ends):
    """The values that satisfy a threshold; None means unbounded."""

    def within(self, other: Span) -> bool:
        """Return whether every value in this span is also in the other."""
        low = other.low is None or (
            self.low is not None
            and (self.low > other.low or (self.low == other.low and (other.low_included or not self.low_included)))
        )
        high = other.high is None or (
            self.high is not None
            and (
                self.high < other.high or (self.high == other.high and (other.high_included or not self.high_included))
            )
        )
        return low and high

    def meets(self, other: Span) -> bool:
        """Return whether some value satisfies both."""
        return not (self._below(other) or other._below(self))

    def _below(self, other: Span) -> bool:
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and not (self.high_included and other.low_included))


def span(threshold: Measure | Duration) -> Span:
    """Return the values that satisfy a threshold."""
    return Span(*ends(threshold))


def amounts(part: Measure | Duration | Recency | Interval) -> Iterator[tuple[str, Decimal]]:
    """Yield the numbers of a threshold or a time with their keys."""
    for key in ("value", "upper", "below"):
        if (value := getattr(part, key, None)) is not None:
            yield key, value


def unit_word(unit: str | None) -> str:
    """Return a unit in a canonical spelling: singular, lowercase, first word only."""
    word = (unit or "").strip().lower().split(" ")[0].split("-")[0]
    word = word.replace("m2", "m²")
    word = {"percent": "%", "y": "year", "yr": "year", "yrs": "year", "mo": "month", "min": "minute", "wk": "week"}.get(
        word, word
    )
    return word.removesuffix("s") if len(word) > 2 else word


def stated(text: str) -> Iterator[Stated]:
    """Yield the numbers of a sentence, without those of a scale's range such as `0-10`."""
    text = _SCALE.sub(lambda found: " " * len(found[0]), text[:_LONGEST])
    for found in _NUMBER.finditer(text):
        before = text[max(0, found.start() - _NEAR) : found.start()]
        value = Decimal(found["digits"].replace(",", "")) if found["digits"] else _WORDS[found["word"].lower()]
        rest = text[found.end() : found.end() + _NEAR]
        named = _UNIT_BEFORE.search(before)
        more = ">=" if rest.startswith("+") else None
        rest = re.sub(rf"^(?:{_ORDINAL})?\+?(?:\s*\(\s*[0-9]+\s*\))?[\s-]*", "", rest)
        rest = _BETWEEN.sub("", _TO_NEXT.sub("", rest))  # in `40 to 45 kg`, both have the unit
        unit = named[1] if named else _first_word(rest)
        tail = rest if named else rest[len(unit) :]
        yield Stated(value, unit_word(unit), more or _operator(before.lower(), rest.lower(), tail.lower()))


def _first_word(text: str) -> str:
    found = re.match(r"%|[^\W\d_][\w/²³]*", text)
    return found[0] if found else ""


def _operator(before: str, *after: str) -> str | None:
    for operator, words in _AFTER:
        if any(re.match(r"\s*(?:of age\s+)?" + words, text) for text in after):
            return operator
    for operator, words in _BEFORE:
        if re.search(rf"(?:^|(?<=[^a-z]))(?:{words})\s*(?:the age of\s+|a score of\s+)?$", before):
            return operator
    return None

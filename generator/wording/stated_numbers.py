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
_END = r"[0-9]+(?:\.[0-9]+)?"
_THROUGH = r"(?:-|–|—|to|through)"
_SCALE = re.compile(
    rf"\b{_END}\s*{_THROUGH}\s*{_END}[\s-]*(?:points?\b[\s-]*)?(?:\w+\s+)?(?:scale|score|NRS|VAS|instrument)\b"
    r"|\b[0-9]+[\s-]point\s+(?:(?:likert|numeric|numerical|ordinal|verbal|visual|analog|analogue|rating|pain)\s+){0,3}"
    r"scale\b"
    rf"|(?:/|out of|on an?)\s*[0-9]+(?:\s*{_THROUGH}\s*[0-9]+)?(?:-point)?\b"
    r"|\bscale\b[\s,:(]*(?:(?:of|from|between|with|that|which|a|the|range|ranges|ranging|runs|running)\s+){0,4}[01]"
    rf"(?:\s*\([^()]*\))?\s*(?:{_THROUGH}|and)\s*{_END}(?:\s*points?\b)?"
    rf"|\(\s*(?:range|scale|score|possible)?[\s,:]*0\s*{_THROUGH}\s*[0-9]+(?:\s*points?)?\s*\)",
    re.IGNORECASE,
)
_LONGEST = 4000  # characters of a statement that are searched
_NEAR = 60  # characters around a number that determine what it means
_ORDINAL = r"(?:st|nd|rd|th)\b"
_MORE_OR_LESS = (
    r"(?:or|and)\s+(?:more|greater|older|higher|longer|above|over|up|less|fewer|younger|lower|shorter|below|under)\b"
    r"(?!\s+than\b)"
)
_BOUND = (
    r"(?:(?:less|fewer|lower|younger|shorter|more|greater|older|higher|longer)\s+than(?:\s+or\s+equal\s+to)?|below|under|"
    r"above|at\s+(?:most|least)|(?:no|not)\s+(?:more|less|fewer|greater|longer|older|higher|lower)\s+than|up\s+to|"
    r"not\s+yet|(?:a\s+)?(?:maximum|minimum)\s+of|[<>]=?|=[<>]|≤|≥)"
)
_AND = r"(?:to|through|thru|until|and|or|but)\b"
# from a number to the next with the same unit: `40 to 45 kg`, `>= 5 and <= 14 events`, `5 or more but under 15 days`
_TO_NEXT = re.compile(
    rf"^(?:\(?inclusive\)?\s*)?(?:(?:{_MORE_OR_LESS}\s*)?(?:[–—−-]|,?\s*{_AND})\s*)?(?:the\s+)?"
    rf"(?:(?:{_BOUND}\s*)?{_END}(?:{_ORDINAL})?|(?<=[a-z]\s)(?:{_BOUND}\s+)?(?:{_ANY_WORD})\b)"
    rf"(?:\s*\(?inclusive\)?)?[\s-]*",
    re.IGNORECASE,
)
# words between a number and its unit: `3 consecutive months`, `one level 2 event`
_BETWEEN = re.compile(
    r"^(?:(?:consecutive|continuous|calendar|full|complete|whole|total|additional|separate|different|"
    r"documented|further)\s+|(?:level|grade|stage|class|type)\s+[0-9IVX]+\s+)+",
    re.IGNORECASE,
)
_NO_UNIT = re.compile(
    r"(?:a|after|an|and|as|at|before|but|by|during|for|from|has|have|if|in|is|of|on|or|than|that|the|to|was|when|which|"
    r"who|with|within)\b",
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
        r"no longer than|no greater than|within|at or (?:below|under)|(?:less|lower|fewer) than or equal to|"
        r"equal to or (?:(?:less|lower|fewer) than|below|under)",
    ),
    (
        ">=",
        r"≥|>=|=>|at least|no less than|not less than|minimum of|a minimum|no fewer than|"
        r"at or (?:above|over)|(?:greater|more|higher) than or equal to|"
        r"equal to or (?:(?:greater|more|higher) than|above|over)",
    ),
    (">", r">|more than|greater than|older than|longer than|higher than|over|above|exceed(?:s|ing)?"),
    ("<", r"<|less than|fewer than|younger than|shorter than|lower than|under|below|not yet"),
]
_AFTER = [
    (">=", r"(?:or|and)\s+(?:more|greater|older|higher|longer|above|over|up)\b(?!\s+than\b)"),
    ("<=", r"(?:or|and)\s+(?:less|fewer|younger|lower|shorter|below|under)\b(?!\s+than\b)"),
]
_OR_MORE = re.compile(rf"^{_MORE_OR_LESS}\s*", re.IGNORECASE)


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
        after = _TO_NEXT.sub("", rest)  # in `40 to 45 kg`, both have the unit
        named_after = _BETWEEN.sub("", _OR_MORE.sub("", after))  # so has the one in `6 or more months`
        unit = named[1] if named else _first_word(named_after)
        tail = after if named else named_after[len(unit) :]
        operator = more or _operator(before.lower(), rest.lower(), after.lower(), tail.lower())
        yield Stated(value, unit_word(unit), operator)


def _first_word(text: str) -> str:
    found = re.match(r"%|[^\W\d_][\w/²³]*", text)
    return found[0] if found and not _NO_UNIT.match(text) else ""


def _operator(before: str, *after: str) -> str | None:
    for operator, words in _AFTER:
        if any(re.match(r"\s*(?:of age\s+)?" + words, text) for text in after):
            return operator
    for operator, words in _BEFORE:
        if re.search(rf"(?:^|(?<=[^a-z]))(?:{words})\s*(?:the age of\s+|a score of\s+)?$", before):
            return operator
    return None

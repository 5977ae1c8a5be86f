"""The values that a person writes next to a criterion, in the form that the logic compares with thresholds.

Only what is certain is read: a plain number with or without the unit of the threshold, a number of days, weeks, months,
or years, a date MM/DD/YYYY. Any other text is reported, and the finding next to it counts as open; so does a finding
whose document is too old, or dated after the event that it must precede.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from generator.forms.values import Value
from generator.logic.tree import CoverageTree, CriterionNode, Threshold
from generator.logic.values import REQUESTS, DateRange, Length, asked_event, meets
from generator.logic.values import Value as Measured
from generator.model.thresholds import MINUTES, Duration, Interval, Limit, Measure, PeriodUnit, Recency
from generator.wording import phrases as words

_REQUEST_DATES = ("request.submitted", "case.received")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100  # of a date that can belong to a patient
_LONGEST = 150  # years
_NUMBER = re.compile(r"([+-]?(?:[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.[0-9]{1,9})?) ?([^\s\d.,+-].*)?")
_NAMES: dict[PeriodUnit, str] = {
    "minute": "minute minutes min mins",
    "hour": "hour hours hr hrs h",
    "day": "day days d",
    "week": "week weeks wk wks",
    "month": "month months mo mos",
    "year": "year years yr yrs",
}
_PERIODS = {name: unit for unit, names in _NAMES.items() for name in names.split()}


@dataclass
class ReadValues:
    """Values by the fields of criteria and the keys of thresholds, and what cannot be read.

    `unread` are the names of form fields, each with what is expected there; `doubtful` the fields of their criteria and
    of those below them: the document of a group is about its members.
    """

    values: dict[str, dict[str, Measured]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)


def read_values(tree: CoverageTree, values: Mapping[str, Value]) -> ReadValues:
    """Return the values in the fields of a form, for the criteria that have thresholds."""
    found = ReadValues()
    for root in tree.roots():
        for node in root.everything():
            reader = _Reader(node, values)
            read = {key: value for key, part in node.thresholds.items() if (value := reader.value(part)) is not None}
            reader.check_document()
            if read:
                found.values[node.field] = read
            if reader.unread:
                found.unread |= reader.unread
                found.doubtful |= {below.field for below in node.everything()}
    return found


def read_date(text: str) -> date | None:
    """Return a date that is written MM/DD/YYYY; None for any other text."""
    try:
        found = datetime.strptime(text.strip(), "%m/%d/%Y").date()
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def read_number(text: str, unit: str | None) -> Decimal | None:
    """Return a plain number, which may be followed by the unit of its threshold; None for any other text."""
    number, written = _split(text)
    return number if not written or written in _written_units(unit) else None


def read_length(text: str, unit: PeriodUnit) -> Length | None:
    """Return a length of time, in the given unit if none is written; None for any other text."""
    number, written = _split(text)
    own = _PERIODS.get(written) if written else unit
    if number is None or own is None or not 0 <= number * MINUTES[own] <= _LONGEST * MINUTES["year"]:
        return None
    return Length(number, own)


def _split(text: str) -> tuple[Decimal | None, str]:
    plain = " ".join(unicodedata.normalize("NFKC", text).split()).replace("\N{MINUS SIGN}", "-")
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return None, ""
    return Decimal(match[1].replace(",", "")), (match[2] or "").casefold().removesuffix(".")


def _written_units(unit: str | None) -> Iterator[str]:
    """Yield the ways to write a unit after a number: unchanged, in the singular or plural, or only a percent sign."""
    if unit:
        plain = unicodedata.normalize("NFKC", unit).casefold()
        yield from (plain, f"{plain}s", plain.removesuffix("s"), *(("%",) if plain.startswith("%") else ()))


class _Reader:
    """Reads the values of one criterion; `unread` are the fields that cannot be read."""

    def __init__(self, node: CriterionNode, values: Mapping[str, Value]):
        self._node, self._name, self._values = node, f"criterion.{node.field}", values
        self.unread: dict[str, str] = {}

    def value(self, part: Threshold) -> Measured | None:
        if isinstance(part, Measure):
            return self._number("value", part.unit)
        if isinstance(part, Limit):
            return self._number("limit", part.unit)
        if isinstance(part, Recency):
            return self._recency(part)
        return self._time("duration" if isinstance(part, Duration) else "interval", part)

    def _text(self, name: str) -> str:
        text = self._values.get(name)
        return text.strip() if isinstance(text, str) else ""

    def _number(self, key: str, unit: str | None) -> Decimal | None:
        name = f"{self._name}.{key}"
        if not (text := self._text(name)):
            return None
        number = read_number(text, unit)
        if number is None:
            self.unread[name] = f"a plain number{f' in {unit}' if unit else ''}"
        return number

    def _date(self, name: str) -> date | None:
        text = self._text(name)
        found = read_date(text) if text else None
        if text and found is None:
            self.unread[name] = "a date (MM/DD/YYYY)"
        return found

    def _recency(self, part: Recency) -> DateRange | None:
        own = self._date(f"{self._name}.recency.found")
        found = own or self._date(f"{self._name}.date")
        event = self._event(part)
        return DateRange(found, event) if found and event else None

    def _event(self, part: Recency) -> date | None:
        """Return the day on which a window ends, if it is on the form."""
        if part.before not in REQUESTS and part.before != asked_event(self._node):
            return None
        names = _REQUEST_DATES if part.before in REQUESTS else (f"{self._name}.recency.event",)
        return next((day for name in names if (day := self._date(name))), None)

    def check_document(self) -> None:
        """Note a document whose date is in none of its windows; a window whose event has no date may include it."""
        windows, name = self._node.document_windows, f"{self._name}.date"
        found = self._date(name) if windows else None
        if found is None:
            return
        ends = [(window, self._event(window)) for window in windows]
        if all(event and meets(window, DateRange(found, event)) is False for window, event in ends):
            self.unread[name] = f"a date {words.windows(windows)}"

    def _time(self, key: str, part: Duration | Interval) -> Measured | None:
        """Return the time from its days or its length; if both are given, the one that misses the threshold."""
        name = f"{self._name}.{key}"
        first, last = self._date(f"{name}.first"), self._date(f"{name}.last")
        found: list[Measured] = []
        if first and last and last < first:
            self.unread[f"{name}.last"] = "a day on or after the first one"
        elif first and last:
            found.append(DateRange(first, last))
        if text := self._text(f"{name}.length"):
            length = read_length(text, part.unit)
            if length is None:
                self.unread[f"{name}.length"] = f"a length of time, such as 6 or 6 {part.unit}s"
            else:
                found.append(length)
        return min(found, key=lambda value: meets(part, value) is not False, default=None)

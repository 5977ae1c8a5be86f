"""Dates of which a source may state only the month or the year, such as a past review or another payer's decision."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, model_serializer

from generator.model.base import Part


class YearOrMonth(Part):
    """A date without its day: a year, or a month of a year."""

    year: int
    """Year, with four digits."""
    month: int | None = None
    """Month of the year, from 1 to 12; absent: any."""

    def __str__(self) -> str:
        """Return it as written: `2025-12` or `2025`."""
        return f"{self.year:04}" if self.month is None else f"{self.year:04}-{self.month:02}"

    @model_serializer
    def _as_written(self) -> str:
        return str(self)


def _read(value: Any) -> Any:
    if isinstance(value, (date, YearOrMonth)):
        return value
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(-[0-9]{2})?)?", value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("a date must be written as YYYY-MM-DD, or as YYYY-MM or YYYY if the source states no day")
    year, month, day = found.groups()
    try:
        if day:
            return date.fromisoformat(found[0])
        date(int(year), int(month or 1), 1)
        return YearOrMonth(year=int(year), month=int(month) if month else None)
    except ValueError:
        raise ValueError("there is no such date in the calendar") from None


AnyDate = Annotated[date | YearOrMonth, BeforeValidator(_read, json_schema_input_type=str)]
"""A date of which the day, or the month and day, may be unknown."""


def first_day(when: date | YearOrMonth) -> date:
    """Return the earliest day that a date can be."""
    return when if isinstance(when, date) else date(when.year, when.month or 1, 1)


def last_day(when: date | YearOrMonth) -> date:
    """Return the latest day that a date can be."""
    if isinstance(when, date):
        return when
    month = when.month or 12
    return date(when.year, month, calendar.monthrange(when.year, month)[1])

"""Which ICD-10-CM release is valid on which day, and what it is called.

Source of the rule: 45 CFR 162.1000(a) (the code set valid on the date of care) and 162.1002(c) (ICD-10-CM from
October 1, 2015). Releases start with the federal fiscal year on October 1; since fiscal year 2022 there is a second one
on April 1 (Social Security Act 1886(d)(5)(K)(vii)). Two emergency releases, for COVID-19 and vaping, came in between.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

FIRST_DAY = date(2015, 10, 1)
_FIRST_APRIL_UPDATE = 2022
_EXTRA_STARTS = (date(2020, 4, 1), date(2021, 1, 1))
_MONTHS = calendar.month_name[1:]


def release_window(day: date) -> tuple[date, date]:
    """Return the first and last day of the release that is valid on `day`; ValueError before October 1, 2015."""
    if day < FIRST_DAY:
        raise ValueError(f"ICD-10-CM applies from {FIRST_DAY} (45 CFR 162.1002(c)); {day} falls under ICD-9-CM")
    years = range(FIRST_DAY.year, min(day.year + 1, date.max.year) + 1)
    starts = sorted(
        [date(year, 10, 1) for year in years]
        + [date(year, 4, 1) for year in years if year >= _FIRST_APRIL_UPDATE]
        + list(_EXTRA_STARTS)
    )
    first = max(start for start in starts if start <= day)
    following = [start for start in starts if start > day]
    return first, min(following) - timedelta(days=1) if following else date.max


def starts_release(day: date) -> bool:
    """Return whether an ICD-10-CM release takes effect on a day."""
    return day >= FIRST_DAY and release_window(day)[0] == day


def month_and_year(text: str) -> date | None:
    """Return the first day of a month that is written as `April 2026`; None for any other text."""
    found = re.fullmatch(r"([A-Z][a-z]+) ([1-9][0-9]{3})", text)
    return date(int(found[2]), _MONTHS.index(found[1]) + 1, 1) if found and found[1] in _MONTHS else None


def release_name(first: date | str) -> str:
    """Return what a release is called that takes effect on this day: `April 2026`."""
    day = date.fromisoformat(first) if isinstance(first, str) else first
    return f"{_MONTHS[day.month - 1]} {day.year}"


def fiscal_year(first: date) -> int:
    """Return the federal fiscal year of a release: that of October 2026 is 2027."""
    return first.year + (first.month >= 10)

"""Dates of references in all forms of CSL data, as one text.

The text is in the Extended Date/Time Format (EDTF), as Pandoc writes it: `2025`, `2025-12`, `2025-12-10`, a season
`2025-21` (21 spring to 24 winter), about `2025~`, a range `2025-11/2026-01`; or words, such as `in press`.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Any, NamedTuple

MONTHS = calendar.month_name[1:]
SEASONS = {21: "Spring", 22: "Summer", 23: "Fall", 24: "Winter"}
_OPEN = ".."  # in the place of the end of a range that still goes on
_FORMS = ("date-parts", "raw", "string", "literal", "year", "month", "day", "season", "circa", "edtf")
_MACHINE = ("date-time", "timestamp")  # Crossref repeats the date in these
_EDTF = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LOOSE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_WITH_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9]{1,2}:[0-9]{2}.*")
_RIS = re.compile(r"([0-9]{4})/([0-9]{0,2})(?:/([0-9]{0,2}))?(?:/.*)?")
_ABOUT = re.compile(r"(?:circa|ca?\.)\s*", re.IGNORECASE)
_WORD = re.compile(r"[0-9]+(?:st|nd|rd|th)?|[^\W\d_]+\.?|\S")


class DatePoint(NamedTuple):
    """A year, a month (or a season, from 21) and a day; 0 where unknown."""

    year: int
    month: int = 0
    day: int = 0


class DateSpan(NamedTuple):
    """A date as printed: from one point to another (None: a single date; year 0: still going on)."""

    start: DatePoint
    end: DatePoint | None = None
    is_about: bool = False


def read_csl_date(value: Any) -> Any:
    """Return a CSL date as one text, None for an empty one. Raises ValueError if it is not a date.

    CSL data has mappings of `date-parts`, `raw`, `string`, `literal`, or `year`, `month`, `day`, `season`, and `circa`,
    or a list of such mappings for a range; Pandoc also has the text itself, which must be in figures.
    """
    if isinstance(value, dict):
        return _of_mapping(value)
    if isinstance(value, list):
        return _of_list(value)
    if not isinstance(value, str) or not value.strip():
        return value
    found = _numeric(value.strip())
    if found is None:
        raise _no_date(value)
    return _text(found)


def as_csl_date(text: str) -> str | dict[str, str]:
    """Return what `read_csl_date` returned as it is written in a policy: words are a `literal`."""
    return text if span(text) else {"literal": text}


def span(text: str) -> DateSpan | None:
    """Return the date that `read_csl_date` wrote; None for words."""
    is_about = text.endswith("~")
    first, slash, last = text.removesuffix("~").partition("/")
    start, end = _EDTF.fullmatch(first), _EDTF.fullmatch(last)
    if start is None or (slash and end is None and last != _OPEN):
        return None
    return DateSpan(
        _point(*start.groups()), (_point(*end.groups()) if end else DatePoint(0)) if slash else None, is_about
    )


def years(text: str | None) -> tuple[str, ...]:
    """Return the years that a date names: one, the two of a range, or none."""
    found = span(text) if text else None
    if found is None:
        return ()
    ends = [found.start.year, found.end.year if found.end else 0]
    return tuple(dict.fromkeys(str(year) for year in ends if year))


def _of_mapping(value: dict[str, Any]) -> str | None:
    if unknown := [key for key in value if key not in _FORMS and key not in _MACHINE]:
        raise ValueError(f"`{unknown[0]}` is not part of a date; a CSL date has {', '.join(_FORMS[:4])}, or year")
    is_about = str(value.get("circa") or "").lower() not in ("", "0", "false")
    points: list[DatePoint] = []
    if parts := value.get("date-parts"):
        points = _points(parts)
    elif value.get("year"):
        points = [_checked(value.get("year"), value.get("month"), value.get("day"))]
    if not points:
        return _of_texts(value, is_about)
    if (season := value.get("season")) and not points[0].month:
        points[0] = points[0]._replace(month=_season(season))
    return _text(DateSpan(points[0], points[1] if len(points) > 1 else None, is_about))


def _of_texts(value: dict[str, Any], is_about: bool) -> str | None:
    """Return a date that is stated in words: `literal` is printed as it is where it is not a date."""
    for form in ("edtf", "raw", "string", "literal"):
        text = value.get(form)
        if not isinstance(text, str) or not text.strip():
            continue
        try:
            found = _numeric(text.strip()) or _spelled(text.strip())
            if found is None:
                raise _no_date(text)
        except ValueError:
            if form != "literal" and re.search("[0-9]", text):
                raise
            return text.strip()
        return _text(found._replace(is_about=found.is_about or is_about))
    return None


def _of_list(value: list[Any]) -> str | None:
    """Return the date of a list: one date, or the two ends of a range, each a mapping or a text."""
    if value and all(isinstance(item, dict) for item in value):
        found = [span(text) for item in value if (text := _of_mapping(item))]
        if len(found) == 1 and len(value) == 1:
            return _of_mapping(value[0])
        ends = [item for item in found if item]
        if len(ends) != 2:
            raise ValueError("a list of dates is a range: its first and its last day")
        return _text(DateSpan(ends[0].start, ends[1].start, ends[0].is_about or ends[1].is_about))
    points = _points(value)
    return _text(DateSpan(points[0], points[1] if len(points) > 1 else None)) if points else None


def _points(parts: Any) -> list[DatePoint]:
    """Return the ends of `date-parts`: `[[2025, 12, 10]]`, two for a range; empty parts are unknown."""
    if not isinstance(parts, list):
        raise ValueError("`date-parts` is a list of lists, such as [[2025, 12, 10]]")
    rows = parts if all(isinstance(row, list) for row in parts) else [parts]
    if len(rows) > 2 or any(len(row) > 3 for row in rows):
        raise ValueError("`date-parts` has one date or two, each of a year, a month, and a day")
    found: list[DatePoint] = []
    for index, row in enumerate(rows):
        year, month, day = [*row, None, None, None][:3]
        if str(year or "0").strip("0 ") == "":
            if index and found:
                found.append(DatePoint(0))
            continue
        found.append(_checked(year, month, day))
    return found


def _no_date(text: str) -> ValueError:
    shown = text if len(text) <= 40 else text[:37] + "…"
    return ValueError(f"a date must be written as YYYY, YYYY-MM, or YYYY-MM-DD, not `{shown}`")


def _numeric(text: str) -> DateSpan | None:
    if timed := _WITH_TIME.fullmatch(text):
        text = timed[1]
    if separated := _RIS.fullmatch(text):
        return DateSpan(_checked(*separated.groups()))
    first, slash, last = text.partition("/")
    begins, ends = (_LOOSE.fullmatch(part.rstrip("~?%")) for part in (first, last))
    if begins is None or (slash and ends is None and last not in ("", _OPEN)):
        return None
    end = (_checked(*ends.groups()) if ends else DatePoint(0)) if slash else None
    return DateSpan(_checked(*begins.groups()), end, any(sign in text for sign in "~?%"))


def _spelled(text: str) -> DateSpan | None:
    """Return a date in English words: `10 Dec 2025`, `2025 Nov-Dec`, `Winter 2025`, `Dec 2025-Jan 2026`."""
    plain = _ABOUT.sub("", text, count=1) if _ABOUT.match(text) else text
    ends = [_loose(part) for part in re.split(r"\s*[-–—/]\s*", plain)]
    if not 1 <= len(ends) <= 2 or any(end is None for end in ends):
        return None
    first, last = ends[0], ends[-1]
    assert first is not None and last is not None
    year = first[0] or last[0]
    if not year:
        return None
    is_about = plain != text
    if len(ends) == 1:
        return DateSpan(_checked(*first), None, is_about)
    start = _checked(year, first[1] or (last[1] if first[2] else None), first[2])
    return DateSpan(start, _checked(last[0] or year, last[1] or (first[1] if last[2] else None), last[2]), is_about)


def _loose(text: str) -> tuple[str | None, str | None, str | None] | None:
    """Return the year, month, and day that a text names, None where it names none; None if it has other words."""
    year = month = day = None
    for word in _WORD.findall(text):
        if word == ",":
            continue
        if re.fullmatch("[0-9]{4}", word) and year is None:
            year = word
        elif re.fullmatch("[0-9]{1,2}(st|nd|rd|th)?", word) and day is None:
            day = word.rstrip("stndrh")
        elif month is None and _named_month(word):
            month = word
        else:
            return None
    return (year, month, day) if year or month or day else None


def _checked(year: Any, month: Any = None, day: Any = None) -> DatePoint:
    """Return a point in time that exists. Raises ValueError."""
    numbers = [_number(year, "year"), _month(month), _number(day, "day")]
    if not 1000 <= numbers[0] <= 9999:
        raise ValueError(f"a year has four digits, not `{year}`")
    found = DatePoint(*numbers)
    if found.day and not 1 <= found.month <= 12:
        found = found._replace(day=0)
    try:
        date(found.year, found.month if 1 <= found.month <= 12 else 1, found.day or 1)
    except ValueError:
        raise ValueError("there is no such date in the calendar") from None
    return found


def _number(value: Any, name: str) -> int:
    text = str(value if value is not None else "").strip()
    if not re.fullmatch("[0-9]{0,4}", text):
        raise ValueError(f"`{text[:20]}` is not a {name}")
    return int(text or 0)


def _month(value: Any) -> int:
    text = str(value if value is not None else "").strip()
    if named := _named_month(text):
        return named
    number = _number(text, "month")
    if 13 <= number <= 16:  # seasons, as citeproc-js counts them
        return number + 8
    if number > 12 and number not in SEASONS:
        raise ValueError(f"there is no month {number}")
    return number


def _named_month(word: str) -> int:
    """Return the number of a month or season from its name or an abbreviation of at least three letters; else 0."""
    name = word.rstrip(".").lower()
    if len(name) < 3:
        return 0
    seasons = {season.lower(): number for number, season in SEASONS.items()} | {"autumn": 23}
    return seasons.get(name) or next((at for at, month in enumerate(MONTHS, 1) if month.lower().startswith(name)), 0)


def _season(value: Any) -> int:
    text = str(value).strip()
    if re.fullmatch("[1-4]", text):
        return int(text) + 20
    number = _month(text)
    if number not in SEASONS:
        raise ValueError(f"`{text[:20]}` is not a season")
    return number


def _text(found: DateSpan) -> str:
    ends = [_edtf(found.start)]
    if found.end:
        ends.append(_edtf(found.end) if found.end.year else _OPEN)
    return "/".join(ends) + ("~" if found.is_about else "")


def _edtf(point: DatePoint) -> str:
    parts = [f"{point.year:04}"] + [f"{part:02}" for part in (point.month, point.day) if part]
    return "-".join(parts)


def _point(year: str, month: str | None, day: str | None) -> DatePoint:
    return DatePoint(int(year), int(month or 0), int(day or 0))

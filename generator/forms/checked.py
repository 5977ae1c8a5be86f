"""What one field requires of another, and what its text must be: dates, times, NPIs, reasons, and due times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta

from generator.forms.measured import read_date
from generator.forms.values import Value

NEEDED_WHEN: dict[str, tuple[str, str]] = {
    "request.urgency": ("request.review", "expedited"),
    "case.urgency": ("case.review", "expedited"),
    "case.due-time": ("case.review", "expedited"),
    "outcome.denial": ("outcome.determination", "deny"),
}
"""Fields that must be filled in when another one has a certain answer."""
_NPI_PREFIX = "80840"  # health applications, United States: the check digit of an NPI includes it (45 CFR 162.406)
_TIME = re.compile(r"(1[0-2]|0?[1-9]):([0-5][0-9]) ?([AP])\.?M\.?", re.IGNORECASE)
# The longest times to decide: 42 CFR 422.572(a) and 422.568(b)(1), from 01/01/2026.
_HOURS_EXPEDITED, _DAYS_STANDARD = 72, 7


def is_needed(name: str, values: Mapping[str, Value]) -> bool:
    """Return whether a field must be filled in because of the answer in another one."""
    wanted = NEEDED_WHEN.get(name)
    return wanted is not None and values.get(wanted[0]) == wanted[1]


def is_npi(text: str) -> bool:
    """Return whether a text is a National Provider Identifier: ten digits, the last one the check digit."""
    digits = text.strip()
    if not re.fullmatch(r"[0-9]{10}", digits):
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(_NPI_PREFIX + digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def read_time(text: str) -> time | None:
    """Return a time of day that is written HH:MM AM or PM; None for any other text."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    return time(int(match[1]) % 12 + (12 if match[3].upper() == "P" else 0), int(match[2]))


def unfit(values: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Yield the fields of a form whose text is wrong, each with what is expected there."""
    for name, value in values.items():
        if not isinstance(value, str):
            continue
        if name.endswith(".npi") and not is_npi(value):
            yield name, "an NPI (ten digits with a valid check digit)"
        elif name.endswith("-time") and read_time(value) is None:
            yield name, "a time of day (HH:MM AM or PM)"
    yield from _late(values)


def _late(values: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Yield the due date or time of a case if it is later than allowed, unless the time was extended."""
    received, due = (read_date(_text(values, name)) for name in ("case.received", "case.due"))
    if received is None or due is None or values.get("case.extended"):
        return
    if due < received:
        yield "case.due", "a day on or after the date received"
    elif values.get("case.review") == "standard" and due > received + timedelta(days=_DAYS_STANDARD):
        yield "case.due", f"a day at most {_DAYS_STANDARD} calendar days after the date received"
    elif values.get("case.review") == "expedited":
        latest = timedelta(hours=_HOURS_EXPEDITED)
        start, end = (read_time(_text(values, f"case.{name}")) for name in ("received-time", "due-time"))
        if due > received + latest:
            yield "case.due", f"a day at most {_HOURS_EXPEDITED} hours after the date received"
        elif start and end and datetime.combine(due, end) > datetime.combine(received, start) + latest:
            yield "case.due-time", f"a time at most {_HOURS_EXPEDITED} hours after the time received"


def _text(values: Mapping[str, Value], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""

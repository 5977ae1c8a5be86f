"""The phrases in which structured facts are printed; every document uses these functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from generator.model.codes import Effective, Units
from generator.model.csl_dates import MONTHS
from generator.model.dates import YearOrMonth
from generator.model.evidence import Estimate, MeanChange, OtherReading, OtherShare, Proportion, Quantity, Result, Share
from generator.model.thresholds import Duration, Interval, Limit, Measure, Recency, Window

_Other = TypeVar("_Other", OtherReading, OtherShare)
_OPERATORS = {">": ">", ">=": "≥", "<": "<", "<=": "≤", "=": "="}
NOT_STATED = "not stated"
NOT_APPLYING = "A criterion that does not apply is skipped; it does not count toward ANY, EXACTLY ONE, or AT LEAST."
TIME_TO_DECIDE = (
    "From 01/01/2026, where 42 CFR 422.568(b)(1), 422.572(a), or 438.210(d) applies, a decision is due 72 hours after "
    "receipt of an expedited request and 7 calendar days after receipt of a standard one, unless the time is extended. "
    "A denial states its specific reason (42 CFR 422.122(a), 431.80(a), 457.732(a); 45 CFR 156.223(a))."
)


def number(value: Decimal) -> str:
    """Return a number as it was written, with a real minus sign."""
    return str(value).replace("-", "−")


def _with_unit(text: str, unit: str | None) -> str:
    """Return a number with its unit; a percent sign follows without a space (AMA Manual of Style, chapter 18)."""
    return f"{text}{'' if unit.startswith('%') else ' '}{unit}" if unit else text


def period(value: Decimal, unit: str) -> str:
    """Return a length of time: `6 months`, `1 year`."""
    return f"{number(value)} {unit}{'' if value == 1 else 's'}"


def how_many(count: int, noun: str, plural: str = "") -> str:
    """Return a count with its noun: `1 case`, `2 cases`, `2 policies`."""
    return f"{count} {noun if count == 1 else plural or f'{noun}s'}"


def one_of(names: Sequence[str]) -> str:
    """Return names of which one is enough: `A`, `A or B`, `A, B, or C`."""
    if len(names) < 3:
        return " or ".join(names)
    return f"{', '.join(names[:-1])}, or {names[-1]}"


def us_date(day: date | YearOrMonth | None, absent: str = "N/A") -> str:
    """Return a date as US payers print it, MM/DD/YYYY (CMS style), or the text for an absent one.

    Only what is known is printed: 12/2025 or 2025.
    """
    if isinstance(day, YearOrMonth):
        return f"{day.month:02}/{day.year:04}" if day.month else f"{day.year:04}"
    return day.strftime("%m/%d/%Y") if day else absent


def long_date(day: date | YearOrMonth | None, absent: str = NOT_STATED) -> str:
    """Return a date in words: December 10, 2025; only what is known: December 2025, or 2025."""
    if isinstance(day, YearOrMonth):
        return f"{MONTHS[day.month - 1]} {day.year}" if day.month else str(day.year)
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}" if day else absent


def measure(part: Measure) -> str:
    """Return a threshold: `Pain (NRS) ≥ 6 points at baseline`."""
    name = f"{part.name} ({part.instrument})" if part.instrument else part.name
    if part.operator == "between" and part.upper is not None:
        text = f"{name} from {number(part.value)} to {_with_unit(number(part.upper), part.unit)}"
    else:
        text = f"{name} {_OPERATORS[part.operator]} {_with_unit(number(part.value) + _up_to(part), part.unit)}"
    if part.at:
        text += f", {part.at}"
    if part.baseline:
        text += f", compared with {part.baseline}"
    if part.same_instrument:
        text += ", measured with the same instrument both times"
    return text


def _up_to(part: Measure | Duration) -> str:
    if part.below is not None:
        return f" and < {number(part.below)}"
    return "" if part.upper is None else f" and ≤ {number(part.upper)}"


def duration(part: Duration) -> str:
    """Return how long something must have lasted: `≥ 6 months of conservative management`."""
    if part.operator == "between" and part.upper is not None:
        text = f"{number(part.value)} to {period(part.upper, part.unit)}"
    elif up_to := _up_to(part):
        text = f"{_OPERATORS[part.operator]} {number(part.value)}{up_to} {part.unit}s"
    else:
        text = f"{_OPERATORS[part.operator]} {period(part.value, part.unit)}"
    return f"{text} of {part.of}" if part.of else text


def recency(part: Recency) -> str:
    """Return how recent something must be."""
    return f"within {period(part.value, part.unit)} before {part.before}"


def windows(parts: Sequence[Recency]) -> str:
    """Return how recent something must be if one of several windows is enough."""
    return " or ".join(dict.fromkeys(map(recency, parts)))


def interval(part: Interval) -> str:
    """Return the minimum time between two events, the maximum, or both."""
    if part.value is None:
        assert part.upper is not None  # the model rejects an interval without ends
        return f"at most {period(part.upper, part.unit)} between {part.between}"
    if part.upper is not None:
        return f"{number(part.value)} to {period(part.upper, part.unit)} between {part.between}"
    return f"at least {period(part.value, part.unit)} between {part.between}"


def limit(part: Limit) -> str:
    """Return a cap on how often a service is covered, with its note in parentheses."""
    return f"{cap(part)} ({part.note.rstrip('.')})" if part.note else cap(part)


def cap(part: Limit) -> str:
    """Return a cap on how often a service is covered, without its note."""
    text = f"at most {part.count} {part.unit} per {part.per}"
    if part.window is not None:
        return f"{text}, {_window(part.window)}"
    return f"{text}, in a lifetime" if part.lifetime else text


def thresholds(parts: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the thresholds of a statement, by their keys in the model, each as label and phrase."""
    phrases: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
        ("Threshold", "measure", measure),
        ("Duration", "duration", duration),
        ("Recency", "recency", recency),
        ("Interval", "interval", interval),
        ("Limit", "limit", limit),
    )
    return tuple((label, phrase(parts[key])) for label, key, phrase in phrases if key in parts)


def _window(part: Window) -> str:
    return f"in each {'rolling' if part.kind == 'rolling' else 'calendar'} period of {period(part.value, part.unit)}"


def units(part: Units) -> str:
    """Return how many units of a code are reported."""
    text = f"{part.count} {'unit' if part.count == 1 else 'units'} per {part.per}"
    return f"{text}: {part.note}" if part.note else text


def effective(part: Effective | None) -> str:
    """Return the dates on which something is in effect, or an empty string."""
    if part is None or (part.start is None and part.end is None):
        return ""
    if part.end is None:
        return f"from {us_date(part.start)}"
    if part.start is None:
        return f"until {us_date(part.end)}"
    return f"from {us_date(part.start)} to {us_date(part.end)}"


def _spread(low: Decimal | None, high: Decimal | None, level: Decimal, unit: str = "") -> str:
    if low is None or high is None:
        return ""
    return f" ({number(level)}% CI {number(low)}{unit} to {number(high)}{unit})"


def quantity(part: Quantity, unit: str | None = None) -> str:
    """Return a value with its uncertainty: `38.9 (95% CI 35.9 to 41.9) points`, `7.0 ± 0.2`, `5% (95% CI 3% to 7%)`."""
    sign = "%" if unit == "%" else ""
    spread = f" ± {number(part.plus_minus)}{sign}" if part.plus_minus is not None else ""
    text = number(part.value) + sign + spread + _spread(part.low, part.high, part.level, sign)
    return text if sign else _with_unit(text, unit)


def share(part: Share) -> str:
    """Return a proportion of people: `79% (33 of 42)`, with its interval."""
    whole = "" if part.of is None else f"of {part.of}"
    fraction = " ".join(filter(None, ("" if part.count is None else str(part.count), whole)))
    if part.percent is None:
        return fraction + _spread(part.low, part.high, part.level, "%")
    text = f"{number(part.percent)}%" + (f" ({fraction})" if fraction else "")
    return text + _spread(part.low, part.high, part.level, "%")


def result_values(part: Result) -> list[str]:
    """Return the numbers of a result as printed phrases, in reading order."""
    values: list[str] = []
    if isinstance(part, Proportion):
        values.append(share(part))
        values.extend(_compared(values, part.arm, part.versus, share))
    elif isinstance(part, MeanChange):
        values.extend(_change(part))
    elif isinstance(part, Estimate):
        values.append(quantity(part, part.unit))
    if part.p:
        is_number = part.p[0] in "<=>≤≥"  # no line break inside it
        values.append(f"P {part.p}".replace(" ", "\N{NO-BREAK SPACE}" if is_number else " "))
    return values


def _change(part: MeanChange) -> list[str]:
    steps = [f"{quantity(part.baseline)} at baseline"] if part.baseline else []
    steps += [f"{quantity(reading)} at {reading.at}" for reading in part.follow_up]
    values = []
    if steps:
        values.append(_with_unit(" → ".join(steps), f"({part.unit})" if part.unit else None))
    if part.difference:
        # a change has its sign, so that "a reduction of -19.7" cannot be printed
        sign = "+" if part.difference.value > 0 and not str(part.difference.value).startswith("+") else ""
        values.append("change " + sign + quantity(part.difference, None if steps else part.unit))
    values.extend(_compared(values, part.arm, part.versus, quantity))
    return values


def _compared(values: list[str], arm: str | None, versus: _Other | None, show: Callable[[_Other], str]) -> list[str]:
    """Return the comparison arm's number; add the name of the arm compared with it to the preceding value."""
    if versus is None:
        return []
    if values and arm:
        values[-1] += f" with {arm}"
    return [f"versus {show(versus)} with {versus.arm}"]

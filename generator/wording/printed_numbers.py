"""Arithmetic on printed numbers: what rounding allows, and where numbers occur in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?"
_SIGNED = r"[-−–+]?\s?(?:" + _NUMBER + ")"
_FRACTION = rf"(?P<count>{_NUMBER})\s*(?:/|of(?: the)?|out of)\s*(?P<of>{_NUMBER})"
_PERCENT = r"(?P<percent>[0-9]{1,3}(?:\.[0-9]+)?)\s?%"
# 33/42 (79%)   33 of 42 patients (79%)   (33/42, 79%)   79% (33/42)
_FRACTIONS = [
    re.compile(_FRACTION + r"(?:\s+[a-z]+){0,2}\s*[(\[,;=:]{1,2}\s*" + _PERCENT + r"(?!\s*(?:CI\b|conf))"),
    re.compile(_PERCENT + r"(?:\s+[a-z]+){0,2}\s*[(\[]\s*" + _FRACTION + r"\b"),
]
_INTERVAL = re.compile(
    rf"(?<![0-9.,])(?P<value>{_SIGNED})\s?(?P<unit>%|[a-zA-Z]+(?: [a-z]+)?)?\s*[(\[,;]\s*[0-9][0-9](?:\.[0-9]+)?\s?%\s*"
    rf"(?:CI|CrI|confidence interval|credible interval)[:,=]?\s*(?P<low>{_SIGNED})\s?%?\s*(?:–|−|-|to|,|;)\s*"
    rf"(?P<high>{_SIGNED})(?![0-9.])"
)


@dataclass(frozen=True)
class Fraction:
    """A fraction and the percentage printed beside it; `shown` is their position in the text."""

    shown: re.Match[str]
    count: Decimal
    of: Decimal
    percent: Decimal


@dataclass(frozen=True)
class PrintedInterval:
    """An estimate and the interval printed beside it; `shown` is their position in the text."""

    shown: re.Match[str]
    value: Decimal
    low: Decimal
    high: Decimal


def fractions(text: str) -> Iterator[Fraction]:
    """Yield the fractions that are next to a percentage."""
    for pattern in _FRACTIONS:
        for found in pattern.finditer(text):
            yield Fraction(found, *(number(found[name]) for name in ("count", "of", "percent")))


def intervals(text: str) -> Iterator[PrintedInterval]:
    """Yield the estimates that are next to a confidence or credible interval."""
    for found in _INTERVAL.finditer(text):
        value, low = number(found["value"]), number(found["low"])
        yield PrintedInterval(found, value, low, number(found["high"], after=low))


def number(text: str, after: Decimal | None = None) -> Decimal:
    """Read a printed number; after a negative lower end an en dash may be the sign of the upper one."""
    bare = re.sub(r"[\s,+]", "", text).replace("−", "-")
    if bare.startswith("–"):
        bare = ("-" if after is None or after < 0 else "") + bare[1:]
    return Decimal(bare)


def half_unit(value: Decimal) -> Decimal:
    """Return half a unit of the last printed digit: the most that rounding can have subtracted or added."""
    return Decimal(5).scaleb(min(int(value.as_tuple().exponent), 0) - 1)


def percent_fits(percent: Decimal, count: Decimal | int, of: Decimal | int) -> bool:
    """Return whether a printed percentage can be the fraction, rounded to its own precision."""
    return of > 0 and abs(Decimal(count) * 100 / Decimal(of) - percent) <= half_unit(percent)


def exact_percent(count: Decimal | int, of: Decimal | int) -> str:
    """Return the fraction as a percentage with one decimal place, for a message."""
    return f"{Decimal(count) * 100 / Decimal(of):.1f}%" if of else "undefined"

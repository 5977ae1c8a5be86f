"""What a template may read and call. Anything not named here is not allowed, including every new kind of value.

A template reads only values of known kinds, only their listed names, and calls only what it was `Given`.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType, NoneType
from typing import Any

from markupsafe import Markup

from generator.model.base import Part
from generator.model.publisher import Palette
from generator.view.coverage import IndicationView
from generator.view.deviations import DeviationsView
from generator.view.template_data import TemplateData, TemplateFunction

_TEXT = (
    "capitalize",
    "casefold",
    "count",
    "endswith",
    "find",
    "isalpha",
    "isdigit",
    "islower",
    "isupper",
    "join",
    "lower",
    "lstrip",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "title",
    "upper",
)
# The methods that a template may call; none changes anything.
METHODS: dict[type, tuple[str, ...]] = {
    str: _TEXT,
    Markup: _TEXT,
    int: (),
    bool: (),
    float: (),
    Decimal: (),
    NoneType: (),
    date: ("isoformat", "strftime"),
    list: ("count", "index"),
    tuple: ("count", "index"),
    dict: ("get", "items", "keys", "values"),
    Palette: ("tokens",),
    IndicationView: ("roots",),
    DeviationsView: ("here", "dropped_from"),
}
# What a template may use of Jinja's own filters, and of `loop`.
FILTERS = (
    "abs",
    "batch",
    "capitalize",
    "center",
    "count",
    "d",
    "default",
    "dictsort",
    "e",
    "escape",
    "first",
    "float",
    "forceescape",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "safe",
    "select",
    "selectattr",
    "slice",
    "sort",
    "string",
    "striptags",
    "sum",
    "title",
    "trim",
    "truncate",
    "unique",
    "upper",
    "urlencode",
    "wordcount",
)
LOOP = (
    "index",
    "index0",
    "revindex",
    "revindex0",
    "first",
    "last",
    "length",
    "depth",
    "depth0",
    "previtem",
    "nextitem",
)
NOTHING = object()
_BITS = 10_000  # limit for integers in arithmetic


def _readable(kind: type) -> Mapping[str, bool] | None:
    """Return the names that a template may read on a type, each with whether it is a method; None: not allowed."""
    methods = dict.fromkeys(METHODS.get(kind, ()), True)
    if kind is TemplateFunction or kind is date:
        return methods | dict.fromkeys(("year", "month", "day") if kind is date else (), False)
    if issubclass(kind, (Part, TemplateData)):
        return methods | dict.fromkeys(_fields(kind), False)
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return dict.fromkeys(kind._fields, False)
    return MappingProxyType(methods) if kind in METHODS else None


readable: Callable[[type], Mapping[str, bool] | None] = functools.cache(_readable)


def _fields(kind: Any) -> list[str]:
    """Return the fields and properties of one of our classes, without those of pydantic itself."""
    names = list(kind.model_fields) if issubclass(kind, Part) else [field.name for field in dataclasses.fields(kind)]
    ours = [base for base in kind.__mro__ if base.__module__.startswith("generator.")]
    names += [
        name
        for base in ours
        for name, value in vars(base).items()
        if isinstance(value, (property, functools.cached_property))
    ]
    return [name for name in names if not name.startswith("_")]


def read(value: Any, name: str) -> Any:
    """Return what a template reads from a value by name; NOTHING where that is not allowed or does not exist."""
    names = readable(type(value))
    if names is None or name not in names:
        return NOTHING
    found = getattr(value, name)
    if names[name]:
        return TemplateFunction(found)
    return NOTHING if readable(type(found)) is None else found


def refuse_large(operator: str, left: Any, right: Any) -> None:
    """Raise OverflowError where the result of an integer operation would be too large: it might never finish."""
    if isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
        if bits > _BITS:
            raise OverflowError("the number is too large")

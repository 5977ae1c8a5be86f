"""Names for the cases of parametrized tests, from their values, so that the id of a failed test says what it tests."""

from __future__ import annotations

import inspect
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel

_MAX = 70  # characters


def case_name(value: Any) -> str | None:
    """Return a name in ASCII for a value; None where only `ids` of the test can name it."""
    name = _name(value)
    if name is None:
        return None
    name = "".join(map(_ascii, " ".join(name.split()) or repr(name)))
    return name if len(name) <= _MAX else name[: _MAX - 3] + "..."


def _ascii(letter: str) -> str:
    if " " <= letter <= "~":
        return letter
    return f"<{unicodedata.name(letter, f'U+{ord(letter):04X}').lower()}>"


def _name(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return repr(value)[2:-1]
    if value is None or isinstance(value, int | float | Decimal | date | Path):
        return str(value)
    if isinstance(value, BaseModel):
        shown = _name({key: getattr(value, key) for key in sorted(value.model_fields_set)})
        return shown and f"{type(value).__name__} {shown}"
    if isinstance(value, dict):
        return _joined({key: _name(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return _joined({index: _name(item) for index, item in enumerate(value)}, with_keys=False)
    if isinstance(value, set | frozenset):
        return _name(sorted(value))
    if inspect.isfunction(value) and value.__name__ != "<lambda>":
        return _function(value)
    return None


def _function(function: Any) -> str | None:
    """Return a function's name; for one that another function has made, that one's with what it was given."""
    maker, inner, _ = function.__qualname__.partition(".<locals>.")
    closed_over = inspect.getclosurevars(function).nonlocals if inner else {}
    names = {key: _name(value) for key, value in sorted(closed_over.items()) if value is not None}
    return None if None in names.values() else f"{maker} {_joined(names) if names else ''}".strip()


def _joined(names: dict[Any, str | None], with_keys: bool = True) -> str | None:
    if None in names.values():
        return None
    return ", ".join(f"{key} {name}" if with_keys else str(name) for key, name in names.items()) or "nothing"

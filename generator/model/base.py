"""What all parts of the model share: they are frozen, reject unknown keys, and keep scalars as they were written."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from generator.characters.unseen import named


class Part(BaseModel):
    """A part of a policy. Attribute docstrings become the descriptions of the JSON Schema."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True)


def _number(value: Any) -> Any:
    """Accept only a plain decimal, so that `1e5`, `1_000`, and `NaN` are rejected and `7.0` keeps its zero."""
    if isinstance(value, str):
        if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?", value):
            raise ValueError("this must be a plain number, such as 6 or 46.6")
        return Decimal(value)
    return value


def _flag(value: Any) -> Any:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise ValueError("this must be `true` or `false`")
        return value == "true"
    return value


def _day(value: Any) -> Any:
    if isinstance(value, str):
        if re.fullmatch(r"[0-9]{4}(-[0-9]{2})?", value):
            raise ValueError("a whole day is needed here, written as YYYY-MM-DD")
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError("a date must be written as YYYY-MM-DD")
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("there is no such date in the calendar") from None
    return value


def _count(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch("[0-9]{1,12}", value):
        # int() accepts 1_0 and the digits of any script
        raise PydanticCustomError("int_parsing", "this must be a whole number")
    return value


def _ascii(value: str) -> str:
    for letter in value:
        if not " " <= letter <= "~":
            raise ValueError(
                f"`{value[:40]}` contains {named(letter)}: only the letters, digits, and symbols on a US "
                "keyboard (ASCII) are allowed here"
            )
    return value


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
"""A stable name: lowercase words joined by hyphens."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Text with the safe subset of CommonMark (wording/markup.py); citations as [@key]."""
Number = Annotated[Decimal, BeforeValidator(_number, json_schema_input_type=float | str)]
Ascii = Annotated[Text, AfterValidator(_ascii)]
"""A number, code, version, or address: text that machines compare."""
Count = Annotated[int, Field(ge=0), BeforeValidator(_count)]
AtLeastOne = Annotated[int, Field(ge=1), BeforeValidator(_count)]
Flag = Annotated[bool, BeforeValidator(_flag, json_schema_input_type=bool)]
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=str)]


class Sourced(Part):
    """A part that states where its facts come from."""

    source: Text | None = None
    """Where the fact is found in the guideline (section, table row), or a citation."""


class Section(Sourced):
    """A titled piece of narrative text."""

    id: Id
    """Stable name of the section; used as its anchor in every document."""
    title: Text
    """Heading."""
    text: Text
    """Text, with emphasis, lists, and links in CommonMark; citations as [@key]."""


class Term(Part):
    """An abbreviation and what it stands for."""

    short: Text
    """The abbreviation as printed."""
    long: Text
    """What it stands for."""

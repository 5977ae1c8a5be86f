"""Turn pydantic's errors into located problems in plain words, with "did you mean" hints."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from generator.model.references import Exported
from generator.problem import Place, Problem, YamlPath, misspelled
from generator.source.yaml_reader import Node

_Loc = tuple[int | str, ...]  # a location from pydantic: the path, with the names of union members

# pydantic's error type -> what a committee member should read. {found} is the text in the source.
_WORDS = {
    "tuple_type": ("this must be a list, not {found}", "start each item on its own line with `- `"),
    "model_type": ("this must be a mapping, not {found}", "write `key: value` lines, indented below this key"),
    "model_attributes_type": (
        "this must be a mapping, not {found}",
        "write `key: value` lines, indented below this key",
    ),
    "string_type": ("this must be text, not {found}", "write plain or quoted text"),
    "int_parsing": ("this must be a whole number, not {found}", "write only digits"),
    "int_type": ("this must be a whole number, not {found}", "write only digits"),
    "decimal_type": ("this must be a number, not {found}", "write a plain number such as 6 or 46.6"),
    "bool_type": ("this must be `true` or `false`, not {found}", ""),
    "date_type": ("this must be a date, not {found}", "write the date as YYYY-MM-DD"),
    "string_too_short": ("the text is empty", "write the text, or delete the key if it is optional"),
    "too_short": ("the list is empty", "add at least one item"),
    "greater_than_equal": ("the number is too small: {found}", "a count cannot be negative"),
    "string_too_long": ("the text is too long", "ids and keys can have at most 80 characters"),
}
_MAX = 200  # problems per file; nobody reads more, and searching for likely spellings takes time
_PATTERNS = {
    "[a-z0-9]+(-": (
        "an id consists of lowercase words joined by hyphens, not {found}",
        "for example `failed-conservative-care`",
    ),
    r"^[0-9]{4}-[0-9]": ("a date must be written as YYYY-MM-DD, not {found}", ""),
    "^https?": ("a web address starts with http:// or https:// and contains only ASCII characters, not {found}", ""),
    "[A-Za-z0-9][A-Za": (
        "a reference key contains only letters, digits, and . _ : -, not {found}",
        "for example `smith2024`",
    ),
    "^#[0-9a-f]": (
        "a color is # followed by six lowercase hexadecimal digits, not {found}",
        'for example "#14496b", quoted',
    ),
    r"\.svg$": ("a logo is an SVG file in the publisher's folder, not {found}", ""),
    "^[a-z]{2,3}": ("a language is a BCP 47 tag such as en-US, not {found}", ""),
}


def schema_problems(error: ValidationError, node: Node, model: type[BaseModel]) -> list[Problem]:
    """Return every schema problem of a validation error, located in `node`, the source of `model`."""
    problems: list[Problem] = []
    found = error.errors(include_url=False, include_input=False)[:_MAX]
    unknown = {
        (_in_source(item["loc"][:-1], node), str(item["loc"][-1]))
        for item in found
        if item["type"] == "extra_forbidden"
    }
    for item in found:
        loc = item["loc"]
        path = _in_source(loc, node)
        if item["type"] == "too_short" and node.at(path).value:
            continue  # its items were rejected one by one and are reported individually
        if item["type"] == "extra_forbidden":
            problems.append(_unknown_key(loc, path, node, model))
        elif item["type"] == "missing":
            parent = _in_source(loc[:-1], node)
            if not any(misspelled(key, [str(loc[-1])]) for at, key in unknown if at == parent):
                problems.append(_missing_key(str(loc[-1]), parent, node, model, loc))
        else:
            problems.append(_wrong_value(item, path, node))
    return problems


def _in_source(loc: Iterable[Any], node: Node) -> YamlPath:
    """Keep the steps of a pydantic location that are in the source; the others name union members."""
    path: list[str | int] = []
    for step in loc:
        if node.at(tuple(path)).has(step):
            path.append(step)
    return tuple(path)


def _unknown_key(loc: _Loc, path: YamlPath, node: Node, model: type[BaseModel]) -> Problem:
    key = str(loc[-1])
    known = _fields_at(model, loc[:-1])
    if " " in key and node.at(path).value is None:  # `{statement: Pregnancy, or planned}` makes a second key
        return Problem(
            node.key_place(path),
            "SCHEMA-001",
            f"`{key}` is where a key is expected: a comma inside {{ }} ends a text",
            "put the whole text in double quotes",
        )
    written = node.at(path[:-1]).value
    if meant := misspelled(key, (name for name in known if name not in written)):
        hint = f"did you mean `{meant}`?"
    else:
        hint = f"allowed here: {', '.join(known[:14])}{', …' if len(known) > 14 else ''}" if known else "delete it"
    return Problem(node.key_place(path), "SCHEMA-001", f"unknown key `{key}`", hint)


def _missing_key(key: str, parent: YamlPath, node: Node, model: type[BaseModel], loc: _Loc) -> Problem:
    at = node.at(parent)
    place = at.place if at.value is not None else node.key_place(parent)
    description = _description(model, loc)
    where = f" in `{_name(parent)}`" if parent else ""
    return Problem(place, "SCHEMA-002", f"the key `{key}` is missing{where}", f"add `{key}:` {description}".strip())


def _wrong_value(item: ErrorDetails, path: YamlPath, node: Node) -> Problem:
    at = node.at(path)
    place, kind, context = at.place, item["type"], item.get("ctx", {})
    shown = _found(at.value)
    if at.value is None:
        return Problem(
            node.key_place(path),
            "SCHEMA-003",
            f"`{_name(path)}` has no value",
            "write the value, or delete the key if it is optional",
        )
    if kind == "literal_error":
        allowed = [part.strip("' ") for part in context["expected"].replace(" or ", ", ").split(",")]
        meant = misspelled(str(at.value), allowed)
        hint = f"did you mean `{meant}`?" if meant else f"one of: {', '.join(allowed)}"
        return Problem(place, "SCHEMA-004", f"{shown} is not a known value of `{_name(path)}`", hint)
    if kind == "value_error":
        return Problem(place, "SCHEMA-005", str(context["error"]))
    if kind == "string_pattern_mismatch":
        for start, (message, hint) in _PATTERNS.items():
            if start in context["pattern"]:
                return Problem(place, "SCHEMA-005", message.format(found=shown), hint)
    message, hint = _WORDS.get(kind, (_plain_message(item["msg"]), ""))
    return Problem(place, "SCHEMA-003", message.format(found=shown), hint)


def _plain_message(text: str) -> str:
    return (text[:1].lower() + text[1:]).replace("{", "{{").replace("}", "}}") + ", this is {found}"


def _found(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return f"`{text if len(text) <= 40 else text[:37] + '…'}`" if text else "empty text"


def _name(path: YamlPath) -> str:
    return next((str(step) for step in reversed(path) if isinstance(step, str)), "item")


def _models(annotation: Any) -> list[type[BaseModel]]:
    """Return the models inside an annotation: unwrap Annotated, unions, and tuples."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _models(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType, tuple):
        return [model for arg in typing.get_args(annotation) for model in _models(arg)]
    return []


def _owners(model: type[BaseModel], loc: _Loc) -> list[type[BaseModel]]:
    """Return the models that are possible at a pydantic location."""
    current = [model]
    for step in loc:
        if isinstance(step, int):
            continue
        named = [owner for owner in current if owner.__name__ == step]
        if named:
            current = named
            continue
        current = [
            inner
            for owner in current
            for name, field in owner.model_fields.items()
            if (field.alias or name) == step
            for inner in _models(field.annotation)
        ]
    return current


def _fields_at(model: type[BaseModel], loc: _Loc) -> list[str]:
    owners = _owners(model, loc)
    keys = [field.alias or name for owner in owners for name, field in owner.model_fields.items()]
    accepted = [key for owner in owners if issubclass(owner, Exported) for key in sorted(owner.NOT_PRINTED)]
    return list(dict.fromkeys(keys + accepted))


def _description(model: type[BaseModel], loc: _Loc) -> str:
    for owner in _owners(model, loc[:-1]):
        for name, field in owner.model_fields.items():
            if (field.alias or name) == loc[-1] and field.description:
                values = _values(field.annotation)
                return f"({field.description.rstrip('.')}{'; one of: ' if values else ''}{', '.join(values)})"
    return ""


def _values(annotation: Any) -> list[str]:
    """Return the allowed values of a field that has a fixed set of them."""
    return list(map(str, typing.get_args(annotation))) if typing.get_origin(annotation) is typing.Literal else []


def whole_file(shown: str) -> Place:
    """Return the place of a problem that concerns a whole file."""
    return Place(shown, 1, 1)

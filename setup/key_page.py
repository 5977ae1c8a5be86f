"""Generates the tables in docs/keys.md from the schema: one table for each part, in order of first mention."""

from __future__ import annotations

import re
from typing import Any

from generator.source.json_schema import policy_schema


def keys_part() -> str:
    """Return the tables: what each key means, whether it is required, and which values it takes."""
    schema = policy_schema()
    parts = {"Policy": schema}
    for name in _mentioned(schema["properties"], schema["$defs"]):
        parts[_shown(name)] = schema["$defs"][name]
    return "\n".join(_table(name, part) for name, part in parts.items())


def _mentioned(properties: dict[str, Any], definitions: dict[str, Any]) -> list[str]:
    """Return the parts that can be reached from the properties, nearest first."""
    found: list[str] = []
    waiting = _references(properties)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            waiting += _references(definitions[name]["properties"])
    return found


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"].rsplit("/", 1)[1]] if "$ref" in value else []
        return own + [name for item in value.values() for name in _references(item)]
    return [name for item in value for name in _references(item)] if isinstance(value, list) else []


def _shown(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


def _table(name: str, part: dict[str, Any]) -> str:
    lines = [
        f"## {name}",
        "",
        " ".join(part["description"].split()),
        "",
        "| key | required | value | meaning |",
        "| --- | --- | --- | --- |",
    ]
    accepted = [key for key, field in part["properties"].items() if set(field) == {"description"}]
    for key, field in part["properties"].items():
        if key in accepted:
            continue
        needed = "yes" if key in part.get("required", ()) else ""
        meaning = " ".join(field.get("description", "").split()).replace("|", "\\|")
        lines.append(f"| `{key}` | {needed} | {_value(field)} | {meaning} |")
    if accepted:
        lines += [
            "",
            "Also accepted, as other programs export them: " + ", ".join(f"`{key}`" for key in accepted) + ".",
        ]
    return "\n".join(lines) + "\n"


def _value(field: dict[str, Any]) -> str:
    """Return the values that a key takes, in words, with other parts as links."""
    if "$ref" in field:
        name = _shown(field["$ref"].rsplit("/", 1)[1])
        return f"[{name}](#{name.lower().replace(' ', '-')})"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in dict.fromkeys(map(str, field["enum"])))
    if "const" in field:
        return f"`{field['const']}`"
    for key in ("anyOf", "oneOf"):
        if key in field:
            said = dict.fromkeys(_value(item) for item in field[key] if item.get("type") != "null")
            return "number" if set(said) == {"number", "text"} else " or ".join(said)
    if field.get("type") == "array":
        return f"list of {_value(field['items'])}" if "items" in field else "list"
    if str(field.get("pattern", "")).startswith("^[a-z0-9]"):
        return "id"
    kinds = {"boolean": "`true`, `false`", "integer": "whole number", "number": "number", "object": "mapping"}
    return kinds.get(str(field.get("type")), "text")

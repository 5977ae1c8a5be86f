"""New YAML, as written by an edit: values that any YAML reader reads back unchanged."""

from __future__ import annotations

import json
import re
from typing import Any

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KEY = re.compile(r"(?!(?i:yes|no|on|off|true|false|null)$)[A-Za-z][A-Za-z0-9_-]+")


class Plain(str):
    """A text that is written without quotes: its writer knows that readers of YAML keep it."""


def quoted(text: str) -> str:
    """Return a text in double quotes on one line, with invisible characters escaped, such as U+2028 or zero width."""
    return "".join(char if char.isprintable() else _escaped(char) for char in json.dumps(text, ensure_ascii=False))


def flow(value: Any) -> str:
    """Return a value (text, None, list, mapping) on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if value is None:
        return "null"
    return str(value) if isinstance(value, Plain) or _DAY.fullmatch(value) else quoted(value)


def item_lines(value: Any, indent: int) -> list[str]:
    """Return a list item as lines, with its dash at the indent; mappings, even nested ones, have one line per key."""
    pad = " " * indent
    if not isinstance(value, dict) or not value:
        return [f"{pad}- {flow(value)}"]
    lines = []
    for key, item in value.items():
        if isinstance(item, dict) and item:
            lines += [f"{_key(key)}:", *(f"  {_key(name)}: {flow(part)}" for name, part in item.items())]
        else:
            lines.append(f"{_key(key)}: {flow(item)}")
    return [pad + ("  " if index else "- ") + line for index, line in enumerate(lines)]


def _key(key: str) -> str:
    """Return a key, unquoted unless a YAML reader would take it for something else, such as `no`."""
    return key if _KEY.fullmatch(key) else quoted(key)


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"

"""Located problems in a YAML text whose printed form and data would differ; they cannot be waived."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from generator.characters.disguises import disguised
from generator.characters.unseen import Suspect, unseen
from generator.problem import Place, Problem

if TYPE_CHECKING:
    from generator.source.yaml_reader import Node

_MAX_PROBLEMS = 100  # per file; nobody reads more
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_SHORT_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "r": "\r",
    "v": "\v",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}


def unseen_characters(text: str, shown: str) -> list[Problem]:
    """Return the characters of a file that are not displayed as they are: in values, keys, and comments."""
    return [
        Problem(_place(text, found.at, shown), "YAML-012", found.message, found.hint)
        for found in islice(unseen(text), _MAX_PROBLEMS)
    ]


def deceptive_lines(text: str, shown: str, rule: str) -> list[Problem]:
    """Return both kinds in a file that is not YAML, such as a CSV file of descriptors, under that file's rule."""
    found = [*unseen(text), *disguised(text)] if not text.isascii() or not text.isprintable() else []
    return [Problem(_place(text, item.at, shown), rule, item.message, item.hint) for item in found[:_MAX_PROBLEMS]]


def disguised_values(root: Node, text: str) -> list[Problem]:
    """Return what is wrong in the values and keys of a parsed file: characters written as escapes, and lookalikes."""
    if text.isascii() and "\\" not in text:
        return []
    return list(islice(_in_values(root, text), _MAX_PROBLEMS))


def _in_values(root: Node, text: str) -> Iterator[Problem]:
    for place, value, around in _texts(root):
        if value.isascii() and value.isprintable():
            continue
        for rule, found in (
            *(("YAML-012", item) for item in unseen(value)),
            *(("YAML-013", item) for item in disguised(value, around)),
        ):
            yield Problem(_inside(text, place, value, found), rule, found.message, found.hint)


def _texts(node: Node, owner: tuple[str, ...] = ()) -> Iterator[tuple[Place, str, tuple[str, ...]]]:
    """Yield each key and text with its place, its sibling texts, and the siblings of the list that contains it."""
    if isinstance(node.value, str):
        yield node.place, node.value, owner
    elif isinstance(node.value, list):
        beside = tuple(text for item in node.value for text in _direct(item))
        for item in node.value:
            yield from _texts(item, (*owner, *beside))
    elif isinstance(node.value, dict):
        beside, keys = _direct(node), node.keys or {}
        for key, child in node.value.items():
            yield keys[key], key, ()
            if isinstance(child.value, dict):
                yield from _texts(child)
            else:
                yield from _texts(child, (*owner, *beside) if isinstance(child.value, str) else beside)


def _direct(node: Node) -> tuple[str, ...]:
    """Return the text, or the texts that are values of a mapping, if they are not plain ASCII."""
    values = node.value.values() if isinstance(node.value, dict) else [node]
    return tuple(item.value for item in values if isinstance(item.value, str) and not item.value.isascii())


def _inside(text: str, start: Place, value: str, found: Suspect) -> Place:
    """Return where a character of a value is in the file: as itself, or as an escape in double quotes."""
    sign = value[found.at]
    before = value[: found.at].count(sign)
    at = _offset(text, start)
    quoted = text[at : at + 1] == '"'
    for part in re.finditer(rf"{re.escape(sign)}|{_ESCAPE.pattern if quoted else '(?!)'}", text[at:], re.DOTALL):
        if _decoded(part) == sign:
            if before == 0:
                return _place(text, at + part.start(), start.file)
            before -= 1
    return start


def _decoded(part: re.Match[str]) -> str:
    if part[0][0] != "\\" or not part.re.groups:
        return part[0]
    number = part[1] or part[2] or part[3]
    if number and int(number, 16) > 0x10FFFF:
        return part[0]  # not an escape: it follows the value, in unquoted text
    return chr(int(number, 16)) if number else _SHORT_ESCAPES.get(part[4] or "", part[4] or "\\")


def _offset(text: str, place: Place) -> int:
    at = 0
    for _ in range(place.line - 1):
        at = text.index("\n", at) + 1
    return at + place.column - 1


def _place(text: str, at: int, shown: str) -> Place:
    return Place(shown, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))

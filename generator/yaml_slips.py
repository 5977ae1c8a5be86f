"""Reword what the YAML parser says about common slips, at the place where the slip was made."""

from __future__ import annotations

import re

import yaml

from generator.problem import Place, Problem


def reword(error: yaml.YAMLError, text: str, shown: str) -> Problem:
    """Return a located problem in plain words for a parser error."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    raw = " ".join(str(part) for part in (getattr(error, "context", None), getattr(error, "problem", None)) if part)
    lines = text.split("\n")
    line, column = (mark.line, mark.column) if mark else (0, 0)
    for match, slip in _SLIPS:
        found = match(raw, lines, min(line, len(lines) - 1))
        if found:
            at, col = found
            message, hint = slip
            return Problem(Place(shown, at + 1, col + 1), "YAML-010", message, hint)
    return Problem(Place(shown, line + 1, column + 1), "YAML-010", f"this is not valid YAML: {raw or error}",
                   "compare the indentation and the colons with the lines around it")


def _tab(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    for at in (line, line - 1):
        if at >= 0 and (found := re.match(r" *\t", lines[at])):
            return at, found.end() - 1
    return None


def _colon(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    if "mapping values are not allowed" not in raw:
        return None
    # the parser points at the second colon of the line, or at the line after a text that went on
    for at in (line, line - 1):
        found = re.match(r"""\s*(?:- )*[^\s"'#][^:]*:\s+(?=[^"'|>\[{])[^#]*?(:)(?:\s|$)""", lines[at])
        if found:
            return at, found.start(1)
    return None


def _mapping_under_text(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    if "mapping values are not allowed" not in raw:
        return None
    return line, len(lines[line]) - len(lines[line].lstrip())


def _quote(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    if "quoted scalar" in raw or ("unexpected end of stream" in raw and "scalar" in raw):
        for at in range(line, -1, -1):
            found = re.search(r"""(?:: |- |^\s*)(["'])(?!.*\1\s*(?:#.*)?$)""", lines[at])
            if found:
                return at, found.start(1)
    return None


def _reserved(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    if "cannot start any token" not in raw:
        return None
    found = re.search(r"(?:^\s*|[:-] +)([@`%])", lines[line])
    return (line, found.start(1)) if found else None


def _anchor(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    if "undefined alias" not in raw and "scanning an alias" not in raw and "scanning an anchor" not in raw:
        return None
    found = re.search(r"[*&]", lines[line])
    return (line, found.start() if found else 0)


def _indent(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    if "did not find expected key" in raw or "block mapping" in raw or "block collection" in raw:
        return line, len(lines[line]) - len(lines[line].lstrip())
    return None


def _missing_colon(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    if "could not find expected ':'" not in raw:
        return None
    for at in range(line, max(line - 4, -1), -1):
        if lines[at].strip() and not re.search(r":(\s|$)", lines[at]) and not lines[at].lstrip().startswith(("-", "#")):
            return at, len(lines[at]) - len(lines[at].lstrip())
    return None


def _flow(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    if "flow" not in raw:
        return None
    for at in range(line, max(line - 30, -1), -1):
        found = re.search(r"(?:: |- )([\[{])", lines[at])
        if found:
            return at, found.start(1)
    return None


def _second_document(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    return (line, 0) if "single document" in raw or "document start" in raw else None


_SLIPS = [
    (_tab, ("a tab stands in the indentation", "indent with spaces; YAML does not take tabs there")),
    (_colon, ("a colon followed by a space stands inside an unquoted text",
              "put the whole text in double quotes, or write it under `|`")),
    (_mapping_under_text, ("a `key:` is indented under a line that already has a value",
                           "move it to the indentation of its neighbours, or empty the value above")),
    (_anchor, ("a text that starts with * or & must be quoted", "put it in double quotes")),
    (_quote, ("a quoted text has no end", "add the closing quote, and double a quote that belongs to the text")),
    (_reserved, ("a text may not start with this character unquoted", "put the text in double quotes")),
    (_flow, ("a [list] or {mapping} in brackets is not closed, or a comma is missing",
             "close the bracket; quote texts that hold brackets")),
    (_missing_colon, ("this line has no colon after its key", "write `key: value`, with a space after the colon")),
    (_indent, ("the indentation does not fit the lines around it",
               "align it with its neighbours: a list item's keys stand in one column")),
    (_second_document, ("a second document starts here (`---`)", "one file holds one policy; delete the line")),
]

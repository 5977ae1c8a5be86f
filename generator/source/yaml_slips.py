"""Reword the YAML parser's errors for common mistakes, and locate them where the mistake was made."""

from __future__ import annotations

import re

import yaml

from generator.problem import Place, Problem

# git, `git merge-file`, and other programs mark both sides of a conflict in this way.
CONFLICT = re.compile(r"^<{7}(?: [^\n]*)?$", re.MULTILINE)


def merge_conflicts(text: str, shown: str) -> list[Problem]:
    """Return where a merge left both sides in the file for a person to choose; git marks each side with a line."""
    found = []
    for start in CONFLICT.finditer(text):
        line = text.count("\n", 0, start.start()) + 1
        end = re.compile(r"^>{7}(?: [^\n]*)?$", re.MULTILINE).search(text, start.end())
        last = f"to line {text.count(chr(10), 0, end.start()) + 1}" if end else "on"
        found.append(
            Problem(
                Place(shown, line, 1),
                "YAML-014",
                "this is an unresolved merge conflict",
                f"from here {last}, keep the correct lines and delete the markers <<<<<<<, ======= and >>>>>>>",
            )
        )
    return found


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
    return Problem(
        Place(shown, line + 1, column + 1),
        "YAML-010",
        f"this is not valid YAML: {raw or error}",
        "compare the indentation and colons with the surrounding lines",
    )


def _tab(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    for at in (line, line - 1):
        if at >= 0 and (found := re.match(r" *\t", lines[at])):
            return at, found.end() - 1
    return None


def _colon(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    if "mapping values are not allowed" not in raw:
        return None
    # the parser points at the second colon of the line, or at the line after a text that continued
    for at in (line, line - 1):
        found = re.match(r"""\s*(?:- )*[^\s"'#][^:]*:\s+(?=[^"'|>\[{])[^#]*?(:)(?:\s|$)""", lines[at])
        if found:
            return at, found.start(1)
    return None


def _mapping_under_text(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    if "mapping values are not allowed" not in raw:
        return None
    words = re.match(r"\s*[^\s:]+ [^:]*(:)\s", lines[line])  # more than one word: a text continued, this is not a key
    return None if words else (line, len(lines[line]) - len(lines[line].lstrip()))


def _colon_on_next_line(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    found = re.match(r"[^:]*(:)\s", lines[line]) if "mapping values are not allowed" in raw else None
    return (line, found.start(1)) if found else None


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


def _colon_in_flow(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    found = re.search(r"[{,]\s*[\w-]+:\s+[^\s\"'{\[][^,}\"']*(:)\s", lines[line]) if "flow mapping" in raw else None
    return (line, found.start(1)) if found else None


def _flow(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    if "flow" not in raw:
        return None
    for at in range(line, max(line - 30, -1), -1):
        opened = _unclosed_bracket(lines[at])
        if opened is not None:
            return at, opened
    return None


def _unclosed_bracket(text: str) -> int | None:
    """Return where a value opens a bracket that this line does not close, or closes with the other kind."""
    start = re.search(r"(?:: |- )(?=[\[{])", text)
    if start is None:
        return None
    opened: list[int] = []
    for found in re.finditer(r"""(?<=[\s\[{,])"[^"]*"|(?<=[\s\[{,])'[^']*'|[\[\]{}]""", text[start.end() :]):
        at, sign = start.end() + found.start(), found[0]
        if sign in "[{":
            opened.append(at)
        elif sign in "]}" and opened:
            if text[opened[-1]] + sign not in ("[]", "{}"):
                break
            opened.pop()
    return opened[-1] if opened else None


def _text_after_quote(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    if "expected" not in raw:
        return None
    for at in (line, line - 1):
        found = re.match(
            r"""\s*(?:- )*(?:[\w-]+:\s+)?(?:(")(?:[^"\\]|\\.)*"|(')[^']*')(?!['"])"""
            r"""\s*[^\s,\]}#:'"]""",
            lines[at],
        )
        if found:
            return at, found.start(1) if found[1] else found.start(2)
    return None


def _quote_to_next_quote(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    """Find an unclosed quote that was closed by the next text's opening quote."""
    if "expected" not in raw:
        return None
    for at in range(line - 1, max(line - 60, -1), -1):
        opened = re.match(r"""\s*(?:- )*(?:[\w-]+:\s+)?(["'])(?!.*\1)""", lines[at])
        if opened is None:
            continue
        closing = next((text for text in lines[at + 1 : line + 1] if opened[1] in text), "")
        if re.match(rf"\s*(?:- )*[\w-]+:\s+{opened[1]}", closing):
            return at, opened.start(1)
    return None


def _citation_first(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    found = re.search(r"(?:: |- )(\[)@", lines[line]) if "cannot start any token" in raw else None
    return (line, found.start(1)) if found else None


def _comment_inside(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    if "did not find expected" not in raw:
        return None
    found = re.search(r"\s(#)(?:\w|\s*[0-9])", lines[line - 1]) if line else None
    return (line - 1, found.start(1)) if found else None


def _block_sign(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    found = re.search(r"(?:: |- )([>|])", lines[line]) if "block scalar" in raw or "cannot start" in raw else None
    return (line, found.start(1)) if found else None


def _second_document(raw: str, lines: list[str], line: int) -> tuple[int, int] | None:
    return (line, 0) if "single document" in raw or "document start" in raw else None


_SLIPS = [
    (_tab, ("the indentation contains a tab", "indent with spaces; YAML does not allow tabs there")),
    (
        _colon,
        (
            "unquoted text contains a colon followed by a space",
            "put the whole text in double quotes, or write it under `|`",
        ),
    ),
    (
        _mapping_under_text,
        (
            "this `key:` is indented under a line that already has a value",
            "align it with the neighboring keys, or remove the value above",
        ),
    ),
    (
        _colon_on_next_line,
        (
            "unquoted text contains a colon followed by a space",
            "put the whole text in double quotes, or write it under `|`",
        ),
    ),
    (_anchor, ("text that starts with * or & must be quoted", "put it in double quotes")),
    (_quote, ("quoted text is not closed", "add the closing quote, and double any quote that is part of the text")),
    (_citation_first, ("text that starts with a citation must be quoted", "put the whole text in double quotes")),
    (_block_sign, ("text that starts with > or | must be quoted", "put it in double quotes")),
    (_reserved, ("unquoted text may not start with this character", "put the text in double quotes")),
    (
        _colon_in_flow,
        ("unquoted text contains a colon followed by a space", "put the whole text in double quotes"),
    ),
    (
        _flow,
        (
            "a [list] or {mapping} in brackets is not closed, or a comma is missing",
            "close the bracket; quote texts that contain brackets",
        ),
    ),
    (_missing_colon, ("this line has no colon after its key", "write `key: value`, with a space after the colon")),
    (_text_after_quote, ("text follows the closing quote", "quote the whole text, and write quotes inside it as “ ”")),
    (
        _quote_to_next_quote,
        ("quoted text is not closed", "add the closing quote, and double any quote that is part of the text"),
    ),
    (
        _comment_inside,
        ("the text ends here: a # after a space starts a comment", "put the whole text in double quotes"),
    ),
    (
        _indent,
        (
            "the indentation does not match the surrounding lines",
            "align it with its neighbors: the keys of a list item start in the same column",
        ),
    ),
    (_second_document, ("a second document starts here (`---`)", "a file contains only one policy; delete the line")),
]

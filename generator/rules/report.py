"""Formats problems for people and machines: text, JSON, GitHub annotations, SARIF."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from generator.files.repository import for_person, for_service
from generator.printable import one_line, printable
from generator.problem import Problem
from generator.rules import RULES, explain
from generator.wording.phrases import how_many

_SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_IN_MESSAGE = "%\r\n"
_IN_PROPERTY = "%\r\n:,"
_SHOWN_BY_GITHUB = 10  # annotations of one level in one step; GitHub silently drops the rest
_TOP = "%SRCROOT%"  # what SARIF readers such as GitHub use as the top of the repository


def render(problems: Iterable[Problem], output_format: str, root: Path = Path(".")) -> str:
    """Return a report in one of FORMATS, sorted by location; KeyError for any other format.

    File names are relative to the current folder in text and JSON, and to the top of the repository for GitHub and
    SARIF. If there are no problems, the text and GitHub reports are empty; JSON and SARIF reports say that there are
    none.
    """
    writer, named = _RENDERERS[output_format]
    return writer([named(problem, root) for problem in sorted(problems)])


def summary(problems: Iterable[Problem]) -> str:
    """Return the number of errors and warnings, in words."""
    found = [problem.severity for problem in problems]
    counts = [(found.count(kind), kind) for kind in ("error", "warning")]
    said = [how_many(count, kind) for count, kind in counts if count]
    return " and ".join(said) or "no problems"


def _text(problems: list[Problem]) -> str:
    return "".join(f"{problem}\n" for problem in problems)


def _json(problems: list[Problem]) -> str:
    rows = [
        {
            "file": problem.place.file,
            "line": problem.place.line,
            "column": problem.place.column,
            "severity": problem.severity,
            "rule": problem.rule,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in problems
    ]
    return json.dumps({"format": 1, "problems": rows}, indent=2, ensure_ascii=False) + "\n"


def _github(problems: list[Problem]) -> str:
    """Return workflow commands for GitHub Actions: % CR LF are escaped in messages, and also : and , in properties.

    GitHub shows only a few annotations, and its log shows them without their locations, so if there are many problems,
    the log also lists them all.
    """
    lines = []
    for problem in problems:
        place = problem.place
        properties = {"file": place.file, "line": place.line or 1, "col": place.column or 1, "title": problem.rule}
        shown = ",".join(f"{key}={_escape(_visible(str(value)), _IN_PROPERTY)}" for key, value in properties.items())
        message = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
        lines.append(f"::{problem.severity} {shown}::{_escape(_visible(message), _IN_MESSAGE)}\n")
    levels: list[str] = [problem.severity for problem in problems]
    if max(map(levels.count, ("error", "warning"))) > _SHOWN_BY_GITHUB:
        lines.append(f"{summary(problems)}; GitHub shows {_SHOWN_BY_GITHUB} annotations of each level. All of them:\n")
        lines.append(printable(_text(problems)))
    return "".join(lines)


def _visible(text: str) -> str:
    return "\n".join(map(one_line, text.split("\n")))


def _escape(text: str, characters: str) -> str:
    for character in characters:  # % comes first, so that escapes are not escaped again
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _sarif(problems: list[Problem]) -> str:
    """SARIF 2.1.0 (OASIS): one run, the rules that are broken, and one result per problem."""
    used = sorted({problem.rule for problem in problems})
    driver = {"name": "policypress", "version": version("policypress"), "rules": [_sarif_rule(name) for name in used]}
    run = {
        "tool": {"driver": driver},
        "originalUriBaseIds": {_TOP: {"description": {"text": "The top of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(problem, used.index(problem.rule)) for problem in problems],
    }
    log = {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _sarif_rule(name: str) -> dict[str, Any]:
    rule = RULES.get(name)
    if rule is None:
        return {"id": name}
    title = rule.title if rule.title.endswith((".", "?", "!")) else f"{rule.title}."  # SARIF requires a sentence
    return {
        "id": name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": rule.explanation},
        "help": {"text": explain(name)},
        "defaultConfiguration": {"level": rule.severity},
    }


def _sarif_result(problem: Problem, index: int) -> dict[str, Any]:
    place = problem.place
    uri = quote(os.fsencode(place.file))
    file = {"uri": f"file://{uri}"} if uri.startswith("/") else {"uri": uri, "uriBaseId": _TOP}
    location: dict[str, Any] = {"artifactLocation": file}
    if place.line:
        location["region"] = {"startLine": place.line, "startColumn": max(place.column, 1)}
    message = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
    return {
        "ruleId": problem.rule,
        "ruleIndex": index,
        "level": problem.severity,
        "message": {"text": message},
        "locations": [{"physicalLocation": location}],
    }


_RENDERERS: dict[str, tuple[Callable[[list[Problem]], str], Callable[[Problem, Path], Problem]]] = {
    "text": (_text, for_person),
    "json": (_json, for_person),
    "github": (_github, for_service),
    "sarif": (_sarif, for_service),
}
FORMATS = tuple(_RENDERERS)

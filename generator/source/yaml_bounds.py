"""How deep and how large a policy's YAML may be: what is beyond it is refused before a tree of it is built."""

from __future__ import annotations

import re
from typing import Protocol

import yaml

from generator.problem import Place, Problem, SourceProblems

try:
    Loader = yaml.CBaseLoader
except AttributeError:  # PyYAML built without libyaml: same results, ten times slower
    Loader = yaml.BaseLoader  # type: ignore[assignment,misc]  # a class beside it

MAX_DEPTH = 60
MAX_VALUES = 50_000  # a policy of 3,500 lines has 4,000


class _Mark(Protocol):
    """A position as counted by the parser, from 0: its Python and C implementations each have a class."""

    line: int
    column: int


def mark_place(shown: str, mark: _Mark | None) -> Place:
    """Return the place of a parser's mark, or the start of the file if there is none."""
    return Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown, 1, 1)


def too_deep(place: Place) -> Problem:
    return Problem(
        place,
        "YAML-005",
        f"nested more than {MAX_DEPTH} levels deep",
        "write an inner criterion once and refer to it with `use:`",
    )


def refuse_deep(text: str, shown: str) -> None:
    """Reject nesting that no policy needs before the parser recurses into it."""
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        indent = len(line) - len(line.lstrip(" "))
        # only a very long run of opening brackets can nest deeper than indentation shows; count both cheaply
        opened = line.count("[") + line.count("{") - line.count("]") - line.count("}")
        depth = max(0, depth + opened)
        compact = re.match(r"\s*((?:[-?] )+)", line)
        if indent > 400 or (compact and len(compact[1]) > 2 * MAX_DEPTH) or (depth > 200 and _is_deep(text)):
            raise SourceProblems([too_deep(Place(shown, number, indent + 1))])
        if depth > 200:  # that many brackets, but not nested: they are in texts
            depth = -len(text)


def refuse_many(text: str, shown: str) -> None:
    """Reject more values than a policy can have before a tree of them fills the memory."""
    if sum(map(text.count, "\n,:-[{")) <= MAX_VALUES:
        return  # there are at most this many separators; above the limit, some may still be in texts
    count = 0
    try:
        for event in yaml.parse(text, Loader=Loader):
            count += isinstance(event, yaml.NodeEvent)
            if count > MAX_VALUES:
                raise SourceProblems(
                    [
                        Problem(
                            mark_place(shown, event.start_mark),
                            "YAML-001",
                            f"the file contains more than {MAX_VALUES:,} values",
                            "a policy has a few thousand",
                        )
                    ]
                )
    except yaml.YAMLError:
        pass  # the reader says it better


def _is_deep(text: str) -> bool:
    """Return whether the parser, which keeps a stack and does not recurse, finds more levels than a policy needs."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > 200:
                return True
    except yaml.YAMLError:
        pass  # the reader says it better
    return False

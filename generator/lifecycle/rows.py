"""Writing a row of the revision history, and the version that it makes, into a policy's YAML, the rest left alone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date

from generator.load import Source
from generator.problem import Problem, SourceProblems
from generator.yaml_source import Node, Path_

_SCALAR = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'|[^\s#,}\]]+')


@dataclass(frozen=True)
class Row:
    """A drafted row of the revision history and the version that it makes."""

    version: str
    action: str
    explanation: str
    reasons: tuple[str, ...]
    sections: tuple[str, ...]
    day: date

    def lines(self, indent: int) -> list[str]:
        """Return the row as YAML lines."""
        pad = " " * indent
        row = {"date": self.day.isoformat(), "version": self.version, "action": self.action,
               "explanation": self.explanation, "reasons": list(self.reasons), "sections": list(self.sections)}
        shown = [f"{key}: {value if key in ('date', 'action') else json.dumps(value, ensure_ascii=False)}"
                 for key, value in row.items() if value]
        return [f"{pad}{'- ' if place == 0 else '  '}{line}" for place, line in enumerate(shown)]


def with_row(source: Source, text: str, row: Row, at: Path_ = ()) -> str:
    """Return the text of a policy with a history row, newest first, and its version.

    `at` is the path of an edition with a version of its own; empty for the policy's. Raises SourceProblems where the
    YAML is written in one line and has no place for a row.
    """
    lines = text.split("\n")
    version = source.node.at((*at, "version")).place
    history = source.node.at(at).value.get("history")
    line = lines[version.line - 1]
    lines[version.line - 1] = line[: version.column - 1] + _SCALAR.sub(
        lambda _: json.dumps(row.version), line[version.column - 1:], count=1)
    holder = source.node.at(at)
    _refuse_in_line(lines, holder, "the edition")
    if history is not None and history.value:
        _refuse_in_line(lines, history, "the history")
        first = history.value[0].place
        lines[first.line - 1: first.line - 1] = row.lines(first.column - 3)
    elif history is not None:
        key = source.node.key_place((*at, "history"))
        pad = key.column - 1
        lines[key.line - 1: key.line] = [f"{' ' * pad}history:", *row.lines(pad + 2)]
    elif at:
        pad = holder.place.column - 1
        lines[version.line: version.line] = [f"{' ' * pad}history:", *row.lines(pad + 2)]
    else:
        key = source.node.key_place(("references",))
        lines[key.line - 1: key.line - 1] = ["history:", *row.lines(2), ""]
    return "\n".join(lines)


def _refuse_in_line(lines: list[str], node: Node, what: str) -> None:
    place = node.place
    if place.line and lines[place.line - 1][place.column - 1: place.column] in ("{", "["):
        raise SourceProblems([Problem(place, "HISTORY-005", f"{what} is written in one line and has no place for a row",
                                      "write it as a block, one key or row a line, or add the row by hand")])

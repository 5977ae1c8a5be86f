"""A problem in a source file: where it is, which rule it breaks, what is wrong, and how to fix it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.printable import one_line

Severity = Literal["error", "warning"]
YamlPath = tuple[str | int, ...]
"""Where a value of a policy is in its file: the keys and list indexes that lead to it."""


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file; line and column count from 1, 0 where only the file is known."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{one_line(self.file)}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in the source.

    `rule` is a stable id such as `CODE-003`; `message` states what is wrong, `hint` how to fix it.
    """

    place: Place
    rule: str
    message: str
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        line = f"{self.place}: {self.severity} {self.rule}: {one_line(self.message)}"
        hint = map(one_line, self.hint.split("\n")) if self.hint else ()
        return "\n    ".join([line, *hint])


class SourceProblems(Exception):
    """Raised when the source cannot be used; carries every problem found, in order of place, and the exit code."""

    code = 1

    def __init__(self, problems: list[Problem]):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class UnknownNames(SourceProblems):
    """Something named on the command line does not exist, such as a git revision: the command line is wrong."""

    code = 2


class MachineProblem(Exception):
    """The program or machine failed (no Pango, disk full): exit code 3. The message is for a person."""

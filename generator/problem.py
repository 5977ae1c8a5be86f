"""A problem in a source file: where it is, which rule it breaks, what is wrong, and how to fix it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from generator.printable import one_line

Severity = Literal["error", "warning"]
YamlPath = tuple[str | int, ...]
"""Where a value of a policy is in its file: the keys and list indexes that lead to it."""
_MOST_WRONG = 3  # letters in a misspelled name


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


def misspelled(name: str, known: Iterable[str]) -> str | None:
    """Return the known name of which `name` is a misspelling, or None; of equally near ones, the first by alphabet.

    It begins with the same letter (or only the first two are swapped), and at most one letter in four is wrong,
    missing, superfluous, or swapped with the next; or only the number at the end is missing. So `supersedes` is no
    `superseded_by`, and `none` is no `one`.
    """
    written = _spelled(name)
    near = []
    for other in sorted(set(known)):
        spelled = _spelled(other)
        if spelled[:1] == written[:1] or spelled[1::-1] + spelled[2:] == written:
            most = min(_MOST_WRONG, max(len(spelled) // 4, len(spelled) > 2))
            if (wrong := _wrong_letters(written, spelled, most)) <= most:
                near.append((wrong, other))
            elif written and spelled.rstrip("-0123456789") == written:
                near.append((_MOST_WRONG + 1, other))
    return min(near)[1] if near else None


def _spelled(name: str) -> str:
    return name.lower().replace(" ", "-").replace("_", "-")


def _wrong_letters(written: str, spelled: str, most: int) -> int:
    """Return the optimal string alignment distance of two words, or more than `most` as soon as it is certain."""
    if abs(len(written) - len(spelled)) > most:
        return most + 1
    before, row = list[int](), list(range(len(spelled) + 1))
    for i, letter in enumerate(written, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(spelled, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == spelled[j - 2] and written[i - 2] == other:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]


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

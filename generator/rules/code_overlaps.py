"""Which codes a row of a code group contains, and which rows contain the same: single codes, ranges, open digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.codesets.formats import problem_with, spelled
from generator.model.codes import Code, CodeGroup
from generator.problem import YamlPath
from generator.rules.codes import each_code
from generator.rules.context import Context
from generator.rules.registry import Found, rule

_AGAINST = {"non-supporting", "not-covered"}
_FOR = {"supporting", "covered"}


class CodeSpan(NamedTuple):
    """The codes of a row, from the first to the last; only spans of the same kind can overlap."""

    kind: str
    first: tuple[int, str]
    last: tuple[int, str]

    def meets(self, other: CodeSpan) -> bool:
        """Return whether a code is in both."""
        return self.kind == other.kind and self.first <= other.last and other.first <= self.last


class CodeRow(NamedTuple):
    """A row of a code group: where it is, what it says, and which codes it contains."""

    path: YamlPath
    group: CodeGroup
    code: Code
    span: CodeSpan

    @property
    def name(self) -> str:
        """The row in messages."""
        return f"{self.code.code}-{self.code.to}" if self.code.to else self.code.code

    @property
    def is_single(self) -> bool:
        """True for one code, false for a range or a code whose last digit is open."""
        return self.span.first == self.span.last


def rows(context: Context) -> Iterator[CodeRow]:
    """Yield every row of the code groups."""
    for path, group, code in each_code(context):
        yield CodeRow(path, group, code, span(context, group.system, code.code, code.to))


def span(context: Context, system: str, code: str, to: str | None = None) -> CodeSpan:
    """Return the codes from `code` to `to`, or a single one, whatever their spelling.

    ICD-10-CM follows the Tabular List. In other systems a range has codes of one form: `0001F` is not in 00001-00009.
    """
    first, last = spelled(system, code), spelled(system, to or code)
    if system == "ICD-10-CM" and (found := context.icd10cm.positions(first, last if to else None)):
        return CodeSpan(system, (found[0], ""), (found[1], ""))
    form = re.sub("[0-9]", "0", first) if system in ("CPT", "HCPCS") else str(len(first))
    if system in ("revenue", "bill-type"):  # the x is any last digit
        first, last = re.sub("x$", "0", first), re.sub("x$", "9" if system == "revenue" else "Z", last)
    return CodeSpan(f"{system} {form}", (0, first), (0, last))


@rule(
    "CODE-009",
    "error",
    "A code is listed twice, or both supports and denies coverage",
    "role: supporting\ncodes:\n  - {code: M54.50, label: ...}\n  - {code: M54.50, label: ...}",
    "role: supporting\ncodes:\n  - {code: M54.50, label: ...}",
)
def codes_unique(context: Context) -> Iterator[Found]:
    """A code may appear only once in a group. It may not appear both in a group that supports coverage and in one that
    denies it for the same part of the policy, because the same article would then both pay and deny a claim. Codes
    inside ranges count, and ranges may not overlap; those of ICD-10-CM are expanded against the release. Two entries
    whose effective periods do not overlap do not conflict.
    """
    for earlier, later in _meeting(rows(context)):
        # a code inside a range is what is deleted, wherever it is written
        there, here = (later, earlier) if earlier.is_single and not later.is_single else (earlier, later)
        if not _same_days(there, here):
            continue
        at = (*here.path, "code")
        if there.group is here.group:
            yield Found(at, *_twice(there, here))
        elif _is_opposite(there.group, here.group):
            sides = f"`{there.group.id}` ({there.group.role}) and `{here.group.id}` ({here.group.role})"
            known = f"first at {context.place((*there.path, 'code'))}; keep one side"
            if here.is_single:
                yield Found(at, f"{here.name} is in both {sides}", known)
            else:
                yield Found(at, f"{there.name} and {here.name} overlap; they are in {sides}", known)


def _twice(there: CodeRow, here: CodeRow) -> tuple[str, str]:
    """Return what is said of two rows of one group with the same code."""
    if here.is_single:
        what = f"{here.name} appears twice in the group `{here.group.id}`"
        return what, "delete one of them" if there.is_single else f"also in {there.name}; delete it"
    shared = max(there, here, key=lambda row: row.span.first)
    return (
        f"{there.name} and {here.name} overlap in the group `{here.group.id}`",
        f"both contain {shared.code.code}; write ranges without a code in common",
    )


def _meeting(found: Iterable[CodeRow]) -> Iterator[tuple[CodeRow, CodeRow]]:
    """Yield each two rows that have a code in common, in the order in which they are written."""
    numbered = sorted(enumerate(found), key=lambda item: (item[1].span, item[0]))
    reaching: list[tuple[int, CodeRow]] = []
    for number, row in numbered:
        reaching = [item for item in reaching if item[1].span.meets(row.span)]
        for other_number, other in reaching:
            yield (other, row) if other_number < number else (row, other)
        reaching.append((number, row))


def _is_opposite(one: CodeGroup, other: CodeGroup) -> bool:
    """Return whether one group supports and the other denies coverage for the same part of the policy."""
    roles = {one.role, other.role}
    overlap = not one.tracks or not other.tracks or set(one.tracks) & set(other.tracks)
    return bool(roles & _FOR and roles & _AGAINST and overlap)


def _same_days(*found: CodeRow) -> bool:
    """Return whether there is a day on which all are in effect; a code's own dates take precedence over its group's."""
    days = [row.code.effective or row.group.effective for row in found]
    starts, ends = [day.start for day in days if day and day.start], [day.end for day in days if day and day.end]
    return not (starts and ends) or max(starts) <= min(ends)


@rule(
    "CODE-011",
    "error",
    "An add-on code has no primary code in the policy",
    "codes:\n  - {code: '22552', label: ..., add_on_to: ['22000']}",
    "codes:\n  - {code: '22551', label: ...}\n  - {code: '22552', label: ..., add_on_to: ['22551']}",
)
def add_on_has_primary(context: Context) -> Iterator[Found]:
    """An add-on code is never reported alone (Medicare NCCI Policy Manual, chapter I), so its primary code must be part
    of the policy.
    """
    listed = list(rows(context))
    for row in listed:
        for index, primary in enumerate(row.code.add_on_to):
            system = "HCPCS" if problem_with("CPT", spelled("CPT", primary)) else "CPT"
            wanted = span(context, system, primary)
            if not any(other.span.meets(wanted) for other in listed):
                yield Found(
                    (*row.path, "add_on_to", index),
                    f"{primary} is in no code group of this policy",
                    "add the primary code, or correct the number",
                )

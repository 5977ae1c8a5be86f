"""Rules on ICD-10-CM codes, which are looked up in the release that is in force when a policy takes effect.

If that release is not available, they are looked up in the last one before it; the hint says so (45 CFR 162.1000(a)).
`releases` has the rules on the release itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.codesets.formats import problem_with
from generator.codesets.icd10cm import Conflict
from generator.codesets.releases import FIRST_DAY, release_window
from generator.problem import YamlPath
from generator.rules.codes import code_ends, each_code, each_range
from generator.rules.context import Context
from generator.rules.registry import Found, found_in, rule

_SYSTEM = "ICD-10-CM"
_ALTERNATIVES = re.compile(
    r"\b(?:one|any|either|only one|whichever|alternativ\w*|most specific|most precise)\b", re.IGNORECASE
)
_SAYS_WHAT_IS_FIRST = re.compile(
    r"\b(?:first|primary|principal|secondary|underlying|etiolog\w+|accompan\w+|together with|in addition)\b",
    re.IGNORECASE,
)
_IN_PROSE = re.compile(r"ICD-?10(?:-CM)?(?: codes?)?:? +\(?([A-TV-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?)\b(?![-.]\w)")


def _ends(context: Context) -> Iterator[tuple[YamlPath, str]]:
    """Yield every well-formed ICD-10-CM code in the code groups, including both ends of a range."""
    for path, group, code in each_code(context):
        if group.system == _SYSTEM:
            yield from ((at, value) for at, value in code_ends(path, code) if not problem_with(_SYSTEM, value))


def _release_hint(context: Context) -> str:
    used, day = context.icd10cm.release, context.day
    covered = used == release_window(max(day, FIRST_DAY))[0].isoformat()
    return f"checked against the {used} release" + ("" if covered else f", which is not the one in force on {day}")


@rule(
    "CODE-002",
    "error",
    "An ICD-10-CM code does not exist",
    "codes:\n  - {code: M54.5O, label: Low back pain}",
    "codes:\n  - {code: M54.50, label: 'Low back pain, unspecified'}",
)
def icd10cm_exists(context: Context) -> Iterator[Found]:
    """Every ICD-10-CM code must be in the Tabular List (CDC/NCHS) that is in force when the policy takes effect; claims
    with any other code are returned. Codes in the text after the word ICD-10 are checked too.
    """
    for path, value in _ends(context):
        if context.icd10cm.get(value) is None:
            yield Found(path, f"there is no ICD-10-CM code {value}", _suggestions(context, value))
    for path, text in context.prose:
        for found in _IN_PROSE.finditer(text):
            if path[0] != "codes" and context.icd10cm.get(found[1]) is None:
                yield found_in(
                    path, text, found, f"there is no ICD-10-CM code {found[1]}", _suggestions(context, found[1])
                )


def _suggestions(context: Context, value: str) -> str:
    close = context.icd10cm.suggest(value, 3)
    start = "did you mean " + " or ".join(f"{item.code} ({item.descriptor})" for item in close) + "? " if close else ""
    return start + _release_hint(context)


@rule(
    "CODE-003",
    "error",
    "An ICD-10-CM code is a header, not a code for a claim",
    "codes:\n  - {code: M54.5, label: Low back pain}",
    "codes:\n  - {code: M54.50, label: 'Low back pain, unspecified'}",
)
def icd10cm_billable(context: Context) -> Iterator[Found]:
    """A code is valid only with its full number of characters (Official Guidelines I.B.2); a category or subcategory is
    only a header and is rejected on a claim. The hint lists the codes below it. A range begins and ends with a billable
    code too, because a header at its end leaves open whether the codes below it are meant.
    """
    for at, value in _ends(context):
        entry = context.icd10cm.get(value)
        if entry and not entry.billable:
            below = context.icd10cm.expand(value, value)
            more = f" and {len(below) - 6} more" if len(below) > 6 else ""
            shown = ", ".join(item.code for item in below[:6]) + more
            yield Found(at, f"{entry.code} is a header ({entry.descriptor}), not a billable code", f"below it: {shown}")


@rule(
    "CODE-004",
    "error",
    "A label is not the official ICD-10-CM descriptor",
    "codes:\n  - {code: M54.50, label: Low back pain}",
    "codes:\n  - {code: M54.50, label: 'Low back pain, unspecified'}",
)
def icd10cm_descriptor(context: Context) -> Iterator[Found]:
    """ICD-10-CM descriptors are official text (45 CFR 162.1002(c)) and must be printed word for word. Ranges and
    headers have their own labels.
    """
    for path, group, code in each_code(context):
        if group.system != _SYSTEM or code.to is not None:
            continue
        entry = context.icd10cm.get(code.code)
        if entry and entry.billable and " ".join(code.label.split()) != " ".join(entry.descriptor.split()):
            yield Found(
                (*path, "label"), f"this is not the official descriptor of {entry.code}", f"write: {entry.descriptor}"
            )


@rule(
    "CODE-005",
    "warning",
    "Two codes in a group exclude each other",
    "role: supporting\ncodes:\n  - {code: M54.50, label: ...}\n  - {code: M54.41, label: ...}",
    "# two groups, each with a paragraph that says when to report its codes",
)
def excludes1_within_group(context: Context) -> Iterator[Found]:
    """An Excludes1 note says that two codes are not reported together (Official Guidelines I.A.12.a). Within one group
    of supporting codes, such a pair needs attention unless the group's paragraph says that only one of its codes is
    reported. Notes on whole sections and chapters do not count, nor do codes that exclude each other mutually (such as
    types of diabetes), because they are alternatives by nature. Groups of secondary codes list alternatives too.
    """
    for number, group in enumerate(context.policy.codes):
        if (
            group.system != _SYSTEM
            or group.role not in ("supporting", "covered")
            or group.pairing
            or _ALTERNATIVES.search(group.paragraph or "")
        ):
            continue
        rows = {
            entry.code: index
            for index, code in enumerate(group.codes)
            if code.to is None and (entry := context.icd10cm.get(code.code))
        }
        worst: dict[int, Conflict] = {}
        for conflict in context.icd10cm.excludes1_conflicts(rows):
            general = " " in conflict.note.holder or "-" in conflict.note.holder
            # the note of the first one is found first: asked the other way around, another one if there is one
            [reverse] = context.icd10cm.excludes1_conflicts([conflict.excluded, conflict.code])
            if not general and reverse.code == conflict.code:
                worst.setdefault(max(rows[conflict.code], rows[conflict.excluded]), conflict)
        for index, conflict in worst.items():
            yield Found(
                ("codes", number, "codes", index, "code"),
                f"{conflict.code} and {conflict.excluded} are not reported together (Excludes1)",
                f"{conflict.note}; split the group, or say in its paragraph that only one of its codes is reported",
            )


@rule(
    "CODE-006",
    "error",
    "A pairing requires codes that exclude each other",
    "codes:\n  - {id: first, codes: [{code: M54.50}], pairing: {requires: all, groups: [second]}}\n"
    "  - {id: second, codes: [{code: M54.41}]}",
    "pairing: {requires: all, groups: [third]}   # a group whose codes can be reported with M54.50",
)
def pairing_is_possible(context: Context) -> Iterator[Found]:
    """If a code must be reported with another code, at least one code in the group it is paired with must be allowed
    with it. If Excludes1 notes rule out all of them, no valid claim is possible (Official Guidelines I.A.12.a).
    """
    groups = {group.id: group for group in context.policy.codes}
    for number, group in enumerate(context.policy.codes):
        partners = [groups[name] for name in (group.pairing.groups if group.pairing else ()) if name in groups]
        if group.system != _SYSTEM or any(code.to for partner in partners for code in partner.codes):
            continue
        for index, code in enumerate(group.codes):
            closed = [
                partner.system == _SYSTEM
                and all(
                    other.code != code.code and context.icd10cm.excludes1_conflicts([code.code, other.code])
                    for other in partner.codes
                )
                for partner in partners
            ]
            shut = all if group.pairing and group.pairing.requires == "one" else any
            if code.to is None and closed and shut(closed):
                yield Found(
                    ("codes", number, "codes", index, "code"),
                    f"{code.code} cannot be reported with any code that its group is paired with (Excludes1)",
                    "correct the pairing or the codes",
                )


@rule(
    "CODE-008",
    "error",
    "A range of ICD-10-CM codes does not follow the order of the Tabular List",
    "codes:\n  - {code: M54.59, to: M54.50, label: Low back pain}",
    "codes:\n  - {code: M54.50, to: M54.59, label: Low back pain}",
)
def icd10cm_range(context: Context) -> Iterator[Found]:
    """A range means all billable codes from its first to its last code in the order of the Tabular List."""
    for path, group, first, last in each_range(context):
        if group.system == _SYSTEM and context.icd10cm.get(first) and context.icd10cm.get(last):
            try:
                context.icd10cm.expand(first, last)
            except ValueError as reason:
                yield Found((*path, "to"), str(reason), "`code` is the first and `to` the last code of the range")


@rule(
    "CODE-016",
    "warning",
    "A manifestation code supports coverage alone",
    "role: supporting\ncodes:\n  - {code: G63, label: Polyneuropathy in diseases classified elsewhere}",
    "role: supporting\npairing: {requires: one, groups: [underlying-diseases]}\n"
    "codes:\n  - {code: G63, label: Polyneuropathy in diseases classified elsewhere}",
)
def manifestation_with_etiology(context: Context) -> Iterator[Found]:
    """Some codes name the manifestation of a disease. The Tabular List says "code first" and the Alphabetic Index puts
    them in brackets: the code of the underlying disease is reported before them, and a claim with the manifestation
    alone is returned (Official Guidelines I.A.13). A supporting group with such a code is paired with a group of
    ICD-10-CM codes, or its paragraph says what is reported first. Only "code first" notes on an underlying condition
    count; others apply to some patients only.
    """
    groups = {group.id: group for group in context.policy.codes}
    for number, group in enumerate(context.policy.codes):
        partners = group.pairing.groups if group.pairing else ()
        if (
            group.system != _SYSTEM
            or group.role not in ("supporting", "covered")
            or any(name in groups and groups[name].system == _SYSTEM for name in partners)
            or _SAYS_WHAT_IS_FIRST.search(group.paragraph or "")
        ):
            continue
        for index, code in enumerate(group.codes):
            if found := context.icd10cm.code_first(code.code, code.to):
                note = str(found[1]).rstrip(":")
                yield Found(
                    ("codes", number, "codes", index, "code"),
                    f"{found[0]} is not reported alone: another code comes first",
                    f"{note}; pair the group with one of the underlying diseases, or name them in its paragraph",
                )

"""What a change to a field means, by its location: a table of paths, then a table of the parts of a policy.

In the paths of the table, `#` is an item of a list, `*` one key, `**` any number of steps, and `(a|b)` one of two keys.
The first line that matches and has an answer decides; if there is none, the part of the policy does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from generator.diff.alignment import item_name
from generator.diff.change import Effect
from generator.diff.code_effects import effect_of_window
from generator.diff.pair import Pair, value_at
from generator.diff.text_changes import Care
from generator.logic.tree import COVERED
from generator.problem import YamlPath

_IN_FORCE = {"effective", "retired", "comment_start", "comment_end", "notice_start", "notice_end"}
_INFORMS = "evidence informs the position but decides no request; check that the conclusion still follows"


@dataclass(frozen=True)
class ChangedField:
    """A field that differs: its path (in the old version if the field was removed) and both values."""

    pair: Pair
    at: YamlPath
    old: Any
    new: Any

    @property
    def key(self) -> str:
        """The last step, in words."""
        return plain(self.at[-1])

    @property
    def verb(self) -> str:
        """What happened to it."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"

    @property
    def data(self) -> Any:
        """The version in which its path exists."""
        return self.pair.old_data if self.new is None else self.pair.new_data


class Verdict(NamedTuple):
    """The kind of a change, its effect, and the reason; `kind` ends with `-reworded` if a text is to be compared."""

    kind: str
    effect: Effect
    reason: str


Judge = Callable[[ChangedField], Verdict | None]


@dataclass(frozen=True)
class PolicyPart:
    """A part of a policy: the name of a change in it, and what a plain change means."""

    name: str
    effect: Effect
    reason: str
    care: Care = "every"


_PARTS = {
    "definitions": PolicyPart("definition", "for a human", "criteria use the term"),
    "documentation": PolicyPart("documentation", "for a human", "a different record may be required"),
    "utilization": PolicyPart("utilization", "for a human", "utilization guidelines may limit the service"),
    "coverage": PolicyPart("coverage", "for a human", "it belongs to the coverage decision"),
    "conclusion": PolicyPart("conclusion", "editorial", "the conclusion restates the position"),
    "authorities": PolicyPart("authority", "for a human", "an authority binds the policy"),
    "regulatory": PolicyPart("regulatory", "editorial", "regulatory status is background", "negations"),
    "evidence": PolicyPart("evidence", "editorial", _INFORMS, "negations"),
    "references": PolicyPart("reference", "editorial", "a reference supports the text but decides nothing", "none"),
    "errata": PolicyPart(
        "erratum",
        "editorial",
        "an erratum documents a departure; the departure itself is listed where it occurs",
        "none",
    ),
    "history": PolicyPart("history", "editorial", "a row of the revision history", "none"),
    "waivers": PolicyPart("rule-waiver", "editorial", "accepted problems of the source are never printed", "none"),
    "editions": PolicyPart("edition", "for a human", "that publisher issues the policy differently"),
    "lcd": PolicyPart("lcd-text", "editorial", "narrative text of the LCD or article"),
}
_NARRATIVE = PolicyPart("text", "editorial", "narrative text; no criterion changes", "negations")


def part_of(at: YamlPath) -> PolicyPart:
    """Return the part of the policy that a path belongs to."""
    return _PARTS.get(str(at[0]), _NARRATIVE)


def judged(field: ChangedField) -> Verdict:
    """Return what the change to a field means."""
    for pattern, judge in _FIELDS:
        if fits(pattern, field.at) and (verdict := judge(field)) is not None:
            return verdict
    return _by_part(field)


def fits(pattern: str, path: YamlPath) -> bool:
    """Return whether a path matches a pattern of the table."""
    return (
        _compiled(pattern).fullmatch("".join(f"/{'#' if isinstance(step, int) else step}" for step in path)) is not None
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    steps = {"**": "(?:/[^/]+)*", "*": "/[^/#]+"}
    return re.compile("".join(steps.get(step, f"/{step}") for step in pattern.split("/")))


def plain(key: str | int) -> str:
    """Return a key as it is written in the kinds and names of changes."""
    return str(key).replace("_", "-")


def _by_part(field: ChangedField) -> Verdict:
    """Return what a change means, judged only by the part of the policy."""
    part, at = part_of(field.at), field.at
    is_item = isinstance(at[-1], int)
    if isinstance(field.old, str) and isinstance(field.new, str):
        kind = f"{part.name}-reworded"
    elif at[0] == "editions" and is_item and len(at) > 3:
        kind = f"edition-{plain(at[2])}-{field.verb}"
    elif is_item:
        kind = f"{part.name}-{field.verb}"
    else:
        kind = f"{field.key}-reworded" if isinstance(field.old or field.new, str) else f"{field.key}-{field.verb}"
    return Verdict(kind, part.effect, part.reason)


def _always(kind: str, effect: Effect, reason: str) -> Judge:
    """Return a judge with the same answer for every change; `kind` may contain `{key}` and `{verb}`."""
    return lambda field: Verdict(kind.format(key=field.key, verb=field.verb), effect, reason)


def _date(field: ChangedField) -> Verdict:
    """Judge one date, or all the dates of an edition if they were added or removed together."""
    value = field.old or field.new
    names = {name for name, day in value.items() if day} if isinstance(value, dict) else {field.at[-1]}
    if names & _IN_FORCE:
        return Verdict("date-changed", "for a human", "the day decides which requests the version governs")
    return Verdict("date-changed", "editorial", "a date of the document; it governs no request")


def _days(field: ChangedField) -> Verdict:
    indication = value_at(field.data, field.at[:3])
    role = 1 if indication["position"] in COVERED else 0
    return Verdict("days-changed", *effect_of_window(field.old, field.new, role, "the position"))


def _documentation(field: ChangedField) -> Verdict | None:
    if field.old is None:
        return Verdict("documentation-added", "restrictive", "one more record must be submitted")
    if field.new is None:
        return Verdict("documentation-removed", "expansive", "one fewer record must be submitted")
    return None


def _number(field: ChangedField) -> Verdict | None:
    if not (_is_number(field.old) and _is_number(field.new)):
        return None
    return Verdict("number-corrected", "editorial", f"a number of the evidence ({_result(field)}); {_INFORMS}")


def _is_number(value: Any) -> bool:
    text = str(value).lstrip("+-<> =≤≥").replace(".", "", 1)
    return not isinstance(value, bool) and text.isascii() and text.isdigit()


def _result(field: ChangedField) -> str:
    """Return the result that a number belongs to, in words."""
    at: YamlPath = field.at
    data: Any = field.pair.new_data
    for step in at[:5] if at[1] == "studies" else at[:3]:
        is_beyond = isinstance(data, list) and isinstance(step, int) and step >= len(data)
        data = {} if is_beyond else data[step]
    return f"{item_name(data)}, {' '.join(str(step) for step in at[5:] or at[3:])}".rstrip(", ")


_STATE = _always("{key}-changed", "editorial", "the state of the document; no criterion changes")
_LOGIC = "it belongs to the criteria"  # `classes` compares the patients
_FIELDS: tuple[tuple[str, Judge], ...] = (
    ("(version|status|language|format|id|superseded_by)", _STATE),
    ("supersedes/**", _STATE),
    ("dates/*", _date),
    (
        "editions/#/comments/**",
        _always("comment-{verb}", "editorial", "public comments and responses accompany the text"),
    ),
    ("editions/#/history/**", _always("history-{verb}", "editorial", "a row of the revision history")),
    ("editions/#/(version|status|superseded_by)", _STATE),
    ("editions/#/supersedes/**", _STATE),
    ("editions/#/dates", _date),
    ("editions/#/dates/*", _date),
    ("coverage/**/position", _always("position-changed", "for a human", _LOGIC)),
    ("coverage/limits/#", _always("limit-{verb}", "for a human", _LOGIC)),
    ("coverage/indications/#/effective", _days),
    ("coverage/indications/#", _always("indication-{verb}", "for a human", _LOGIC)),
    ("coverage/indications/#/pathways/#", _always("pathway-{verb}", "for a human", _LOGIC)),
    ("coverage/indications/#/phases/#", _always("phase-{verb}", "for a human", _LOGIC)),
    (
        "coverage/**/(title|note|rationale|source)",
        _always("text-reworded", "editorial", "explains the decision; no criterion changes"),
    ),
    (
        "coverage/summary",
        _always("summary-reworded", "editorial", "the summary restates criteria that are listed elsewhere"),
    ),
    ("documentation/#", _documentation),
    ("evidence/studies/#", _always("study-{verb}", "editorial", _INFORMS)),
    (
        "evidence/studies/**/citation",
        _always("citation-swapped", "editorial", "the study is described from a different reference"),
    ),
    (
        "evidence/*/**/met",
        _always("endpoint-changed", "for a human", "whether the primary endpoint was met bears on the position"),
    ),
    (
        "evidence/*/**/level",
        _always("evidence-level-changed", "for a human", "the level of evidence bears on the position"),
    ),
    ("evidence/*/#/results/#", _always("result-{verb}", "editorial", _INFORMS)),
    ("evidence/**", _number),
    (
        "references/#/*/**",
        _always("reference-corrected", "editorial", "data of a reference; check that it is still the same work"),
    ),
)

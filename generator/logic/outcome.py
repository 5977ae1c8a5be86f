"""What the answers on a form imply by the policy's own logic, and whether the reviewer's determination agrees.

The criteria are those that the form carries (`criteria.json`), so the form is judged by the policy that it was made
for. Answers may be missing: then the outcome is open unless the rest decides it.

- A criterion that does not apply (N/A, `applies_when` does not hold, waived, for another use) is passed. It does not
  count toward ANY, EXACTLY ONE or AT LEAST: one that does not apply is no ground for coverage.
- A limit that is reached ends coverage, whatever else is met.
- An exception (`unless`) relieves: it stands for a criterion that is not met, and takes an exclusion away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

Finding = Literal["met", "not-met", "not-applicable", "open"]
Implied = Literal["covered", "not-covered", "open"]

_FINDINGS: dict[Any, Finding] = {
    "met": "met",
    "present": "met",
    "not-met": "not-met",
    "absent": "not-met",
    "not-applicable": "not-applicable",
}
_COVERED = {"medically-necessary", "covered-in-study"}
_OPEN_POSITION = "not-addressed"
# Referring to a physician is always right. A person who denies or approves has to have the logic behind it.
_FITTING = {"covered": {"approve", "refer"}, "not-covered": {"deny", "refer"}, "open": {"pend", "refer"}}
_IDLE = ("not-met", "not-applicable")  # findings of a condition with which its criterion does not apply
_WORDS = {"met": "met", "not-met": "not met", "not-applicable": "not applicable", "open": "not answered or unclear"}


@dataclass(frozen=True)
class Outcome:
    """What follows from the answers: `implied`, the findings that decide it, and what contradicts it, in words.

    `conflicts` are the groups whose own finding differs from that of their members, and the determination if it does
    not fit.
    """

    implied: Implied
    because: tuple[str, ...]
    conflicts: tuple[str, ...]
    determination: str | None


@dataclass(frozen=True)
class _Judged:
    """A criterion with its finding and those below that took part."""

    number: str
    finding: Finding
    connective: str = ""
    members: tuple[_Judged, ...] = ()


def judge(coverage: dict[str, Any], values: dict[str, Any]) -> Outcome:
    """Return what the answers imply under the coverage logic of `criteria.json`.

    In: the JSON as read, and the form's values by field name. Raises KeyError or TypeError where the JSON has another
    shape.
    """
    judge = _Judge(values)
    implied, because = _imply(coverage, judge)
    determination = values.get("outcome.determination")
    conflicts = list(dict.fromkeys(judge.conflicts))
    if determination and determination not in _FITTING[implied]:
        conflicts.append(f"the determination is {determination!r}, but the answers imply {implied.replace('-', ' ')}")
    return Outcome(implied, tuple(because), tuple(conflicts), determination)


def needed(coverage: dict[str, Any], values: dict[str, Any]) -> set[str]:
    """Return the names of the answers that count: those of the use requested, exceptions only where they are called on.

    In: as for `judge`.
    """
    judge = _Judge(values)
    indication, phase = _requested(coverage, values)
    tracks = _tracks(indication, phase) if indication else None
    roots = [*coverage["prerequisites"]]
    for item in [indication] if indication else coverage["indications"]:
        roots += [item["criteria"]] if item["criteria"] else []
        roots += [track["criteria"] for track in item["pathways"]]
        roots += [track["criteria"] for track in item["phases"] if phase is None or track is phase]
    if values.get("requested.indication") == "other-use":
        roots = []
    exclusions = [node for kind in ("absolute", "relative") for node in coverage["exclusions"][kind]] if roots else []
    return {
        *(_limit_field(item) for item in coverage["limits"] if roots),
        *(name for root in roots for name in judge.needed(root, tracks)),
        *(name for root in exclusions for name in judge.needed(root, tracks, helps=False)),
    }


def _imply(coverage: dict[str, Any], judge: _Judge) -> tuple[Implied, list[str]]:
    values = judge.values
    indication, phase = _requested(coverage, values)
    if values.get("requested.indication") == "other-use":
        return _by_position(coverage["other_uses"]), ["another use is requested"]
    if indication is None:
        return "open", ["the indication requested is not stated"]
    position = indication["position"]
    tracks = _tracks(indication, phase)
    exclusions = [
        judge.judge(node, tracks, helps=False)
        for kind in ("absolute", "relative")
        for node in coverage["exclusions"][kind]
    ]
    excluded = _any(exclusions)
    if position not in _COVERED:
        return _by_position(position), [f"the position on indication {indication['number']}"]
    if excluded == "met":
        return "not-covered", [f"{item.number} present" for item in exclusions if item.finding == "met"]
    met, parts = _criteria(coverage, judge, indication, phase)
    if met == "not-met":
        return "not-covered", list(_causes(parts, "not-met"))
    limits = [(item, values.get(_limit_field(item))) for item in coverage["limits"]]
    if over := [f"over the limit: {item['text']}" for item, answer in limits if answer == "over"]:
        return "not-covered", over
    because = list(_causes(parts, "open")) if met == "open" else []
    because += [f"not settled: {item['text']}" for item, answer in limits if answer != "within"]
    if indication["phases"] and phase is None:
        because.append(f"no phase of indication {indication['number']} is requested")
    if excluded == "open":
        because += _causes(exclusions, "open")
    if because:
        return "open", because
    return "covered", [f"the criteria of {(phase or indication)['number']} are met, and no exclusion is present"]


def _criteria(
    coverage: dict[str, Any], judge: _Judge, indication: dict, phase: dict | None
) -> tuple[Finding, list[_Judged]]:
    """Judge what must be met: by the best of the pathways, since waivers may differ between them."""
    ways: list[tuple[Finding, list[_Judged]]] = []
    for pathway in indication["pathways"] or [None]:
        tracks = _tracks(indication, phase, pathway)
        nodes = [
            *coverage["prerequisites"],
            indication["criteria"],
            pathway and pathway["criteria"],
            phase and phase["criteria"],
        ]
        parts = [judge.judge(node, tracks) for node in nodes if node]
        ways.append((_all(parts), parts))
    for best in ("met", "not-applicable", "open"):
        for finding, parts in ways:
            if finding == best:
                return finding, parts
    return "not-met", list({item.number: item for _, parts in ways for item in parts}.values())


def _requested(coverage: dict[str, Any], values: dict[str, Any]) -> tuple[dict | None, dict | None]:
    asked, step = values.get("requested.indication"), values.get("requested.phase")
    indication = next((item for item in coverage["indications"] if item["id"] == asked), None)
    phase = next((item for item in indication["phases"] if item["id"] == step), None) if indication else None
    return indication, phase


def _tracks(*parts: dict | None) -> set[str]:
    return {part["id"] for part in parts if part}


def _by_position(position: str) -> Implied:
    return "covered" if position in _COVERED else "open" if position == _OPEN_POSITION else "not-covered"


class _Judge:
    """Judges criteria from the answers and notes where a group's own finding contradicts its members'."""

    def __init__(self, values: dict[str, Any]):
        self.values = values
        self.conflicts: list[str] = []

    def judge(self, node: dict[str, Any], tracks: set[str], helps: bool = True) -> _Judged:
        """Judge one criterion for the given uses; `helps` is false where being met speaks against coverage."""
        if not _applies_to(node, tracks) or (condition := self._condition(node, tracks)) in _IDLE:
            return _Judged(node["number"], "not-applicable")
        own = self._own(node, tracks, helps)
        finding, hinders = own.finding, "not-met" if helps else "met"
        if finding in (hinders, "open") and "unless" in node:
            exception = self.judge(node["unless"], tracks).finding
            if exception == "met":
                finding = "met" if helps else "not-met"
            elif exception == "open":
                finding = "open"
        if condition == "open" and finding == hinders:
            finding = "open"
        self._compare(node, {own.finding, finding}, helps)
        return _Judged(own.number, finding, own.connective, own.members)

    def needed(self, node: dict[str, Any], tracks: set[str] | None, helps: bool = True) -> Iterator[str]:
        """Yield the fields that must be answered; without `tracks` any use may be the one requested."""
        if tracks is not None and not _applies_to(node, tracks):
            return
        if "applies_when" in node:
            yield from self.needed(node["applies_when"], tracks)
            if self._condition(node, tracks or set()) in _IDLE:
                return
        yield _field(node)
        for member in node.get("members", ()):
            yield from self.needed(member, tracks, helps is not (node["connective"] == "NONE"))
        hinders = "not-met" if helps else "met"
        if "unless" in node and self._own(node, tracks or set(), helps).finding == hinders:
            yield from self.needed(node["unless"], tracks)

    def _condition(self, node: dict[str, Any], tracks: set[str]) -> Finding:
        return self.judge(node["applies_when"], tracks).finding if "applies_when" in node else "met"

    def _own(self, node: dict[str, Any], tracks: set[str], helps: bool) -> _Judged:
        """Judge a criterion without its condition and exception: a leaf by its answer, a group by its members."""
        if "members" not in node:
            return _Judged(node["number"], self._answer(node))
        connective = node["connective"]
        members = tuple(self.judge(item, tracks, helps is not (connective == "NONE")) for item in node["members"])
        return _Judged(node["number"], _join(connective, members), connective, members)

    def _answer(self, node: dict[str, Any]) -> Finding:
        return _FINDINGS.get(self.values.get(_field(node)), "open")

    def _compare(self, node: dict[str, Any], findings: set[Finding], helps: bool) -> None:
        """Note a group that is answered otherwise than its members make it; N/A is as good as passed."""
        answer = self._answer(node)
        if "members" not in node or "open" in {answer, *findings}:
            return
        passes = {"met", "not-applicable"} if helps else {"met"}
        if all((answer in passes) is not (finding in passes) for finding in findings):
            implied = " or ".join(sorted(_WORDS[finding] for finding in findings))
            self.conflicts.append(f"{node['number']} is answered {_WORDS[answer]}, but its members make it {implied}")


def _applies_to(node: dict[str, Any], tracks: set[str]) -> bool:
    only = node.get("only_for", ())
    return (not only or bool(tracks.intersection(only))) and not tracks.intersection(node.get("waived_for", ()))


def _field(node: dict[str, Any]) -> str:
    return f"criterion.{node['field']}.answer"


def _limit_field(limit: dict[str, str]) -> str:
    return f"limit.{limit['field']}.answer"


def _join(connective: str, members: Iterable[_Judged]) -> Finding:
    findings = [item.finding for item in members if item.finding != "not-applicable"]
    if not findings:
        return "not-applicable"
    met, still_open = findings.count("met"), findings.count("open")
    if connective == "ALL":
        return "not-met" if "not-met" in findings else "open" if still_open else "met"
    if connective == "NONE":
        return "not-met" if met else "open" if still_open else "met"
    if connective == "EXACTLY ONE":
        if met > 1 or met + still_open == 0:
            return "not-met"
        return "open" if still_open else "met"
    least = 1 if connective == "ANY" else int(connective.removeprefix("AT LEAST "))
    return "met" if met >= least else "open" if met + still_open >= least else "not-met"


def _all(items: Iterable[_Judged]) -> Finding:
    return _join("ALL", items)


def _any(items: Iterable[_Judged]) -> Finding:
    return _join("ANY", items)


def _causes(items: Iterable[_Judged], finding: Finding) -> Iterator[str]:
    """Name the criteria that decide: of an ALL group the members at fault, of another the group itself."""
    for item in items:
        if item.finding != finding:
            continue
        if item.connective == "ALL" and any(member.finding == finding for member in item.members):
            yield from _causes(item.members, finding)
        else:
            yield f"{item.number} {_WORDS[finding]}"

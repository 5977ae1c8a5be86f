"""Suggested cases as people read them: differences from a base case, with the outcome that the logic gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.cases.answers import read_answers
from generator.cases.read import CaseFile, Patient, Written, cases_path, read_cases, validated_cases
from generator.cases.run import decided_by_others, judge
from generator.cases.suggest import Draft, drafts
from generator.cases.turning import turned_by
from generator.cases.versions import PolicyVersion, versions
from generator.logic.answers import Answers
from generator.logic.outcome import Outcome
from generator.logic.patients import TooManyPatients
from generator.model.cases import Answer, Case, Expected
from generator.problem import Place, Problem, SourceProblems
from generator.source.edit_file import FileEdit, edit_files
from generator.source.policies import Source, shown_path
from generator.source.yaml_edit import Edit, InsertItem, InsertItems
from generator.source.yaml_reader import Node
from generator.source.yaml_words import Plain, item_lines

Data = dict[str, Any]
_NOWHERE = CaseFile(Path(), "", Node({}, Place("")), "", ())
_START = """\
# yaml-language-server: $schema=../../docs/cases.schema.json
# Example patients of the policy {policy}, with the outcome that the committee expects: `policypress test` runs them.
# Compare each suggested case with the policy's source, then delete its line `confirmed: no`.
format: 1
policy: {policy}
cases:
"""


@dataclass(frozen=True)
class JudgedDraft:
    """A draft on every version of the policy."""

    answers: tuple[Answers, ...]
    outcomes: tuple[Outcome, ...]
    turned: tuple[tuple[str, ...], ...]


def suggestions(source: Source, root: Path) -> list[Data]:
    """Return the cases that a policy could have but does not, as YAML data. Raises SourceProblems."""
    every = versions(source)
    file = read_cases(source.policy.id, root)
    found: dict[str, str] = {}
    for patient in file.patients if file else ():
        read = [read_answers(patient, version, _NOWHERE)[0] for version in every]
        for key in _keys(read, _given(patient)):
            found.setdefault(key, patient.case.id)
    taken = {patient.case.id for patient in file.patients} if file else set()
    names: dict[str, str] = {}  # the ids of drafts, and under which ids their patients are in the file
    full: dict[str, Draft] = {}
    data = []
    for draft, judged in _drafts(every, source):
        full.setdefault(draft.id, draft)
        key = _key(judged.answers, draft.about if draft.is_value else "", {**draft.answers, **draft.limits})
        if key in found:
            names.setdefault(draft.id, found[key])
            continue
        name = _free(draft.id, taken)
        names.setdefault(draft.id, name)
        found |= dict.fromkeys(_keys(judged.answers, {**draft.answers, **draft.limits}), name)
        taken.add(name)
        base = full.get(draft.base or "")
        data.append(_data(draft, name, base, names.get(draft.base or ""), judged, every))
    return data


def suggested_text(policy: str, data: Sequence[Data]) -> str:
    """Return suggested cases as a file of their own."""
    lines = [line for item in data for line in item_lines(item, 2)]
    return _START.format(policy=policy) + "".join(f"{line}\n" for line in lines)


def write_suggestions(policy: str, data: Sequence[Data], root: Path) -> Path:
    """Add suggested cases to a policy's file, below the existing ones; nothing else in it changes.

    Raises SourceProblems and MachineProblem; the file is then unchanged.
    """
    path = cases_path(policy, root)
    shown = shown_path(path, root)
    edits: list[Edit] = [InsertItem(("cases",), data[0]), *([InsertItems(("cases",), data[1:])] if data[1:] else [])]
    start = _START.format(policy=policy)
    edit_files([FileEdit(path, shown, root, edits, lambda node: validated_cases(node, path, shown), start=start)])
    return path


def judged_drafts(every: Sequence[PolicyVersion]) -> Iterator[tuple[Draft, JudgedDraft]]:
    """Yield the patients that are worth a case, with the outcome of each. Raises TooManyPatients."""
    for draft in drafts(every):
        yield draft, _judged(draft, every)


def _drafts(every: Sequence[PolicyVersion], source: Source) -> Iterator[tuple[Draft, JudgedDraft]]:
    try:
        yield from judged_drafts(every)
    except TooManyPatients as error:
        place = source.node.key_place(("coverage",))
        raise SourceProblems([Problem(place, "CASE-009", f"cases cannot be suggested: {error}")]) from None


_Given = Mapping[str, str | Answer | Mapping[str, str]]


def _key(answers: Sequence[Answers], about: str, given: _Given) -> str:
    """Return a key that two cases of equivalent patients share, with the values of one criterion if it is about them.

    Any other measurement counts only as met or not met.
    """
    value = given.get(about)
    parts: list[object] = [about, value.model_dump(exclude_none=True) if isinstance(value, Answer) else value]
    for item in answers:
        parts += [item.indication, item.pathway, item.phase, sorted(item.findings.items()), sorted(item.limits.items())]
    return repr(parts)


def _given(patient: Patient) -> _Given:
    return {name: written.value for name, written in (*patient.answers.items(), *patient.limits.items())}


def _keys(answers: Sequence[Answers], given: _Given) -> set[str]:
    return {_key(answers, about, given) for about in ("", *given)}


def _free(name: str, taken: set[str]) -> str:
    return next(found for number in range(1, len(taken) + 2) if (found := _numbered(name, number)) not in taken)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


def _judged(draft: Draft, every: Sequence[PolicyVersion]) -> JudgedDraft:
    case = Case(id="draft", title="draft", use=draft.use, expect="open")
    patient = Patient(
        0,
        case,
        draft.use,
        None,
        draft.phase,
        {name: Written(_answer(given), ()) for name, given in draft.answers.items()},
        {name: Written(text, ()) for name, text in draft.limits.items()},
    )
    answers = tuple(read_answers(patient, version, _NOWHERE)[0] for version in every)
    outcomes = tuple(judge(patient, version, given) for version, given in zip(every, answers, strict=True))
    turned = tuple(
        tuple(turned_by(version, given)) if outcome.implied != "open" else ()
        for version, given, outcome in zip(every, answers, outcomes, strict=True)
    )
    return JudgedDraft(answers, outcomes, turned)


def _answer(given: str | Mapping[str, str]) -> str | Answer:
    return given if isinstance(given, str) else Answer.model_validate(given)


def _data(
    draft: Draft,
    name: str,
    base: Draft | None,
    base_name: str | None,
    judged: JudgedDraft,
    every: Sequence[PolicyVersion],
) -> Data:
    data: Data = {"id": Plain(name), "title": draft.title}
    if base_name:
        data["based_on"] = Plain(base_name)
    if base is None or draft.use != base.use:
        data["use"] = Plain(draft.use)
    if draft.phase and (base is None or (draft.use, draft.phase) != (base.use, base.phase)):
        data["phase"] = Plain(draft.phase)
    for key in ("answers", "limits"):
        own, taken = getattr(draft, key), getattr(base, key) if base else {}
        if different := {item: _plain(given) for item, given in own.items() if taken.get(item) != given}:
            data[key] = different
    expected = _expected(draft, judged.outcomes[0], judged.turned[0])
    data |= _expected_data(expected)
    editions = {}
    for version, outcome, turned in zip(every, judged.outcomes, judged.turned, strict=True):
        if version.edition and (outcome.implied != expected.expect or decided_by_others(expected, outcome, turned)):
            editions[version.edition] = _expected_data(_expected(draft, outcome, turned))
    if editions:
        data["editions"] = editions
    return data | {"confirmed": Plain("no")}


def _expected(draft: Draft, outcome: Outcome, turned: Sequence[str]) -> Expected:
    deciding = dict.fromkeys(node.id for node in outcome.deciding)
    if outcome.implied == "open":
        deciding = {}
    elif draft.about in turned and not deciding:
        deciding = {draft.about: None}
    return Expected(expect=outcome.implied, decided_by=tuple(deciding))


def _expected_data(expected: Expected) -> Data:
    data: Data = {"expect": Plain(expected.expect)}
    return data | ({"decided_by": [Plain(name) for name in expected.decided_by]} if expected.decided_by else {})


def _plain(given: str | Mapping[str, str]) -> Any:
    return Plain(given) if isinstance(given, str) else {key: Plain(text) for key, text in given.items()}

"""Read `policy/cases/ID.yaml`, and fill in what a case takes over from another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from generator.cases.words import nearest
from generator.files.links import leads_out
from generator.files.reading import is_left_behind, is_there
from generator.model.cases import Answer, Case, Cases
from generator.problem import Place, Problem, SourceProblems, YamlPath
from generator.source.policies import shown_path
from generator.source.schema_problems import schema_problems
from generator.source.yaml_reader import Node, read_yaml


class Written(NamedTuple):
    """An answer or count with its path in the file; if it was taken over, its path in the other case."""

    value: str | Answer
    path: YamlPath


@dataclass(frozen=True)
class Patient:
    """A case with what it takes over from the case that it is based on; `index` is its number in the file."""

    index: int
    case: Case
    use: str
    pathway: str | None
    phase: str | None
    answers: Mapping[str, Written]
    limits: Mapping[str, Written]


@dataclass(frozen=True)
class CaseFile:
    """The cases of one policy with the file that they were read from."""

    path: Path
    shown: str
    node: Node
    policy: str
    patients: tuple[Patient, ...]

    def place(self, *path: str | int) -> Place:
        """Return the location of a value in the file."""
        return self.node.at(path).place


def cases_path(policy: str, root: Path) -> Path:
    """Return the file of a policy's cases."""
    return root / "policy" / "cases" / f"{policy}.yaml"


def case_files(root: Path) -> list[Path]:
    """Return all files of cases of a root, sorted."""
    return [path for path in sorted((root / "policy" / "cases").glob("*.yaml")) if not is_left_behind(path.name)]


def read_cases(policy: str, root: Path) -> CaseFile | None:
    """Return the cases of a policy, None if it has no file. Raises SourceProblems with everything wrong in it."""
    path = cases_path(policy, root)
    if problem := leads_out(path, root):
        raise SourceProblems([problem])
    if not is_there(path):
        return None
    shown = shown_path(path, root)
    return validated_cases(read_yaml(path, shown), path, shown)


def validated_cases(node: Node, path: Path, shown: str) -> CaseFile:
    """Return the content of a file of cases. Raises SourceProblems with everything wrong in it."""
    try:
        found = Cases.model_validate(node.plain())
    except ValidationError as error:
        raise SourceProblems(schema_problems(error, node, Cases)) from None
    problems = [*_wrong_name(found, node, path), *_twice(found, node)]
    patients = []
    by_id = {case.id: (index, case) for index, case in reversed(list(enumerate(found.cases)))}
    for index, case in enumerate(found.cases):
        try:
            patients.append(_patient(index, case, by_id, node))
        except SourceProblems as error:
            problems += error.problems
    if problems:
        raise SourceProblems(problems)
    return CaseFile(path, shown, node, found.policy, tuple(patients))


def _wrong_name(found: Cases, node: Node, path: Path) -> list[Problem]:
    if found.policy == path.stem:
        return []
    message = f"the policy `{found.policy}` is not the file's name `{path.stem}`"
    return [Problem(node.at(("policy",)).place, "CASE-001", message, "make them the same")]


def _twice(found: Cases, node: Node) -> list[Problem]:
    problems, first = [], dict[str, int]()
    for index, case in enumerate(found.cases):
        if case.id in first:
            line = node.at(("cases", first[case.id], "id")).place.line
            message = f"the case id `{case.id}` is used twice, first on line {line}"
            problems.append(
                Problem(node.at(("cases", index, "id")).place, "CASE-002", message, "give one of them another id")
            )
        first.setdefault(case.id, index)
    return problems


def _patient(index: int, case: Case, by_id: Mapping[str, tuple[int, Case]], node: Node) -> Patient:
    chain = [(index, case)]
    while base := chain[0][1].based_on:
        at, here = chain[0]
        place = node.at(("cases", at, "based_on")).place
        if base not in by_id:
            hint = nearest(base, [name for name in by_id if name != here.id])
            raise SourceProblems([Problem(place, "CASE-003", f"there is no case `{base}`", hint)])
        if base in [item.id for _, item in chain]:
            message = f"`{here.id}` is based on `{base}`, which is based on `{here.id}`"
            raise SourceProblems([Problem(place, "CASE-003", message, "write the answers in one of them")])
        chain.insert(0, by_id[base])
    use = pathway = phase = None
    for _, item in chain:
        if item.use and item.use != use:  # a pathway and a phase belong to the use that they were written for
            use, pathway, phase = item.use, None, None
        pathway, phase = item.pathway or pathway, item.phase or phase
    if use is None:
        message = f"the case `{case.id}` does not say which use is requested"
        hint = "add `use:` with the id of an indication, or `other-use`"
        raise SourceProblems([Problem(node.at(("cases", index)).place, "CASE-004", message, hint)])
    return Patient(
        index,
        case,
        use,
        pathway,
        phase,
        {
            key: Written(value, ("cases", at, "answers", key))
            for at, item in chain
            for key, value in item.answers.items()
        },
        {key: Written(value, ("cases", at, "limits", key)) for at, item in chain for key, value in item.limits.items()},
    )

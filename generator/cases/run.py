"""Run the cases of a policy on the policy as written and on each edition, and report unexpected outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.cases.answers import read_answers, unknown_names
from generator.cases.read import CaseFile, Patient, read_cases
from generator.cases.turning import turned_by
from generator.cases.versions import PolicyVersion, versions
from generator.cases.words import outcome_words
from generator.logic.answers import Answers
from generator.logic.outcome import Outcome, judge_request
from generator.logic.patients import TooManyPatients
from generator.model.cases import Expected
from generator.problem import Problem, SourceProblems, YamlPath
from generator.source.policies import Source
from generator.wording.compare_words import shortened


@dataclass(frozen=True)
class Run:
    """One case on one version of the policy: what was expected, what came out, and what alone turns it."""

    patient: Patient
    version: PolicyVersion
    expected: Expected
    outcome: Outcome
    turned: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def passed(self) -> bool:
        """Whether it came out as expected."""
        return not self.problems


@dataclass(frozen=True)
class Report:
    """The results of one policy's cases. `problems` are all of them, including those of failed runs."""

    source: Source
    file: CaseFile
    versions: tuple[PolicyVersion, ...]
    runs: tuple[Run, ...]
    problems: tuple[Problem, ...]

    @property
    def unconfirmed(self) -> int:
        """How many cases nobody has confirmed."""
        return sum(patient.case.confirmed == "no" for patient in self.file.patients)

    @property
    def failed(self) -> bool:
        """Whether anything is an error."""
        return any(problem.severity == "error" for problem in self.problems)


def run_policy(source: Source, root: Path) -> Report | None:
    """Run the cases of a policy, None if it has none. Raises SourceProblems if they cannot be run."""
    file = read_cases(source.policy.id, root)
    return run_cases(file, source) if file else None


def run_cases(file: CaseFile, source: Source) -> Report:
    """Run cases on their policy and on each edition that changes it or that a case names.

    Raises SourceProblems if they cannot be run.
    """
    every = versions(source)
    names = [problem for patient in file.patients for problem in unknown_names(patient, every, file)]
    if names:
        raise SourceProblems(names)
    read = [
        (patient, version, *read_answers(patient, version, file))
        for patient in file.patients
        for version in every
        if version.is_changed or version.edition in patient.case.editions
    ]
    # two versions can refuse one answer with different hints; the first is enough
    misfits = {(item.place, item.message): item for *_, problems in reversed(read) for item in problems}
    if misfits:
        raise SourceProblems(list(misfits.values()))
    try:
        runs = tuple(_run(patient, version, answers, file) for patient, version, answers, _ in read)
    except TooManyPatients as error:
        place = source.node.key_place(("coverage",))
        raise SourceProblems([Problem(place, "CASE-009", f"cases cannot be run: {error}")]) from None
    found = {problem for run in runs for problem in run.problems} | set(_unconfirmed(file))
    return Report(source, file, tuple(every), runs, tuple(sorted(found)))


def judge(patient: Patient, version: PolicyVersion, answers: Answers) -> Outcome:
    """Return the outcome of a case; nobody is covered for a phase that this version does not have."""
    item = next((item for item in version.tree.indications if item.id == answers.indication), None)
    if item and item.phases and patient.phase and patient.phase not in [phase.id for phase in item.phases]:
        return Outcome("not-covered", (f"{version.name} has no phase {patient.phase}",))
    return judge_request(version.tree, answers)


def _run(patient: Patient, version: PolicyVersion, answers: Answers, file: CaseFile) -> Run:
    case = patient.case
    at: YamlPath = ("cases", patient.index)
    expected = case.editions.get(version.edition)
    if expected:
        at = (*at, "editions", version.edition)
    else:
        expected = Expected(expect=case.expect, decided_by=case.decided_by)
    outcome = judge(patient, version, answers)
    turned = tuple(turned_by(version, answers)) if outcome.implied != "open" else ()
    problems = []
    name = f"case `{case.id}` on {version.name}"
    if outcome.conflicts:
        message = f"{name}: answers contradict each other: {'; '.join(outcome.conflicts)}"
        problems.append(Problem(file.place("cases", patient.index, "id"), "CASE-008", message, "correct one of them"))
    if outcome.implied != expected.expect:
        message = (
            f"{name}: expected {outcome_words(expected.expect)}, but it is {outcome_words(outcome.implied)}: "
            f"{'; '.join(outcome.because)}"
        )
        hint = "\n".join(_because(version, outcome, expected))
        problems.append(Problem(file.place(*at, "expect"), "CASE-010", message, hint))
    elif wrong := decided_by_others(expected, outcome, turned):
        hint = "\n".join(_because(version, outcome, expected))
        problems.append(Problem(file.place(*at, "decided_by"), "CASE-011", f"{name}: {wrong}", hint))
    return Run(patient, version, expected, outcome, turned, tuple(problems))


def _because(version: PolicyVersion, outcome: Outcome, expected: Expected) -> Iterator[str]:
    """Yield the locations of the criteria that decided, or that the case expects to decide."""
    names = [node.id for node in outcome.deciding] or [name for name in expected.decided_by if name in version.roles]
    word = "left open by" if outcome.implied == "open" else "decided by"
    word = word if outcome.deciding else "expected to be decided by"
    for name in dict.fromkeys(names):
        node = version.roles[name][0].node
        yield f"{word} {version.place(name)}: {name}{f', {shortened(node.text, 90)}' if node.text else ''}"
    if not names:
        yield f"the criteria start at {version.source.node.key_place(('coverage', 'indications'))}"


def decided_by_others(expected: Expected, outcome: Outcome, turned: Sequence[str]) -> str:
    """Return what is wrong with the criteria that are expected to decide; empty if nothing is.

    A criterion decides if the outcome names it, or if it alone turns the outcome. Whatever the outcome names must be
    expected, either itself or a criterion below it.
    """
    listed = set(expected.decided_by)
    if not listed:
        return ""
    deciding = {node.id: {below.id for below in node.everything()} for node in outcome.deciding}
    extra = [name for name in expected.decided_by if name not in deciding and name not in turned]
    missing = [name for name, below in deciding.items() if not below & listed]
    parts = [f"{name} does not decide" for name in extra] + [f"{name} also decides" for name in missing]
    return "; ".join(parts)


def _unconfirmed(file: CaseFile) -> Iterator[Problem]:
    for patient in file.patients:
        if patient.case.confirmed == "no":
            yield Problem(
                file.place("cases", patient.index, "confirmed"),
                "CASE-012",
                f"no one has confirmed the case `{patient.case.id}`",
                "compare it with the policy's source; then delete `confirmed: no`",
                "warning",
            )

"""Turns the answers of a case, by criterion id, into what `logic` judges, and reports everything that does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, get_args

from generator.cases.read import CaseFile, Patient, Written
from generator.cases.values import Misfit, read_amount, read_values
from generator.cases.versions import PolicyVersion, Role
from generator.cases.words import nearest
from generator.logic.answers import FINDING_WORDS, OTHER_USE, Answers
from generator.logic.judge import Finding
from generator.logic.tree import LimitNode
from generator.logic.values import Value, meets
from generator.model.cases import Answer, Word
from generator.problem import Problem

_WORDS = get_args(Word)


def unknown_names(patient: Patient, versions: Sequence[PolicyVersion], file: CaseFile) -> Iterator[Problem]:
    """Yield a problem for each name in a case that no version of the policy has."""
    case, at = patient.case, ("cases", patient.index)
    uses = {item.id: item for version in versions for item in version.tree.indications}
    if case.use and case.use not in (*uses, OTHER_USE):
        message = f"the policy has no indication `{case.use}`"
        yield Problem(file.place(*at, "use"), "CASE-004", message, nearest(case.use, [*uses, OTHER_USE]))
    for key, name in (("pathway", case.pathway), ("phase", case.phase)):
        tracks = {
            track.id
            for version in versions
            for item in version.tree.indications
            if item.id == patient.use
            for track in getattr(item, f"{key}s")
        }
        if name and name not in tracks:
            message = f"the indication `{patient.use}` has no {key} `{name}`"
            yield Problem(file.place(*at, key), "CASE-004", message, nearest(name, sorted(tracks)))
    criteria = list(dict.fromkeys(name for version in versions for name in version.roles))
    limits = list(dict.fromkeys(name for version in versions for name in version.limits))
    for name in case.answers:
        if name not in criteria:
            place = file.node.key_place((*at, "answers", name))
            yield Problem(place, "CASE-005", f"the policy uses no criterion `{name}`", nearest(name, criteria))
    for name in case.limits:
        if name not in limits:
            place = file.node.key_place((*at, "limits", name))
            yield Problem(place, "CASE-005", f"the policy has no limit `{name}`", nearest(name, limits))
    editions = [version.edition for version in versions if version.edition]
    for edition in case.editions:
        if edition not in editions:
            place = file.node.key_place((*at, "editions", edition))
            yield Problem(place, "CASE-007", f"there is no edition `{edition}`", nearest(edition, editions))
    for path, names in (
        (("decided_by",), case.decided_by),
        *((("editions", edition, "decided_by"), item.decided_by) for edition, item in case.editions.items()),
    ):
        for number, name in enumerate(names):
            if name not in (*criteria, *limits):
                message = f"the policy uses no criterion `{name}`"
                yield Problem(file.place(*at, *path, number), "CASE-007", message, nearest(name, [*criteria, *limits]))


def read_answers(patient: Patient, version: PolicyVersion, file: CaseFile) -> tuple[Answers, list[Problem]]:
    """Return the answers of a case under one version of the policy, with a problem for each that does not fit.

    An answer that only another version asks for is left out, and a use that only another version lists counts as one of
    the other uses.
    """
    findings: dict[str, Finding] = {}
    values: dict[str, dict[str, Value]] = {}
    limits: dict[str, Literal["within", "over"]] = {}
    problems = []
    for name, written in patient.answers.items():
        try:
            found, amounts = _answer(written, version.roles.get(name, ()))
        except Misfit as misfit:
            problems.append(Problem(file.place(*written.path), "CASE-006", f"`{name}`: {misfit}", misfit.hint))
            continue
        for role in version.roles.get(name, ()):
            if found:
                findings[role.node.field] = found
            if amounts:
                values[role.node.field] = amounts
    for name, written in patient.limits.items():
        if name in version.limits:
            try:
                limits[name] = _limit(str(written.value), version.limits[name])
            except Misfit as misfit:
                problems.append(Problem(file.place(*written.path), "CASE-006", f"`{name}`: {misfit}", misfit.hint))
    is_listed = patient.use in [item.id for item in version.tree.indications]
    answers = Answers(
        indication=patient.use if is_listed else None,
        pathway=patient.pathway,
        phase=patient.phase,
        other_use=not is_listed,
        findings=findings,
        values=values,
        limits=limits,
    )
    return answers, problems


def _answer(written: Written, roles: Sequence[Role]) -> tuple[Finding | None, dict[str, Value]]:
    """Return the finding and the values that an answer gives for a criterion. Raises Misfit."""
    if not roles:
        return None, {}
    node, answer = roles[0].node, written.value
    if node.is_group:
        members = ", ".join(dict.fromkeys(member.id for member in node.members))
        raise Misfit("this is a group: its members make it met or not", f"answer its members: {members}")
    word = answer.finding if isinstance(answer, Answer) else answer if answer in _WORDS else None
    _check_word(word, roles)
    if isinstance(answer, str) and not word and not node.thresholds:
        words = _words(roles)
        raise Misfit(f"`{answer}` is not an answer to this criterion", nearest(answer, [*words, "open"]))
    values = {} if isinstance(answer, str) and word else read_values(answer, node.thresholds)
    finding = FINDING_WORDS.get(word or "open")
    if finding is None and values.keys() == node.thresholds.keys() and values:
        met = [meets(part, values[key]) for key, part in node.thresholds.items()]
        finding = "not-met" if False in met else None if None in met else "met"
    return finding, values


def _words(roles: Iterable[Role]) -> list[str]:
    helps = {role.helps for role in roles}
    words = [*(("met", "not-met") if True in helps else ()), *(("present", "absent") if False in helps else ())]
    return [*words, "not-applicable"] if any(role.node.may_not_apply for role in roles) else words


def _check_word(word: str | None, roles: Sequence[Role]) -> None:
    words = _words(roles)
    if word is None or word == "open" or word in words:
        return
    if word == "not-applicable":
        raise Misfit("the criterion applies to every patient", f"answer {' or '.join(words)}")
    kind = "counts against coverage" if word in ("met", "not-met") else "is a requirement"
    raise Misfit(f"`{word}` does not fit: the criterion {kind}", f"answer {' or '.join(words[:2])}")


def _limit(text: str, limit: LimitNode) -> Literal["within", "over"]:
    """Return whether a count is within a limit. Raises Misfit."""
    if text == "within":
        return "within"
    if text == "over":
        return "over"
    assert limit.limit is not None  # a tree that was made from a policy
    return "within" if meets(limit.limit, read_amount(text, limit.limit)) else "over"

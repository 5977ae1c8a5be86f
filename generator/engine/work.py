"""What workers do: plan one policy (read, check, make its HTML) and render one document. Plain data in and out."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.pdf import Attachment
from generator.problem import MachineProblem, Problem, SourceProblems


@dataclass(frozen=True)
class Choice:
    """Which documents of a policy are wanted, and how; empty choices mean all."""

    root: Path
    today: date
    editions: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    final: bool = False
    skip_drafts: bool = False


@dataclass(frozen=True)
class Planned:
    """A document that could be rendered; its content is packed, for a thousand policies wait in memory together."""

    entry: dict
    shown: str
    packed: bytes

    @property
    def path(self) -> str:
        """Path below the output folder."""
        return self.entry["path"]

    def unpack(self) -> tuple[str, list[Attachment]]:
        """Return the document's HTML and the files that it carries."""
        return pickle.loads(zlib.decompress(self.packed))  # made by this module, in this build


@dataclass(frozen=True)
class PolicyPlan:
    """A policy's documents and problems; `editions` and `artifacts` are those that it knows.

    `left_out` names policy, edition and status of those that a final build with `skip_drafts` leaves out.
    """

    problems: list[Problem]
    documents: list[Planned]
    editions: frozenset[str] = frozenset()
    artifacts: frozenset[str] = frozenset()
    left_out: tuple[tuple[str, str, str], ...] = ()


def plan_policy(path: Path, choice: Choice, surroundings: str) -> PolicyPlan:
    """Read and check a policy and make the HTML of its documents.

    Problems of the source are returned, not raised: the build wants those of every policy. Raises MachineProblem.
    """
    from generator.attachments import attachments
    from generator.catalogue.facts import facts
    from generator.checking import check_source
    from generator.editions import resolve_editions
    from generator.lifecycle import FINAL_STATUSES, final_problems
    from generator.lifecycle.approvals import votes_of
    from generator.load import load_policy
    from generator.render import document_html, input_sha256
    from generator.view import Document

    try:
        source = load_policy(path, choice.root)
        editions = resolve_editions(source, choice.root)
        votes = {item.edition.id: votes_of(item, choice.root) for item in editions}
        skips = choice.final and choice.skip_drafts
        drafts = {item.edition.id: item.status for item in editions if skips and item.status not in FINAL_STATUSES}
        problems = check_source(source, choice.root, choice.today)
        if choice.final:
            wanted = [item for item in editions if item.edition.id not in drafts
                      and (item.edition.id in choice.editions or not choice.editions)]
            problems = sorted({*problems, *(refused for item in wanted for refused in final_problems(
                source, item, choice.root, choice.today, problems))})
    except SourceProblems as error:
        return PolicyPlan(error.problems, [])
    every = [Document(resolved, kind, choice.final, votes[resolved.edition.id]) for resolved in editions
             for kind in resolved.artifacts]
    known = {"editions": frozenset(document.resolved.edition.id for document in every),
             "artifacts": frozenset(document.kind for document in every),
             "left_out": tuple((source.policy.id, edition, status) for edition, status in drafts.items())}
    if any(problem.severity == "error" for problem in problems):
        return PolicyPlan(problems, [], **known)
    planned = []
    for document in every:
        if document.resolved.edition.id in drafts:
            continue
        if choice.editions and document.resolved.edition.id not in choice.editions:
            continue
        if choice.artifacts and document.kind not in choice.artifacts:
            continue
        html, carried = document_html(document, choice.root), attachments(document)
        entry = {"policy": source.policy.id, "edition": document.resolved.edition.id, "artifact": document.kind,
                 "format": "pdf", "path": document.path, "title": document.title,
                 "input_sha256": input_sha256(document.path, html, carried, surroundings), **facts(document)}
        planned.append(Planned(entry, source.shown, zlib.compress(pickle.dumps((html, carried)), 1)))
    return PolicyPlan(problems, planned, **known)


def render_document(planned: Planned, root: Path) -> tuple[dict, bytes] | list[Problem] | str:
    """Return a document's manifest entry and bytes, the problems that forbid it, or how the machine failed."""
    import hashlib

    from generator.render import finish_document

    try:
        done = finish_document(planned.path, planned.shown, *planned.unpack(), root)
    except SourceProblems as error:
        return error.problems
    except MachineProblem as error:
        return str(error)
    entry = planned.entry | {"sha256": hashlib.sha256(done.data).hexdigest(), "bytes": len(done.data),
                             "pages": done.pages, "validation": done.validation}
    return entry, done.data

"""What is done for one policy or document: read and check it, plan it (make its HTML), render it. Workers do it too."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from generator.pdf import Attachment
from generator.problem import MachineProblem, Problem, SourceProblems

if TYPE_CHECKING:
    from generator.view import Document

Entry = dict[str, Any]  # what the manifest says of a document


@dataclass(frozen=True)
class Selection:
    """Which documents of a policy are wanted, and how; empty choices mean all."""

    root: Path
    today: date
    editions: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    final: bool = False
    skip_drafts: bool = False


@dataclass(frozen=True)
class PlannedDocument:
    """A document that could be rendered; its content is packed, for a thousand policies wait in memory together.

    `shown` is how its policy's file is named in problems, `publisher` the id of whoever issues it.
    """

    entry: Entry
    shown: str
    publisher: str
    packed: bytes

    @property
    def path(self) -> str:
        """Path below the output folder."""
        return self.entry["path"]

    def unpack(self) -> tuple[str, list[Attachment]]:
        """Return the document's HTML and the files that it carries."""
        return pickle.loads(zlib.decompress(self.packed))  # made by this module, in this build


Item = TypeVar("Item")


@dataclass(frozen=True)
class PolicyPlan(Generic[Item]):
    """A policy's problems and its documents, to be planned or planned; `editions` and `artifacts` are those it knows.

    `left_out` names policy, edition and status of those that a final build with `skip_drafts` leaves out; `notes` are
    for whoever builds.
    """

    problems: list[Problem]
    documents: list[Item]
    editions: frozenset[str] = frozenset()
    artifacts: frozenset[str] = frozenset()
    left_out: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()


def plan_policy(path: Path, choice: Selection, surroundings: str) -> PolicyPlan[PlannedDocument]:
    """Read and check a policy and plan all of its documents. Returns and raises as the two steps do."""
    read = read_policy(path, choice)
    return replace(read, documents=[plan_document(document, choice.root, surroundings) for document in read.documents])


def read_policy(path: Path, choice: Selection) -> PolicyPlan[Document]:
    """Read and check a policy, and name the documents that are wanted.

    Problems of the source are returned, not raised: the build wants those of every policy. Where one is an error,
    there are no documents.
    """
    from generator.lifecycle import FINAL_STATUSES, final_problems
    from generator.lifecycle.standing import program_notes, votes_of
    from generator.rules.checking import check_source
    from generator.source.editions import resolve_editions
    from generator.source.policies import load_policy
    from generator.view import Document

    try:
        source = load_policy(path, choice.root)
        editions = resolve_editions(source, choice.root)
        votes = {item.edition.id: votes_of(item, choice.root) for item in editions}
        skips = choice.final and choice.skip_drafts
        drafts = {item.edition.id: item.status for item in editions if skips and item.status not in FINAL_STATUSES}
        problems, notes = check_source(source, choice.root, choice.today), []
        if choice.final:
            wanted = [
                item
                for item in editions
                if item.edition.id not in drafts and (item.edition.id in choice.editions or not choice.editions)
            ]
            problems = sorted(
                {
                    *problems,
                    *(
                        refused
                        for item in wanted
                        for refused in final_problems(
                            source, item, choice.root, choice.today, problems, votes[item.edition.id]
                        )
                    ),
                }
            )
            notes = [note for item in wanted for note in program_notes(item, votes[item.edition.id])]
    except SourceProblems as error:
        return PolicyPlan(error.problems, [])
    every = [
        Document(resolved, kind, choice.final, votes[resolved.edition.id])
        for resolved in editions
        for kind in resolved.artifacts
    ]
    wanted = [
        document
        for document in every
        if document.resolved.edition.id not in drafts
        and (not choice.editions or document.resolved.edition.id in choice.editions)
        and (not choice.artifacts or document.kind in choice.artifacts)
    ]
    return PolicyPlan(
        problems,
        [] if any(problem.severity == "error" for problem in problems) else wanted,
        editions=frozenset(document.resolved.edition.id for document in every),
        artifacts=frozenset(document.kind for document in every),
        left_out=tuple((source.policy.id, edition, status) for edition, status in drafts.items()),
        notes=tuple(notes),
    )


def plan_document(document: Document, root: Path, surroundings: str) -> PlannedDocument:
    """Make a document's HTML and what it carries. Raises SourceProblems and MachineProblem where a template fails."""
    from generator.publish.catalogue.facts import facts
    from generator.render.attachments import attachments
    from generator.render.document import document_html, input_sha256

    html, carried = document_html(document, root), attachments(document)
    source = document.resolved.source
    entry = {
        "policy": source.policy.id,
        "edition": document.resolved.edition.id,
        "artifact": document.kind,
        "format": "pdf",
        "path": document.path,
        "title": document.title,
        "input_sha256": input_sha256(document.path, html, carried, surroundings),
        **facts(document),
    }
    return PlannedDocument(
        entry, source.shown, document.resolved.publisher.id, zlib.compress(pickle.dumps((html, carried)), 1)
    )


def render_document(planned: PlannedDocument, root: Path) -> tuple[dict, bytes] | list[Problem] | str:
    """Return a document's manifest entry and bytes, the problems that forbid it, or how the machine failed."""
    import hashlib

    from generator.render.document import finish_document

    try:
        done = finish_document(planned.path, planned.shown, planned.publisher, *planned.unpack(), root)
    except SourceProblems as error:
        return error.problems
    except MachineProblem as error:
        return str(error)
    entry = planned.entry | {
        "sha256": hashlib.sha256(done.data).hexdigest(),
        "bytes": len(done.data),
        "pages": done.pages,
        "validation": done.validation,
    }
    return entry, done.data

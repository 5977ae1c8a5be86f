"""The work on one policy or document: read and check it, plan it (make its HTML), render it. Workers do it too."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from generator.engine.request import Selection
from generator.pdf import Attachment
from generator.problem import MachineProblem, Problem, SourceProblems

if TYPE_CHECKING:  # whatever is not needed if nothing is stale is imported only where it is used
    from generator.model.votes import Standing
    from generator.source.editions import ResolvedEdition
    from generator.source.policies import Source
    from generator.view import Document

Entry = dict[str, Any]  # what the manifest says about a document
Rendered = tuple[Entry, bytes] | list[Problem] | str  # or the problems that prevent it, or how the machine failed


@dataclass(frozen=True)
class PlannedDocument:
    """A document that can be rendered; its content is packed, because a thousand policies wait in memory together.

    `shown` is the name of its policy's file in problems, `publisher` the id of the publisher that issues it.
    """

    entry: Entry
    shown: str
    publisher: str
    packed: bytes

    @property
    def path(self) -> str:
        """Path below the output folder."""
        return str(self.entry["path"])

    @property
    def family(self) -> str:
        """The policy and kind of document: such documents of its editions share most of their lines."""
        return f"{self.entry['policy']}/{self.entry['artifact']}"

    def unpack(self) -> tuple[str, list[Attachment]]:
        """Return the document's HTML and its attachments."""
        content = pickle.loads(zlib.decompress(self.packed))  # made by this module, in this build
        return cast("tuple[str, list[Attachment]]", content)


@dataclass(frozen=True)
class PolicyFindings:
    """What reading and checking a policy found: its problems, and the paths of the documents that are wanted.

    `editions` and `artifacts` are those that it has. `left_out` names policy, edition and status of those that a final
    build with `skip_drafts` leaves out; `notes` are for the person who builds.
    """

    problems: list[Problem]
    paths: tuple[str, ...] = ()
    editions: frozenset[str] = frozenset()
    artifacts: frozenset[str] = frozenset()
    left_out: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()


def plan_policy(path: Path, choice: Selection, surroundings: str) -> tuple[PolicyFindings, list[PlannedDocument]]:
    """Read and check a policy and plan all of its documents. Returns and raises what the two steps do."""
    found, documents = read_policy(path, choice)
    return found, [plan_document(document, choice.root, surroundings) for document in documents]


def read_policy(path: Path, choice: Selection) -> tuple[PolicyFindings, list[Document]]:
    """Read and check a policy, and name the documents that are wanted.

    Problems in the source are returned, not raised: the build wants those of every policy. If one is an error, there
    are no documents.
    """
    from generator.lifecycle.standing import votes_of
    from generator.rules.checking import check_source
    from generator.source.editions import resolve_editions
    from generator.source.policies import load_policy

    notes: list[str] = []
    try:
        source = load_policy(path, choice.root)
        editions = resolve_editions(source, choice.root)
        votes = {item.edition.id: votes_of(item, choice.root) for item in editions}
        drafts = _left_out(editions, choice)
        wanted = [item for item in editions if item.edition.id not in drafts and choice.takes_edition(item.edition.id)]
        problems = check_source(source, choice.root, choice.today)
        if choice.final:
            problems = _with_final_problems(problems, source, wanted, votes, choice)
            notes = _program_notes(wanted, votes)
    except SourceProblems as error:
        return PolicyFindings(error.problems), []
    is_refused = any(problem.severity == "error" for problem in problems)
    documents = [] if is_refused else _documents(wanted, votes, choice)
    found = PolicyFindings(
        problems,
        paths=tuple(document.path for document in documents),
        editions=frozenset(item.edition.id for item in editions),
        artifacts=frozenset(kind for item in editions for kind in item.artifacts),
        left_out=tuple(
            (source.policy.id, item.edition.id, item.status) for item in editions if item.edition.id in drafts
        ),
        notes=tuple(notes),
    )
    return found, documents


def _left_out(editions: list[ResolvedEdition], choice: Selection) -> set[str]:
    """Return the editions that a final build with `skip_drafts` leaves out."""
    from generator.lifecycle import FINAL_STATUSES

    if not (choice.final and choice.skip_drafts):
        return set()
    return {item.edition.id for item in editions if item.status not in FINAL_STATUSES}


def _with_final_problems(
    problems: list[Problem],
    source: Source,
    wanted: list[ResolvedEdition],
    votes: dict[str, Standing | None],
    choice: Selection,
) -> list[Problem]:
    """Return the problems of a policy and those that prevent final documents of its editions, in order."""
    from generator.lifecycle import final_problems

    found = set(problems)
    for item in wanted:
        found.update(final_problems(source, item, choice.root, choice.today, problems, votes[item.edition.id]))
    return sorted(found)


def _program_notes(wanted: list[ResolvedEdition], votes: dict[str, Standing | None]) -> list[str]:
    """Return notes on votes that were recorded with another version of policypress."""
    from generator.lifecycle.standing import program_notes

    return [note for item in wanted for note in program_notes(item, votes[item.edition.id])]


def _documents(
    wanted: Sequence[ResolvedEdition], votes: dict[str, Standing | None], choice: Selection
) -> list[Document]:
    from generator.view import Document

    return [
        Document(item, kind, choice.final, votes[item.edition.id])
        for item in wanted
        for kind in item.artifacts
        if choice.takes_artifact(kind)
    ]


def plan_document(document: Document, root: Path, surroundings: str) -> PlannedDocument:
    """Make a document's HTML and attachments. Raises SourceProblems and MachineProblem if a template fails."""
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


def render_document(planned: PlannedDocument, root: Path) -> Rendered:
    """Return a document's manifest entry and bytes, the problems that prevent it, or how the machine failed."""
    import hashlib

    from generator.render.finishing import finish_document

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

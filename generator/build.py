"""Build: check the sources, find what is stale, render it, publish it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from generator.checking import check_source
from generator.editions import resolve_editions
from generator.load import Source, find_policies, load_all, shown_path
from generator.problem import Place, Problem, SourceProblems
from generator.publish import is_whole, locked, read_manifest, remove_published, write_manifest, write_whole
from generator.render import document_html, finish_document, input_sha256
from generator.view import Document


@dataclass(frozen=True)
class Request:
    """What a build is asked for; empty choices mean everything."""

    root: Path
    out: Path
    policies: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    force: bool = False
    final: bool = False
    strict: bool = False

    @property
    def is_whole(self) -> bool:
        """True when nothing is left out, so that documents no longer produced can be removed."""
        return not (self.policies or self.editions or self.artifacts)


@dataclass
class Outcome:
    """What a build did: document paths, and the warnings it printed."""

    rendered: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def build(request: Request, today: date, progress: Callable[[str], None] = lambda path: None) -> Outcome:
    """Build documents into the output folder; `progress` is told each path when it is rendered.

    Nothing is written before every document of the request is finished. Raises SourceProblems and MachineProblem; what
    was built before then stays as it was.
    """
    outcome = Outcome()
    sources = load_all(find_policies(request.root, request.policies), request.root)
    outcome.warnings = _check(sources, request, today)
    documents = plan(sources, request)
    with locked(request.out):
        entries = {entry["path"]: entry for entry in read_manifest(request.out)}
        finished: list[tuple[dict, bytes]] = []
        for document in documents:
            html = document_html(document, request.root)
            stamp = input_sha256(html, request.root)
            old = entries.get(document.path)
            if old and not request.force and old.get("input_sha256") == stamp and is_whole(request.out, old):
                outcome.unchanged.append(document.path)
                continue
            done = finish_document(document, html, request.root)
            finished.append((_entry(document, done.data, done.pages, stamp, done.validation), done.data))
            outcome.rendered.append(document.path)
            progress(document.path)
        for entry, data in finished:
            write_whole(request.out / entry["path"], data)
            entries[entry["path"]] = entry
        if request.is_whole:
            current = {document.path for document in documents}
            for path in sorted(set(entries) - current):
                remove_published(request.out, entries.pop(path))
                outcome.removed.append(path)
        if finished or outcome.removed or not (request.out / "manifest.json").is_file():
            write_manifest(request.out, list(entries.values()))
    return outcome


def plan(sources: list[Source], request: Request) -> list[Document]:
    """Return the documents that a request asks for, in order. Raises SourceProblems when a choice names nothing."""
    documents = [Document(resolved, kind, request.final) for source in sources
                 for resolved in resolve_editions(source, request.root) for kind in resolved.artifacts]
    problems = []
    for name, chosen, of in (("edition", request.editions, lambda d: d.resolved.edition.id),
                             ("artifact", request.artifacts, lambda d: d.kind)):
        known = {of(document) for document in documents}
        problems += [Problem(Place(shown_path(request.root / "policy", request.root), 1, 1), "FILE-005",
                             f"no policy has the {name} `{item}`", f"here are: {', '.join(sorted(known))}")
                     for item in chosen if item not in known]
        if chosen:
            documents = [document for document in documents if of(document) in chosen]
    if problems:
        raise SourceProblems(problems)
    return documents


def _check(sources: list[Source], request: Request, today: date) -> list[Problem]:
    found = [problem for source in sources for problem in check_source(source, request.root, today)]
    if request.strict or any(problem.severity == "error" for problem in found):
        refused = found if request.strict else [problem for problem in found if problem.severity == "error"]
        if refused:
            raise SourceProblems(found)
    return found


def _entry(document: Document, data: bytes, pages: int, stamp: str, validation: dict) -> dict:
    return {
        "policy": document.resolved.source.policy.id, "edition": document.resolved.edition.id,
        "artifact": document.kind, "format": "pdf", "path": document.path,
        "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "pages": pages, "input_sha256": stamp,
        "title": document.title, "validation": validation}

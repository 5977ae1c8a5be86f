"""Create the print record of an edition: render its documents in each state, and list the files that affect them."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from generator.files.links import place_to_write, walk
from generator.files.paths import publisher_templates, publishers_folder, templates_dir
from generator.files.reading import read_file
from generator.files.signatures import signature
from generator.files.writing import write_whole
from generator.lifecycle.approvals import approvals_path
from generator.lifecycle.print_record import Lines, PrintRecord, merged, read_record, text_sha256, unread
from generator.lifecycle.printed_words import printed_lines, style_words
from generator.model.edition import ArtifactKind
from generator.model.votes import Standing, Vote
from generator.problem import Place
from generator.source.editions import ResolvedEdition
from generator.source.policies import shown_path
from generator.source.publishers import publisher_path
from generator.view import Document
from generator.view.document import MARKS
from generator.view.edition import STATUS_WORDS

FINAL_STATUSES = ("notice", "approved", "active", "retired", "superseded")
READ = "in-review"  # the state of the documents that a committee reads
_IN_FORCE = ("notice", "approved", "active")
_NAME = "[name of the member]"  # never in a real vote: `who` is a person
_SAMPLE = Vote(
    edition="sample",
    version="1",
    content="0" * 64,
    who=_NAME,
    role="[role]",
    date=date(2000, 1, 1),
    vote="for",
    conflicts="[conflicts of interest]",
)


def print_record(resolved: ResolvedEdition, root: Path, states: Sequence[str] = (READ, *FINAL_STATUSES)) -> PrintRecord:
    """Return what the documents of an edition print in some states, regardless of the edition's own status.

    Final states are printed as `build --final` prints them, and all states with a sample vote in place of the votes.
    Raises SourceProblems and MachineProblem if a template fails.
    """
    documents: dict[str, Lines] = {
        kind: merged({state: _printed(resolved, kind, state, root) for state in states}) for kind in resolved.artifacts
    }
    return PrintRecord(
        resolved.source.policy.id, resolved.edition.id, tuple(states), _files(resolved, root), _shipped(), documents
    )


def compared_state(resolved: ResolvedEdition) -> str:
    """Return the state in which an edition is compared with the record: its status if final, else the one read."""
    return resolved.status if resolved.status in FINAL_STATUSES else READ


def unread_lines(record: PrintRecord) -> list[str]:
    """Return how documents in force differ from the copy that a committee reads, except in status, mark and votes.

    Nobody could vote on such a line.
    """
    words = {state: [word for word in (STATUS_WORDS[state], MARKS[state]) if word] for state in STATUS_WORDS}
    return unread(record, READ, _IN_FORCE, words, _NAME)


def record_path(policy: str, edition: str, digest: str, root: Path) -> Path:
    """Return the file of the record with this hash."""
    return approvals_path(policy, root).with_suffix("") / f"{edition}-{digest[:12]}.txt"


def write_record(record: PrintRecord, root: Path) -> Path:
    """Write a record into the folder of its policy's approvals, where it may already exist.

    Raises SourceProblems and MachineProblem.
    """
    path = record_path(record.policy, record.edition, record.sha256, root)
    write_whole(place_to_write(path, root), record.text().encode(), below=root.resolve())
    return path


def recorded(policy: str, edition: str, digest: str, root: Path) -> PrintRecord | str:
    """Return the record that a vote names, or what is wrong with its file."""
    path = record_path(policy, edition, digest, root)
    shown = shown_path(path, root)
    try:
        text = read_file(path).decode()
    except OSError:
        return f"{shown}, the record of what was printed, cannot be read"
    except UnicodeDecodeError:
        return f"{shown}, the record of what was printed, was edited"
    if text_sha256(text) != digest:
        return f"{shown}, the record of what was printed, was edited"
    try:
        return read_record(text)
    except (ValueError, KeyError):
        return f"{shown}, the record of what was printed, has an unknown format"


def _printed(resolved: ResolvedEdition, kind: ArtifactKind, state: str, root: Path) -> list[str]:
    from generator.render.document import document_html

    votes = Standing("0" * 64, 1, (_SAMPLE,), (), approvals_path(resolved.source.policy.id, root), Place(""))
    return printed_lines(document_html(Document(replace(resolved, status=state), kind, state != READ, votes), root))


def _files(resolved: ResolvedEdition, root: Path) -> dict[str, str]:
    """Return the files of the root that affect what is printed: templates, styles, fonts, the logo."""
    own = root / "templates"
    folders = [publisher_templates(resolved.publisher.id, root)]
    if not (own.is_dir() and own.samefile(templates_dir())):  # in a checkout they are those of policypress
        folders.append(own)
    paths = [path for folder in folders for path in walk(folder, root).files]
    publisher = publisher_path(resolved.publisher.id, root)
    if resolved.publisher.logo and publisher and publisher.parent == publishers_folder(root):
        paths.append(publisher.parent / resolved.publisher.logo.file)
    return {path.relative_to(root).as_posix(): _sha256(path) for path in paths}


def _shipped() -> tuple[str, ...]:
    """Return what, besides templates, can change the words that policypress prints: fonts, and words in styles."""
    from generator.render.finishing import STYLES, WORLD

    folder = templates_dir()
    fonts = [
        f"fonts/{path.name} {_sha256(path)}"
        for path in sorted((folder / "fonts").iterdir())
        if path.suffix.lower() in (".ttf", ".otf", ".woff", ".woff2")
    ]
    return (*fonts, *(f"{name}: {words}" for name in (*STYLES, WORLD) for words in _style_words(folder / name)))


def _sha256(path: Path) -> str:
    return _hash_of(path, tuple(signature(str(path)) or ()))


@functools.lru_cache(maxsize=1000)
def _hash_of(path: Path, _: tuple[int, ...]) -> str:
    return hashlib.sha256(read_file(path)).hexdigest()


def _style_words(path: Path) -> tuple[str, ...]:
    return _words_of(path, tuple(signature(str(path)) or ()))


@functools.lru_cache(maxsize=100)
def _words_of(path: Path, _: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(style_words(path.read_text(encoding="utf-8")))

"""One document from its view to HTML, and the hash of everything that determines its PDF (`finishing` makes it)."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from generator.files.links import walk
from generator.files.paths import publishers_folder, templates_dir
from generator.files.reading import read_file
from generator.files.system_libraries import libraries
from generator.pdf import Attachment
from generator.problem import MachineProblem, Place, Problem, SourceProblems
from generator.render.html import render_html
from generator.render.templates import TemplateProblem, render_template
from generator.source.policies import shown_path
from generator.view import Document

# What determines the bytes besides our own templates; a new version makes every document stale.
_TOOLS = ("policypress", "weasyprint", "pydyf", "fonttools", "pikepdf", "tinycss2", "cssselect2", "tinyhtml5")
_CODE = ("pdf", "forms", "figures")  # our modules that run after the HTML
_IN_THE_HTML = {".j2", ".yaml", ".csl", ".md", ".txt", ".pyc"}  # they affect only the HTML, or nothing


def document_html(document: Document, root: Path) -> str:
    """Return a document's HTML.

    Raises SourceProblems when a template of the root or a publisher fails, MachineProblem when a shipped one does.
    """
    with _located_failures(root):
        return render_html(document, root)


def rendered(template: str, view: dict[str, Any], root: Path, publisher: str | None = None) -> str:
    """Return the output of a template that is not a document's. Raises the same as `document_html`."""
    with _located_failures(root):
        return render_template(template, view, root, publisher)


@contextlib.contextmanager
def _located_failures(root: Path) -> Iterator[None]:
    try:
        yield
    except TemplateProblem as error:
        if not Path(error.file).parent.resolve().is_relative_to(root.resolve()):
            raise MachineProblem(f"template failed: {error}") from None
        place = Place(shown_path(Path(error.file), root), error.line, 1)
        hint = "`policypress eject` copies the shipped template for comparison"
        raise SourceProblems([Problem(place, "PUB-003", f"the template fails: {error.message}", hint)]) from None


def toolchain_sha256(root: Path) -> str:
    """Return the hash of everything that determines any document's bytes: styles, fonts, images, tools, PDF code."""
    digest = hashlib.sha256()
    ours = [templates_dir(), *(Path(__file__).parents[1] / name for name in _CODE)]
    files = {folder.resolve(): sorted(folder.resolve().rglob("*")) for folder in ours}
    for folder in (root / "templates", publishers_folder(root)):
        files.setdefault(folder.resolve(), walk(folder.resolve(), root).files)
    for folder, paths in files.items():
        for path in paths:
            if path.is_file() and path.suffix not in _IN_THE_HTML:
                digest.update(os.fsencode(path.relative_to(folder).as_posix()) + b"\0")
                digest.update(hashlib.sha256(read_file(path)).digest())
    for tool in _TOOLS:
        digest.update(f"{tool} {importlib.metadata.version(tool)}\0".encode())
    digest.update("\0".join(libraries()).encode())
    return digest.hexdigest()


def input_sha256(path: str, html: str, carried: Sequence[Attachment], surroundings: str) -> str:
    """Return the hash of everything that determines a document's bytes.

    `path` distinguishes documents with the same content.
    """
    digest = hashlib.sha256("\0".join([surroundings, path, html]).encode())
    for attachment in carried:
        digest.update(f"\0{attachment.name}\0{attachment.modified}\0".encode() + attachment.data)
    return digest.hexdigest()

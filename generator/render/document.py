"""One document from its view to a finished, validated PDF: HTML, WeasyPrint, form fields, inspection."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.figures import finish_figures
from generator.files.links import walk
from generator.files.paths import templates_dir
from generator.files.reading import read_file
from generator.files.system_libraries import libraries
from generator.pdf import Attachment, RenderProblems, render_pdf
from generator.problem import MachineProblem, Place, Problem, SourceProblems
from generator.render.html import render_html
from generator.render.templates import TemplateProblem, render_template
from generator.source.policies import shown_path
from generator.source.publishers import publisher_templates, publishers_folder
from generator.source.schema_problems import whole_file
from generator.view import Document

STYLES = ("styles/fonts.css", "styles/tokens.css", "styles/document.css", "styles/form.css", "styles/figures.css")
WORLD = "styles/fonts-world.css"
# Scripts that only the fonts of WORLD cover, not the text fonts: Devanagari, Thai, Chinese, Japanese, Korean.
_IN_THE_WORLD = re.compile(
    "[\u0900-\u097f\u0e00-\u0e7f\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]"
)
# What determines the bytes besides our own templates; a new version makes every document stale.
_TOOLS = ("policypress", "weasyprint", "pydyf", "fonttools", "pikepdf", "tinycss2", "cssselect2", "tinyhtml5")
_CODE = ("pdf", "forms", "figures")  # our modules that run after the HTML
_IN_THE_HTML = {".j2", ".yaml", ".csl", ".md", ".txt", ".pyc"}  # they affect only the HTML, or nothing


@dataclass(frozen=True)
class Finished:
    """A finished document: its bytes and its data for the manifest."""

    data: bytes
    pages: int
    validation: dict[str, object]


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


def stylesheets(root: Path, publisher: str, page: str = "") -> list[Path]:
    """Return the style files: the publisher's own take precedence over the root's, and those over the shipped ones.

    The fonts for additional scripts are included when the HTML `page` has text in one of those scripts.
    """
    names = (*STYLES, WORLD) if _IN_THE_WORLD.search(page) else STYLES
    folders = (publisher_templates(publisher, root), root / "templates", templates_dir())
    return [
        next((path for folder in folders if (path := folder / name).is_file()), templates_dir() / name)
        for name in names
    ]


def finish_document(
    path: str, shown: str, publisher: str, html: str, carried: Sequence[Attachment], root: Path
) -> Finished:
    """Render and validate a publisher's document; `shown` is how its policy's file is named in problems.

    Raises SourceProblems when its content cannot be printed (a missing glyph, a missing file) or the finished file does
    not conform to PDF/UA-1 and PDF/A-3; MachineProblem when a system library is missing.
    """
    from generator.pdf.inspect import validation_report

    is_form = "<form" in html
    styles = stylesheets(root, publisher, html)
    own = (root / "templates", publisher_templates(publisher, root))
    folders = [templates_dir(), *(folder for folder in own if folder.is_dir())]
    try:
        html = finish_figures(html, [_style_text(path) for path in styles])
        rendered = render_pdf(
            html, stylesheets=styles, base_dir=templates_dir(), allowed=folders, forms=is_form, attachments=carried
        )
    except RenderProblems as error:
        hint = "fix the text or template that the message names"
        raise _refused(path, shown, "PDF-001", error.messages, hint) from None
    data = rendered.data
    if is_form:
        data = _with_fields(path, shown, data, html)
    report = validation_report(data, form=is_form)
    if not report.passed:
        raise _refused(
            path,
            shown,
            "PDF-002",
            list(report.findings),
            "the document does not conform to PDF/UA-1 and PDF/A-3, so it is not published",
        )
    return Finished(data, rendered.pages, report.summary())


def _style_text(path: Path) -> str:
    try:
        return read_file(path).decode()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RenderProblems([f"style sheet {path}, line {line}: this file is not UTF-8 text"]) from None


def _with_fields(path: str, shown: str, data: bytes, html: str) -> bytes:
    from generator.forms import FormError, finish_form, parse_fields

    try:
        return finish_form(data, parse_fields(html))
    except FormError as error:
        raise _refused(path, shown, "PDF-003", str(error).splitlines(), "fix the form's template") from None


def _refused(path: str, shown: str, rule: str, messages: list[str], hint: str) -> SourceProblems:
    return SourceProblems([Problem(whole_file(shown), rule, f"{path}: {message}", hint) for message in messages])

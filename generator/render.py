"""One document from its view to a finished, validated PDF: HTML, WeasyPrint, form fields, inspection."""

from __future__ import annotations

import hashlib
import importlib.metadata
from dataclasses import dataclass
from pathlib import Path

from generator.attachments import attachments
from generator.html import TemplateProblem, render_html
from generator.paths import templates_dir
from generator.pdf import RenderProblems, render_pdf
from generator.problem import MachineProblem, Problem, SourceProblems
from generator.schema_problems import whole_file
from generator.view import Document

STYLES = ("styles/tokens.css", "styles/document.css", "styles/form.css")
# What decides the bytes beside our own templates; a new version makes every document stale.
_TOOLS = ("policypress", "weasyprint", "pydyf", "fonttools", "pikepdf", "tinycss2", "cssselect2", "tinyhtml5")


@dataclass(frozen=True)
class Finished:
    """A finished document: its bytes and what the manifest says of it."""

    data: bytes
    pages: int
    validation: dict


def document_html(document: Document, root: Path) -> str:
    """Return a document's HTML. Raises MachineProblem when a template fails."""
    try:
        return render_html(document, root)
    except TemplateProblem as error:
        raise MachineProblem(f"template failed: {error}") from None


def input_sha256(html: str, root: Path) -> str:
    """Return the hash of all that decides a document's bytes: HTML, styles, fonts and tool versions."""
    digest = hashlib.sha256(html.encode())
    for path in [*stylesheets(root), *sorted((templates_dir() / "fonts").glob("*.ttf"))]:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    for tool in _TOOLS:
        digest.update(f"{tool} {importlib.metadata.version(tool)}\0".encode())
    return digest.hexdigest()


def stylesheets(root: Path) -> list[Path]:
    """Return the style files, the root's own before the shipped ones."""
    folders = (root / "templates", templates_dir())
    return [next((path for folder in folders if (path := folder / name).is_file()), templates_dir() / name)
            for name in STYLES]


def finish_document(document: Document, html: str, root: Path) -> Finished:
    """Render and validate a document.

    Raises SourceProblems when its content cannot be printed (a missing glyph, a missing file) or the finished file does
    not conform to PDF/UA-1 and PDF/A-3; MachineProblem when a system library is missing.
    """
    from generator.pdf.inspect import validation_report

    is_form = "<form" in html
    folders = [templates_dir(), *([root / "templates"] if (root / "templates").is_dir() else [])]
    try:
        rendered = render_pdf(html, stylesheets=stylesheets(root), base_dir=templates_dir(), allowed=folders,
                              forms=is_form, attachments=attachments(document))
    except RenderProblems as error:
        hint = "mend the text or template that the message names"
        raise _refused(document, "PDF-001", error.messages, hint) from None
    data = rendered.data
    if is_form:
        data = _with_fields(document, data, html)
    report = validation_report(data, form=is_form)
    if not report.passed:
        raise _refused(document, "PDF-002", list(report.findings),
                       "the document does not conform to PDF/UA-1 and PDF/A-3, so it is not published")
    return Finished(data, rendered.pages, report.summary())


def _with_fields(document: Document, data: bytes, html: str) -> bytes:
    from generator.forms import FormError, finish_form, parse_fields

    try:
        return finish_form(data, parse_fields(html))
    except FormError as error:
        raise _refused(document, "PDF-003", str(error).splitlines(), "mend the form's template") from None


def _refused(document: Document, rule: str, messages: list[str], hint: str) -> SourceProblems:
    place = whole_file(document.resolved.source.shown)
    return SourceProblems([Problem(place, rule, f"{document.path}: {message}", hint) for message in messages])

"""From a document's HTML to a finished, validated PDF: style sheets, WeasyPrint, form fields, inspection.

Workers do this, and every worker holds what it imports: nothing here imports the model, Jinja, or YAML (17 MiB).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.figures import finish_figures
from generator.files.paths import publisher_templates, templates_dir
from generator.files.reading import read_file
from generator.pdf import Attachment, RenderProblems, render_pdf
from generator.problem import Place, Problem, SourceProblems

STYLES = ("styles/fonts.css", "styles/tokens.css", "styles/document.css", "styles/form.css", "styles/figures.css")
WORLD = "styles/fonts-world.css"
# Scripts that only the fonts of WORLD cover, not the text fonts: Devanagari, Thai, Chinese, Japanese, Korean.
_IN_THE_WORLD = re.compile(
    "[\u0900-\u097f\u0e00-\u0e7f\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]"
)


@dataclass(frozen=True)
class Finished:
    """A finished document: its bytes and its data for the manifest."""

    data: bytes
    pages: int
    validation: dict[str, object]


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
    return SourceProblems([Problem(Place(shown, 1, 1), rule, f"{path}: {message}", hint) for message in messages])

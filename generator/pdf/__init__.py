"""From HTML to finished, tagged PDF, and the checks of a finished PDF.

Importing this package is cheap: WeasyPrint and pikepdf are imported by the first call that needs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

SOURCE, CRITERIA = "source.yaml", "criteria.json"  # names of the files attached to every document


@dataclass(frozen=True)
class Attachment:
    """A file attached to the PDF.

    `modified` (UTC) is written as given, never taken from the clock: the same input gives the same bytes.
    `relationship` is the AFRelationship of ISO 32000-2, 7.11.3 (PDF/A-3 requires one).
    """

    name: str
    data: bytes
    modified: datetime
    media_type: str = "application/octet-stream"
    description: str = ""
    relationship: Literal["Source", "Data", "Alternative", "Supplement", "Unspecified"] = "Source"


@dataclass(frozen=True)
class PageLabels:
    """How a viewer names pages from the zero-based page index `first` onward (ISO 32000-1, 12.4.2)."""

    first: int = 0
    style: Literal["decimal", "roman", "none"] = "decimal"
    prefix: str = ""
    start: int = 1


@dataclass(frozen=True)
class RenderedPdf:
    """The bytes of a PDF and its number of pages."""

    data: bytes
    pages: int


class RenderProblems(Exception):
    """The HTML cannot be rendered faithfully as a PDF; `messages` says why, one readable line each."""

    def __init__(self, messages: Sequence[str]):
        self.messages = list(messages)
        super().__init__("\n".join(self.messages))


def render_pdf(
    html: str,
    *,
    stylesheets: Sequence[Path],
    base_dir: Path,
    allowed: Sequence[Path],
    attachments: Sequence[Attachment] = (),
    forms: bool = False,
    page_labels: Sequence[PageLabels] = (PageLabels(),),
) -> RenderedPdf:
    """Render an HTML document to PDF/A-3a + PDF/UA-1; with `forms`, `generator.forms.finish_form` completes it.

    Relative addresses resolve against `base_dir`; only files under the `allowed` folders are read, never the network.
    Dates come only from the document's `dcterms.created` and `dcterms.modified`.
    Raises RenderProblems (missing file, missing glyph, bad CSS...) and MachineProblem (a system library is missing).
    """
    from generator.pdf.weasyprint.render import render

    return render(
        html,
        stylesheets=stylesheets,
        base_dir=base_dir,
        allowed=allowed,
        attachments=attachments,
        forms=forms,
        page_labels=page_labels,
    )


__all__ = ["Attachment", "PageLabels", "RenderProblems", "RenderedPdf", "render_pdf"]

"""In the PDF each figure is one Figure with its text alternative, and its text can be read."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2

from generator.figures import finish_figures
from generator.figures.document import Figures
from generator.files.paths import templates_dir
from generator.pdf import render_pdf


def test_figures_are_tagged_once_and_say_what_they_show(small):
    styles = [templates_dir() / "styles" / name for name in ("fonts.css", "tokens.css", "document.css", "figures.css")]
    found = Figures(small)
    drawings = [found.decision(), *(figure["svg"] for figure in found.evidence())]
    body = "".join(f"<figure>{svg}<figcaption>Caption</figcaption></figure>" for svg in drawings)
    head = '<!DOCTYPE html><html lang="en-US"><head><title>Figures</title></head>'
    html = finish_figures(
        f"{head}<body><h1>Figures</h1>{body}</body></html>", [path.read_text(encoding="utf-8") for path in styles]
    )
    data = render_pdf(html, stylesheets=styles, base_dir=templates_dir(), allowed=[templates_dir()], forms=False).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tags = [tag for tag in pdf.objects if isinstance(tag, pikepdf.Dictionary) and tag.get("/S") == "/Figure"]
        said = [str(tag.Alt) for tag in tags]
    assert len(said) == len(drawings) == 6
    assert any(text.startswith("Decision path:") for text in said)
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    assert "1.1.2.1" in text and "Magnetic resonance imaging" in text and "Gilligan et al, 2023" in text

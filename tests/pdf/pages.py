"""Small documents for the tests, and a way to read back the tags of a finished PDF."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import pikepdf

from generator.files.paths import templates_dir
from generator.pdf import RenderedPdf, render_pdf

_OPEN: list[pikepdf.Pdf] = []
FONTS = templates_dir() / "fonts"
_FACES = [
    ("Body", "SourceSans3-Regular.ttf", "400", "normal"),
    ("Body", "SourceSans3-Bold.ttf", "700", "normal"),
    ("Body", "SourceSans3-It.ttf", "400", "italic"),
    ("Signs", "DejaVuSans.ttf", "400", "normal"),
]
CSS = (
    "".join(
        f"@font-face {{ font-family: {family}; src: url('{(FONTS / name).as_uri()}');"
        f" font-weight: {weight}; font-style: {style} }}\n"
        for family, name, weight, style in _FACES
    )
    + """
html { font-family: Body, Signs; font-size: 10pt; font-variant-ligatures: none }
@page { size: letter; margin: 25mm;
  @top-left { content: "Policy 1.01" } @bottom-right { content: counter(page) " of " counter(pages) } }
table { width: 100%; table-layout: fixed; border-collapse: collapse }
.toc a::after { content: leader(".") target-counter(attr(href), page) }
"""
)


def page(body: str, head: str = "<title>Test</title>") -> str:
    """Return a whole HTML document."""
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def render(body: str, *, css: str = "", **options: Any) -> RenderedPdf:
    """Render a body with the test style sheet; `base_dir` defaults to the templates."""
    options = {"base_dir": templates_dir(), "allowed": [templates_dir()], **options}
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder, "test.css")
        sheet.write_text(CSS + css, encoding="utf-8")
        return render_pdf(page(body), stylesheets=[sheet], **options)


def opened(data: bytes) -> pikepdf.Pdf:
    """Open a PDF; it stays open, because pikepdf's objects die with it."""
    _OPEN.append(pikepdf.open(io.BytesIO(data)))
    return _OPEN[-1]


def kids(element: Any) -> list[Any]:
    found = element.get("/K", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def tags(pdf: pikepdf.Pdf, role: str) -> list[Any]:
    """Return all structure elements with a role, in reading order."""
    return [element for element in _walk(pdf.Root.StructTreeRoot) if str(element.S) == f"/{role}"]


def _walk(element: Any) -> list[Any]:
    found = []
    for kid in kids(element):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += [kid, *_walk(kid)]
    return found


def shape(element: Any) -> Any:
    """Return an element as (role, kids...) with `#` for content and `@` for an annotation."""
    if isinstance(element, int) or "/MCID" in element:
        return "#"
    if element.get("/Type") == "/OBJR":
        return "@"
    return (str(element.S)[1:], *map(shape, kids(element)))

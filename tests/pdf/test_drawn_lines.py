"""Lines that were drawn before: the same bytes as without, and drawn again if a document's font differs."""

from __future__ import annotations

import contextlib
import time
from array import array
from pathlib import Path
from types import SimpleNamespace

import pytest

from generator.files.paths import templates_dir
from generator.pdf import render_pdf
from generator.pdf.weasyprint import drawn_lines, styles

from .pages import CSS, page
from .test_lines import BODY

OTHER = (
    "<h1>Left</h1><p>Left, office, affine, and more, in the same fonts.</p>"
    '<p style="font-size: 7.3pt">A paragraph that is long enough to be broken</p>' + BODY
)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    styles._known.clear()
    path = tmp_path / "test.css"
    path.write_text(CSS, encoding="utf-8")
    time.sleep(0.03)  # only files that were not just written are kept
    return path


def rendered(sheet: Path, body: str) -> bytes:
    return render_pdf(
        page(body, "<title>Test</title>"),
        stylesheets=[sheet],
        base_dir=templates_dir(),
        allowed=[templates_dir(), sheet.parent],
    ).data


def drawn() -> dict:
    (known,) = styles._known.values()
    return known.drawn


def test_drawn_lines_give_the_same_bytes(sheet, monkeypatch):
    first, other = rendered(sheet, BODY), rendered(sheet, OTHER)
    count = len(drawn())
    assert count > 15 and rendered(sheet, BODY) == first and rendered(sheet, OTHER) == other and len(drawn()) == count
    styles._known.clear()
    monkeypatch.setattr("generator.pdf.weasyprint.render.redrawing", lambda *_: contextlib.nullcontext())
    assert (rendered(sheet, OTHER), rendered(sheet, BODY)) == (other, first)
    assert not drawn()


def test_a_line_fits_only_a_font_that_has_no_other_widths():
    line = drawn_lines.Glyphs(7, array("I", (1, 2)), array("i", (500, 600)), ("a", "b"))
    new, same, other = (SimpleNamespace(widths=widths, to_unicode={}) for widths in ({}, {2: 600}, {2: 601}))
    assert line.fit({7: new}) and line.fit({7: same}) and not line.fit({7: other}) and not line.fit({8: new})


def test_what_a_document_knows_of_a_glyph_stays():
    font = SimpleNamespace(widths={2: 600}, to_unicode={2: "ffi"})
    drawn_lines.Glyphs(7, array("I", (1, 2)), array("i", (500, 600)), ("a", "b")).use_in(font)
    assert font.to_unicode == {2: "ffi", 1: "a"} and font.widths == {2: 600, 1: 500}


def test_a_line_that_does_not_fit_is_drawn_anew(sheet, monkeypatch):
    first = rendered(sheet, BODY)
    for key, line in drawn().items():
        drawn()[key] = line._replace(calls=())  # would draw nothing
    assert rendered(sheet, BODY) != first
    monkeypatch.setattr(drawn_lines.Glyphs, "fit", lambda *_: False)
    assert rendered(sheet, BODY) == first


def test_memory_is_bounded(sheet, monkeypatch):
    monkeypatch.setattr(drawn_lines, "_MAX", 5)
    rendered(sheet, BODY)
    assert len(drawn()) <= 5

"""Remembered lines and shared style sheets: the same bytes as without them, and nothing stale."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import pytest

from generator.files.paths import templates_dir
from generator.pdf import RenderProblems, render_pdf
from generator.pdf.weasyprint import lines, styles
from generator.pdf.weasyprint.lines import DECORATION, FAMILY, PROPERTIES

from .pages import CSS, FONTS, page

BODY = """<h1>Left, office, affine</h1>
<p class="note">A paragraph that is long enough to be broken, with <b>bold</b>, <em>slanted</em> and
<span lang="de">Donaudampf&shy;schifffahrts&shy;gesellschaft</span> words, again: a paragraph that is long enough.</p>
<p style="text-align: justify; letter-spacing: .3pt; word-spacing: 1pt">Justified words stand apart, and so do these
letters; the same text in another width must break elsewhere, and does. Justified words stand apart.</p>
<p style="width: 20mm; overflow-wrap: anywhere; float: right">Incomprehensibilitiesincomprehensibilities
<u>under</u></p>
<p style="hyphens: auto; width: 25mm">Incomprehensibilities characteristically misunderstood</p>
<pre style="tab-size: 3">a\tb\n  c</pre>
<table><tr><th>Study</th><th>Words</th></tr><tr><td>A paragraph that is long enough to be broken, with</td>
<td style="direction: rtl">words <sup>2</sup></td></tr></table>
<svg xmlns="http://www.w3.org/2000/svg" width="90pt" height="20pt"><title>Drawn</title>
<text x="0 9 18" y="10" font-family="Body" font-size="8">Left</text></svg>"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A style sheet of its own, written long enough ago to be kept."""
    styles._known.clear()
    path = tmp_path / "test.css"
    return written(path, CSS)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    time.sleep(0.03)
    return path


def rendered(sheet: Path, body: str = BODY, head: str = "<title>Test</title>") -> bytes:
    return render_pdf(
        page(body, head), stylesheets=[sheet], base_dir=templates_dir(), allowed=[templates_dir(), sheet.parent]
    ).data


def test_remembered_lines_give_the_same_bytes(sheet, monkeypatch):
    narrow = BODY.replace("<p class", '<p style="width: 60mm" class')
    first, other, again = rendered(sheet), rendered(sheet, narrow), rendered(sheet)
    (known,) = styles._known.values()
    count = len(known.lines)
    assert count > 30 and rendered(sheet) == first and len(known.lines) == count
    styles._known.clear()
    monkeypatch.setattr("generator.pdf.weasyprint.render.remembering", lambda *_: contextlib.nullcontext())
    assert rendered(sheet) == first == again and rendered(sheet, narrow) == other
    assert not next(iter(styles._known.values())).lines


def test_memory_is_bounded(sheet, monkeypatch):
    first = rendered(sheet)
    styles._known.clear()
    monkeypatch.setattr(lines, "_MAX", 5)
    assert rendered(sheet) == first
    assert len(next(iter(styles._known.values())).lines) <= 5


def test_every_property_that_is_read_decides(sheet, monkeypatch):
    from weasyprint.text import line_break

    read: set[str] = set()
    original = line_break.split_first_line

    class Reading:
        def __init__(self, style):
            self._style = style

        def __getitem__(self, name):
            read.add(name)
            return self._style[name]

        def __getattr__(self, name):
            return getattr(self._style, name)

    monkeypatch.setattr(
        line_break, "split_first_line", lambda text, style, *rest, **more: original(text, Reading(style), *rest, **more)
    )
    rendered(sheet)
    assert len(read) > 20 and read <= {*PROPERTIES, FAMILY, DECORATION}


def test_a_changed_style_sheet_or_font_is_read_again(sheet):
    first = rendered(sheet)
    written(sheet, CSS + "html { font-size: 12pt }")
    assert rendered(sheet) != first
    font = sheet.parent / "Own.ttf"
    font.write_bytes((FONTS / "SourceSans3-Regular.ttf").read_bytes())
    written(sheet, CSS.replace((FONTS / "SourceSans3-Regular.ttf").as_uri(), font.as_uri()))
    regular = rendered(sheet)
    font.write_bytes((FONTS / "SourceSans3-Bold.ttf").read_bytes())
    time.sleep(0.03)
    assert rendered(sheet) != regular


def test_a_file_that_was_just_written_is_not_trusted(sheet):
    os.utime(sheet, (time.time() + 9, time.time() + 9))
    rendered(sheet)
    assert not styles._known


def test_every_document_hears_of_a_wrong_style_sheet(sheet):
    written(sheet, CSS + "h1 { hue: red }")
    for _ in range(2):
        with pytest.raises(RenderProblems, match="hue"):
            rendered(sheet)


def test_fonts_of_one_document_do_not_reach_the_next(sheet):
    sign = "@font-face { font-family: Signs; src: url('" + (FONTS / "DejaVuSans.ttf").as_uri() + "') }"
    written(sheet, "\n".join(line for line in CSS.splitlines() if "DejaVu" not in line))
    for head in ("<title>Test</title>", f"<title>Test</title><style>{sign}</style>", "<title>Test</title>"):
        if sign in head:
            rendered(sheet, "<h1>Box ☒</h1>", head)
            continue
        with pytest.raises(RenderProblems, match=r"U[+]2612"):
            rendered(sheet, "<h1>Box ☒</h1>", head)

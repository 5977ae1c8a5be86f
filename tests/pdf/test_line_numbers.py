"""Line numbers: next to each line, in no other document, and not part of the text."""

from __future__ import annotations

import io
import re
from pathlib import Path

import page
import pypdfium2
import pytest

from generator.files.paths import templates_dir
from generator.pdf import render_pdf

from .pages import CSS, opened, shape, tags
from .pages import page as html_page

BODY = """
<h1>Heading</h1>
<p>One<br>two<br>three</p>
<table><tr><th>left<br>lower</th><td>right<br>lower<br>lowest</td></tr></table>
<p class="margin">I1</p>
<form><p>asked</p></form>
<p style="break-before: page">Next page</p>
"""
STYLE = CSS + ".line-numbers p { font-size: 6pt } .margin { position: absolute; left: -10mm }"


def rendered(body: str, folder: Path, wanted: str = " data-line-numbers") -> bytes:
    sheet = folder / "test.css"
    sheet.write_text(STYLE, encoding="utf-8")
    html = html_page(body).replace("<body>", f"<body{wanted}>")
    return render_pdf(html, stylesheets=[sheet], base_dir=templates_dir(), allowed=[templates_dir()]).data


@pytest.fixture(scope="module")
def numbered(tmp_path_factory) -> bytes:
    return rendered(BODY, tmp_path_factory.mktemp("numbered"))


def words(data: bytes, number: int) -> list[tuple[str, float, float]]:
    """The text of a page in runs, with the left edge and the baseline of each, in points."""
    text = pypdfium2.PdfDocument(data)[number].get_textpage()
    boxes = [text.get_rect(index) for index in range(text.count_rects())]
    return [(text.get_text_bounded(*box).strip(), box[0], box[1]) for box in boxes]


def margin(data: bytes, number: int) -> dict[int, float]:
    """The line numbers of a page with their height from its foot."""
    return {int(text): y for text, x, y in words(data, number) if x < 55 and text.isdigit()}


def test_each_line_has_a_number_and_pages_start_anew(numbered):
    assert list(margin(numbered, 0)) == [1, 2, 3, 4, 5, 6, 7]  # heading, 3 lines, 3 lines of the table
    assert list(margin(numbered, 1)) == [1]


def test_a_number_stands_on_the_line_that_it_counts(numbered):
    heights = margin(numbered, 0)
    lines = {text: y for text, x, y in words(numbered, 0) if x > 55}
    assert heights[3] == pytest.approx(lines["two"], abs=2)
    assert heights[7] == pytest.approx(lines["lowest"], abs=3)


def test_numbers_are_artifacts(numbered, tmp_path):
    """They stand in marked content without a number in the tree, and the tree is the one without them."""
    pdf, plain = opened(numbered), opened(rendered(BODY, tmp_path, ""))
    for with_numbers, without in zip(pdf.pages, plain.pages, strict=True):
        stream = with_numbers.Contents.read_bytes()
        assert re.search(rb"/Artifact <</Type /Pagination>> BDC\s.*?\sBT.*EMC", stream, re.S)
        assert stream.count(b"MCID") == without.Contents.read_bytes().count(b"MCID")
    assert [shape(item) for item in tags(pdf, "Document")] == [shape(item) for item in tags(plain, "Document")]


def test_it_conforms_and_gives_the_same_bytes(numbered, tmp_path):
    for profile in ("ua1", "3a"):
        report = page.validate_pdf_bytes(numbered, profile=profile)
        assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]
    assert rendered(BODY, tmp_path) == numbered


def test_other_documents_have_none(tmp_path):
    assert margin(rendered(BODY, tmp_path, ""), 0) == {}


def test_the_rest_of_the_page_is_the_same(numbered, tmp_path):
    plain = rendered(BODY, tmp_path, "")
    for number in (0, 1):
        kept = [word for word in words(numbered, number) if not (word[1] < 55 and word[0].isdigit())]
        assert [word[0] for word in kept] == [word[0] for word in words(plain, number)]


def test_a_page_without_text_has_no_number(tmp_path):
    data = rendered("<h1>First</h1><div style='break-before: page; height: 9pt; background: #eee'></div>", tmp_path)
    assert len(pypdfium2.PdfDocument(io.BytesIO(data))) == 2
    assert margin(data, 1) == {}

"""Names in other scripts: they print with their own fonts, join and run as they should, and can be read back."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest

from generator.files.paths import templates_dir
from generator.pdf import render_pdf
from generator.pdf.inspect import validation_report
from generator.render.finishing import stylesheets

NAMES = [
    "例示大学附属医院",
    "見本 太郎",
    "홍길동",
    "उदाहरण चिकित्सा",
    "क्षितिज",
    "สถาบันตัวอย่างทางการแพทย์",
    "مثال",
    "לדוגמה",
    "Nguyễn Thị Ví Dụ",
    "Z\u0323\u0301al\u0328o\u0301",
]


def rendered(body: str) -> bytes:
    head = '<!DOCTYPE html><html lang="en-US"><head><title>Names</title></head>'
    page = f"{head}<body><h1>Names</h1>{body}</body></html>"
    return render_pdf(
        page,
        stylesheets=stylesheets(templates_dir(), "model", page),
        base_dir=templates_dir(),
        allowed=[templates_dir()],
    ).data


def text_of(data: bytes) -> str:
    return "".join(pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_back_as_written_and_the_file_conforms(name):
    data = rendered(f"<p>Before {name} after.</p>")
    assert "".join(name.split()) in text_of(data)
    assert validation_report(data, form=False).findings == ()


def test_letters_before_an_accent_keep_their_own_text():
    """The first e of the document carries an accent; every other e is read as e all the same."""
    said = text_of(rendered("<p>Re\u0323\u0301my wrote seven three letters.</p>"))
    assert "Re\u0323\u0301mywroteseventhreeletters." in said


def test_text_of_a_drawing_joins_and_runs_from_the_right():
    word = "مثال"
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><title>T</title>'
        f'<text x="5" y="20" font-family="DejaVu Sans" font-size="9">{word}</text></svg>'
    )
    data = rendered(f"<figure>{drawing}</figure><p>{word}</p>")
    assert text_of(data).count(word) == 2
    assert arabic_glyphs(data) == arabic_glyphs(rendered(f"<p>{word}</p>")), "the drawing has forms that do not join"


def arabic_glyphs(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary)
            and "DejaVu" in str(item.get("/BaseFont", ""))
            and "/ToUnicode" in item
        ]
        return sum(item.ToUnicode.read_bytes().count(b"> <") for item in fonts)


def test_fonts_of_more_scripts_are_taken_only_where_they_are_needed():
    names = [path.name for path in stylesheets(templates_dir(), "model", "<p>Ирина Παπαδοπούλου Żółć المثالي</p>")]
    assert "fonts-world.css" not in names
    assert all(
        "fonts-world.css" in [path.name for path in stylesheets(templates_dir(), "model", name)]
        for name in ("例", "홍", "太郎", "मि", "ตั")
    )


def test_a_document_is_the_same_after_one_in_another_script():
    """All documents of a process share their fonts; what one of them needed changes no other."""
    first = rendered("<p>Plain ☒ ≥ text of <b>the</b> <i>☒ usual</i> kind, Żółć</p>")
    rendered("<p>例 मि ตั</p>")
    assert rendered("<p>Plain ☒ ≥ text of <b>the</b> <i>☒ usual</i> kind, Żółć</p>") == first

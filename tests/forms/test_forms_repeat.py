"""One field in several places: in the text, and again in the head of every page."""

from __future__ import annotations

import io
from pathlib import Path

import page
import pikepdf
import pypdf
import pypdfium2
import pytest

from generator.files.paths import templates_dir
from generator.forms import FormError, finish_form, parse_fields, read_form
from generator.pdf import render_pdf

from .pdfium_typist import fill
from .sample_form import FONT, tagged_widgets

STYLE = f"""
@font-face {{ font-family: Text; src: url({FONT}) }}
@font-face {{ font-family: Typed; src: url({FONT}) }}
@page {{ size: letter; margin: 30mm; @top-left {{ content: element(again) }} }}
@page :first {{ @top-left {{ content: none }} }}
html {{ font: 10pt Text; font-variant-ligatures: none }}
.again {{ position: running(again) }}
input {{ font: 9pt Typed; width: 50mm; display: inline-block }}
"""
BODY = """
<form><div class="again">Patient <input type="text" data-repeat name="patient.name" title="Patient, again"></div>
<h1>Form</h1>
<p>Patient <input type="text" name="patient.name" maxlength="40" required title="Patient, required"></p>
<p style="break-before: page">Second <input type="text" name="second" title="Second"></p>
<p style="break-before: page">Third page</p></form>
"""


def made(body: str, folder: Path) -> bytes:
    sheet = folder / "test.css"
    sheet.write_text(STYLE, encoding="utf-8")
    html = f'<!doctype html><html lang="en"><head><title>Form</title></head><body>{body}</body></html>'
    data = render_pdf(html, stylesheets=[sheet], base_dir=templates_dir(), allowed=[templates_dir()], forms=True).data
    return finish_form(data, parse_fields(html))


@pytest.fixture(scope="module")
def repeated(tmp_path_factory) -> bytes:
    return made(BODY, tmp_path_factory.mktemp("repeated"))


@pytest.fixture
def document(repeated):
    with pikepdf.open(io.BytesIO(repeated)) as opened:
        yield opened


def patient(document):
    return document.Root.AcroForm.Fields[0]


def test_one_field_with_a_place_on_each_page(document):
    field = patient(document)
    assert (str(field.T), str(field.TU)) == ("patient/name", "Patient, required")
    assert (int(field.MaxLen), int(field.Ff)) == (40, 2)
    assert [str(kid.TU) for kid in field.Kids] == ["Patient, required", "Patient, again", "Patient, again"]
    assert [kid.P.objgen for kid in field.Kids] == [sheet.obj.objgen for sheet in document.pages]
    for kid in field.Kids:
        assert not {"/T", "/V", "/FT", "/MaxLen"} & set(kid.keys())
        assert kid.Parent.objgen == field.objgen and isinstance(kid.AP.N, pikepdf.Stream)
    assert len({kid.AP.N.objgen for kid in field.Kids}) == 3


def test_each_place_is_tagged_last_and_comes_last_on_its_page(document):
    first, *repeats = patient(document).Kids
    second = document.Root.AcroForm.Fields[1]
    assert tagged_widgets(document) == [item.objgen for item in (first, second, *repeats)]
    assert [item.objgen for item in document.pages[1].Annots] == [second.objgen, repeats[0].objgen]
    assert str(document.pages[1].obj.Tabs) == "/S"


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_it_conforms(repeated, profile):
    report = page.validate_pdf_bytes(repeated, profile=profile)
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


def test_typed_on_one_page_it_shows_on_all(repeated):
    typed = fill(repeated, {"patient.name": "Ana Müller"}, [], {})
    assert read_form(typed).values["patient.name"] == "Ana Müller"
    with pikepdf.open(io.BytesIO(typed)) as opened:
        assert all(b"Tj" in kid.AP.N.read_bytes() for kid in patient(opened).Kids)
    sheets = pypdfium2.PdfDocument(typed)
    sheets.init_forms()
    for number in range(3):
        drawn, empty = (
            sheets[number].render(may_draw_forms=draw, grayscale=True, draw_annots=draw) for draw in (True, False)
        )
        assert bytes(drawn.buffer) != bytes(empty.buffer)


def test_filled_with_pypdf_it_shows_on_all(repeated):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(repeated))
    for sheet in writer.pages:
        writer.update_page_form_field_values(sheet, {"patient/name": "Ana"}, auto_regenerate=False)
    target = io.BytesIO()
    writer.write(target)
    assert read_form(target.getvalue()).values["patient.name"] == "Ana"
    with pikepdf.open(io.BytesIO(target.getvalue())) as opened:
        assert all(b"Ana" in kid.AP.N.read_bytes() for kid in patient(opened).Kids)


def test_missing_once_though_it_stands_thrice(repeated):
    assert [field.label for field in read_form(repeated).unanswered] == ["Patient, required"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('<input data-repeat name="a" title="A">', "does not repeat a text field"),
        ('<input name="a" title="A"><input data-repeat name="a" title="A">', "needs a title of its own"),
        (
            '<input type="checkbox" name="a" title="A"><input data-repeat name="a" title="B">',
            "does not repeat a text field",
        ),
        (
            '<input name="a" title="A"><input data-repeat name="a" title="B"><input data-repeat name="a" title="C">',
            "another field has this name",
        ),
    ],
)
def test_what_cannot_be_repeated(body, message):
    with pytest.raises(FormError, match=message):
        parse_fields(f"<body>{body}</body>")


def test_links_in_the_head_of_a_page_are_no_fields(tmp_path):
    body = BODY.replace("Patient <input", '<a href="https://example.org">Plan</a> <input', 1)
    with pikepdf.open(io.BytesIO(made(body, tmp_path))) as opened:
        kinds = [str(item.Subtype) for sheet in opened.pages for item in sheet.Annots]
    assert set(kinds) == {"/Widget"}

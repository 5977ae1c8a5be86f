from __future__ import annotations

import io
import re

import page
import pikepdf
import pypdfium2
import pytest

from generator.forms import FormError, finish_form, parse_fields

from .sample_form import FONT, page_of, render, tagged_widgets

ANSWER = "criterion.failed-conservative-care.answer"


@pytest.fixture(scope="module")
def document(form):
    with pikepdf.open(io.BytesIO(form)) as opened:
        yield opened


@pytest.fixture(scope="module")
def fields(document):
    """Every field by its name, with the dots of the HTML."""
    return {str(field.T).replace("/", "."): field for field in document.Root.AcroForm.Fields}


def widgets(document):
    return [a for p in document.pages for a in p.obj.get("/Annots", []) if a.Subtype == "/Widget"]


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_the_form_conforms(form, profile):
    report = page.validate_pdf_bytes(form, profile=profile)
    assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


def test_without_the_finisher_it_does_not_conform(rendered):
    assert not page.validate_pdf_bytes(rendered, profile="3a").is_compliant


def test_the_same_input_gives_the_same_bytes(html, form):
    assert finish_form(render(html), parse_fields(html)) == form


def test_every_field_once_under_its_full_name(fields, html):
    assert sorted(fields) == sorted(field.name for field in parse_fields(html))
    assert len(fields) == 9


def test_no_name_has_a_dot_and_no_field_holds_another(document):
    """Dots make trees (ISO 32000-1 12.7.3.2), in which PyPDFForm and fillpdf take equal last parts for one field."""
    for field in document.Root.AcroForm.Fields:
        assert "." not in str(field.T)
        assert not any("/T" in kid for kid in field.get("/Kids", []))


def test_names_are_the_titles(fields):
    assert str(fields["member.born"].TU) == "Date of birth, MM/DD/YYYY (required)"
    assert str(fields[ANSWER].TU) == "Conservative care failed (required)"


def test_flags_and_lengths(fields):
    required = {name for name, field in fields.items() if int(field.get("/Ff", 0)) & 2}
    assert required == {"member.name", "member.born", ANSWER, "confirmed", "signature"}
    assert [name for name, field in fields.items() if int(field.get("/Ff", 0)) & 1] == ["form.policy"]
    assert int(fields["criterion.failed-conservative-care.note"].Ff) == 1 << 12
    assert {name: int(f.MaxLen) for name, f in fields.items() if "/MaxLen" in f} == {
        "member.name": 40,
        "member.born": 10,
    }


def test_a_radio_group_is_one_field(document, fields):
    group = fields[ANSWER]
    assert int(group.Ff) == 1 << 15 | 2
    assert group.V == "/Off"
    assert [str(kid.TU) for kid in group.Kids] == [
        "Conservative care failed (required): Met",
        "Conservative care failed (required): Not met",
        "Conservative care failed (required): Does not apply",
    ]
    assert [set(kid.AP.N) for kid in group.Kids] == [{"/met", "/Off"}, {"/not-met", "/Off"}, {"/n.a", "/Off"}]
    for kid in group.Kids:
        assert "/T" not in kid and kid.Parent.objgen == group.objgen
        assert kid.objgen not in [field.objgen for field in document.Root.AcroForm.Fields]


def test_start_values(fields):
    assert str(fields["form.policy"].V) == "SURG-012 ≥ v3"
    assert (fields["confirmed"].V, fields["confirmed"].AS) == ("/on", "/on")
    assert fields["criterion.failed-conservative-care.report"].AS == "/Off"
    assert str(fields["criterion.failed-conservative-care.document"].V) == ""


def test_every_widget_has_an_appearance_and_a_name(document):
    found = widgets(document)
    assert len(found) == 11
    for widget in found:
        assert str(widget.TU)
        normal = widget.AP.N
        if "/AS" in widget:
            assert "/Off" in normal and widget.AS in normal
        else:
            assert isinstance(normal, pikepdf.Stream)
    assert "/NeedAppearances" not in document.Root.AcroForm


def test_every_widget_is_in_a_form_element(document):
    assert tagged_widgets(document) == [widget.objgen for widget in widgets(document)]


def test_tab_order_follows_the_structure(document):
    assert [str(p.obj.Tabs) for p in document.pages] == ["/S", "/S"]


def test_a_signature_field(document, fields):
    signature = fields["signature"]
    assert signature.FT == "/Sig" and "/V" not in signature and "/DA" not in signature
    assert int(document.Root.AcroForm.SigFlags) == 1


def test_no_javascript_and_no_actions(document):
    assert not re.search(rb"/(JavaScript|JS|AA)\b", b"".join(o.unparse() for o in document.objects))


def test_one_small_font_for_typing(document, form):
    assert len(form) < 60_000  # the whole font alone is more than 200 kB
    font = document.Root.AcroForm.DR.Font.Form1
    assert font.Subtype == "/TrueType" and font.Encoding.BaseEncoding == "/WinAnsiEncoding"
    assert [str(name) for name in document.pages[0].Resources.Font] and len(document.pages[0].Resources.Font) == 1


def test_ligatures_keep_their_text(form):
    page_text = pypdfium2.PdfDocument(form)[0].get_textpage().get_text_bounded()
    assert "Left lift office: five fields" in page_text


def ink(form: bytes, page_index: int = 0) -> int:
    """How many dark pixels the fields alone add to a page."""
    document = pypdfium2.PdfDocument(form)
    document.init_forms()
    counts = []
    for draw in (True, False):
        bitmap = document[page_index].render(scale=2, may_draw_forms=draw, grayscale=True, draw_annots=draw)
        counts.append(sum(1 for pixel in bytes(bitmap.buffer) if pixel < 96))
    return counts[0] - counts[1]


def test_start_values_are_seen(form):
    assert ink(form, 0) > 100
    assert ink(form, 1) > 500


def test_fields_and_pdf_must_belong_together(rendered, html):
    with pytest.raises(FormError, match=r"not in both: member\.born"):
        finish_form(rendered, [field for field in parse_fields(html) if field.name != "member.born"])


def test_inputs_need_a_font_of_their_own():
    body = '<p>Name <input type="text" name="a" title="A" value="x"></p>'
    html = page_of(body, f"@font-face {{ font-family: F; src: url({FONT}) }} * {{ font: 10pt F }}")
    with pytest.raises(FormError, match="font family of their own"):
        finish_form(render(html), parse_fields(html))


def test_a_start_value_that_the_font_cannot_show():
    html = page_of('<p>Name <input type="text" name="a" title="A" value="中"></p>')
    with pytest.raises(FormError, match="has no 中"):
        finish_form(render(html), parse_fields(html))


def test_a_list_entry_that_a_viewer_could_not_draw():
    html = page_of('<p>Drug <select name="a" title="A"><option value="b">β blocker</option></select></p>')
    with pytest.raises(FormError, match="field 'a': a list entry would lose its β"):
        finish_form(render(html), parse_fields(html))


def test_a_page_without_fields_stays_as_it_is():
    html = page_of("<p>Nothing to fill in</p>")
    with pikepdf.open(io.BytesIO(finish_form(render(html), parse_fields(html)))) as document:
        assert "/AcroForm" not in document.Root


def test_labels_that_wrap_do_no_harm():
    html = page_of('<form><p><label>Text <input type="text" name="a" title="Whole name"></label></p></form>')
    with pikepdf.open(io.BytesIO(finish_form(render(html), parse_fields(html)))) as document:
        assert str(document.Root.AcroForm.Fields[0].TU) == "Whole name"


@pytest.mark.parametrize(
    "body",
    [
        '<p>Q <input type="radio" name="q" value="a" title="A" data-group-title="Q"></p><p style="break-before: page">'
        '<input type="radio" name="q" value="b" title="B" checked> B</p>',
        '<form><p>A <input name="a" title="A" value="7 pt" style="font-size: 7pt; color: #123456"></p>'
        '<p>B <input name="b" title="β" value="αβ fi" style="font-size: 14pt"></p></form>',
        '<p>A <input type="checkbox" name="a" title="A"></p>',
        '<p>A <select name="a" title="A"><option value="x">X</option></select></p>',
        '<p>A <textarea name="a" title="A"></textarea></p>',
    ],
    ids=["group over two pages", "sizes and colors", "no text field", "nothing chosen", "empty textarea"],
)
def test_other_forms_conform(body):
    html = page_of(body)
    form = finish_form(render(html), parse_fields(html))
    for profile in ("ua1", "3a"):
        report = page.validate_pdf_bytes(form, profile=profile)
        assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


def test_equal_buttons_are_drawn_once():
    boxes = "".join(f'<p>{n} <input type="checkbox" name="c{n}" title="Box {n}"></p>' for n in range(5))
    html = page_of(boxes)
    with pikepdf.open(io.BytesIO(finish_form(render(html), parse_fields(html)))) as document:
        assert len({field.AP.N["/on"].objgen for field in document.Root.AcroForm.Fields}) == 1


def test_text_fields_share_no_appearance():
    """pypdf writes into the stream it finds, so a shared one would show one answer in every field."""
    html = page_of("".join(f'<p>{n} <input name="t{n}" title="Text {n}"></p>' for n in range(5)))
    with pikepdf.open(io.BytesIO(finish_form(render(html), parse_fields(html)))) as document:
        assert len({field.AP.N.objgen for field in document.Root.AcroForm.Fields}) == 5

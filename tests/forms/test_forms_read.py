from __future__ import annotations

import contextlib
import io
import json
import random

import page
import pikepdf
import pypdfium2
import pytest

from generator.forms import UnreadableForm, read_form

from .pdfium_typist import fill

CRITERION = "criterion.failed-conservative-care"
ANSWERS = {
    "member.name": "Ana Müller-O'Brien (née Ruiz)",
    "member.born": "02/29/1964",
    "form.policy": "SURG-012 ≥ v3",
    f"{CRITERION}.answer": "not-met",
    f"{CRITERION}.report": True,
    f"{CRITERION}.note": "PT 6 weeks\nno relief",
    f"{CRITERION}.document": "mri",
    "confirmed": True,
    "signature": False,
}


def test_an_empty_form(form):
    filled = read_form(form)
    assert [field.name for field in filled.unanswered] == [
        "member.name", "member.born", f"{CRITERION}.answer", "signature"
    ]  # fmt: skip
    assert filled.unanswered[2].label == "Conservative care failed (required)"
    assert filled.values["form.policy"] == "SURG-012 ≥ v3"
    assert filled.values["confirmed"] is True and filled.values[f"{CRITERION}.report"] is False
    assert not filled.complete


def test_filled_with_pypdf(form):
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(form))
    values = {name: value for name, value in ANSWERS.items() if isinstance(value, str) and name != "form.policy"}
    values |= {f"{CRITERION}.answer": "/not-met", f"{CRITERION}.report": "/attached"}
    values = {name.replace(".", "/"): value for name, value in values.items()}
    for sheet in writer.pages:
        writer.update_page_form_field_values(sheet, values, auto_regenerate=False)
    target = io.BytesIO()
    writer.write(target)
    filled = read_form(target.getvalue())
    assert filled.values == ANSWERS
    assert [field.name for field in filled.unanswered] == ["signature"]


@pytest.fixture(scope="module")
def typed(form):
    return fill(
        form,
        {name: ANSWERS[name].replace("\n", "\r") for name in ("member.name", "member.born", f"{CRITERION}.note")},
        [(f"{CRITERION}.answer", "met"), (f"{CRITERION}.answer", "not-met"), (f"{CRITERION}.report", "attached")],
        {f"{CRITERION}.document": 1},
    )


def test_typed_and_clicked_in_pdfium(typed):
    assert read_form(typed).values == ANSWERS


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_typing_in_pdfium_keeps_it_conforming(form, profile):
    typed = fill(form, {"member.name": ANSWERS["member.name"]}, [(f"{CRITERION}.answer", "met")], {})
    report = page.validate_pdf_bytes(typed, profile=profile)
    assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


def test_what_was_typed_is_seen(typed):
    document = pypdfium2.PdfDocument(typed)
    document.init_forms()
    assert document[0].render(may_draw_forms=True).to_numpy().min() < 96
    with pikepdf.open(io.BytesIO(typed)) as opened:
        member = next(f for f in opened.Root.AcroForm.Fields if f.T == "member/name")
        assert b"Tj" in member.AP.N.read_bytes()


def test_signs_of_clinical_text_are_drawn_by_pdfium(form):
    """They are left out, and "≥ 50 %" reads "50 %", where the font for typing does not hold them."""
    typed = fill(form, {"member.name": "≥ 50 %, ≤ 3, ≠ 1, ≈ 2"}, [], {f"{CRITERION}.document": 1})
    with pikepdf.open(io.BytesIO(typed)) as opened:
        for_name, for_document = (
            widget.AP.N.read_bytes()
            for sheet in opened.pages
            for widget in sheet.Annots
            if str(widget.get("/T", "")).endswith(("/name", "/document"))
        )
    assert all(sign in for_name for sign in (b"\x81", b"\x8d", b"\x90", b"\x9d"))
    assert b"\x81" in for_document


def test_pdfium_stops_at_the_greatest_length_and_at_read_only(form):
    filled = read_form(fill(form, {"member.born": "02/29/19649999", "form.policy": "forged"}, [], {}))
    assert filled.values["member.born"] == "02/29/1964"
    assert filled.values["form.policy"] == "SURG-012 ≥ v3"


def test_the_last_button_clicked_in_pdfium_counts(form):
    clicks = [(f"{CRITERION}.answer", state) for state in ("n.a", "not-met", "met")]
    assert read_form(fill(form, {}, clicks, {})).values[f"{CRITERION}.answer"] == "met"


def change(form: bytes, do) -> bytes:
    """Save the form after `do` changed its fields (by their names) or its document, to be drawn by the viewer."""
    with pikepdf.open(io.BytesIO(form)) as document:
        document.Root.AcroForm.NeedAppearances = True
        do({str(field.T): field for field in document.Root.AcroForm.Fields}, document)
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    "written",
    [pikepdf.String("Żółw 中 ≥ 5 😀"), pikepdf.String(b"\xef\xbb\xbf" + "Żółw 中 ≥ 5 😀".encode())],
    ids=["UTF-16", "UTF-8"],
)
def test_any_script_is_read(form, written):
    def name(fields, _):
        fields["member/name"].V = written

    assert read_form(change(form, name)).values["member.name"] == "Żółw 中 ≥ 5 😀"


def test_text_as_a_stream_and_old_line_ends(form):
    def note(fields, document):
        field = fields[f"{CRITERION}.note".replace(".", "/")]
        field.V = document.make_stream(b"one\r\ntwo\rthree")
        del field["/AP"]

    assert read_form(change(form, note)).values[f"{CRITERION}.note"] == "one\ntwo\nthree"


def test_a_button_whose_picture_alone_was_switched(form):
    def answer(fields, _):
        group = fields[f"{CRITERION}.answer".replace(".", "/")]
        del group["/V"]
        group.Kids[0].AS = pikepdf.Name("/met")

    assert read_form(change(form, answer)).values[f"{CRITERION}.answer"] == "met"


@pytest.mark.parametrize("date", ["29.2.1964", "02/30/1964", "1964-02-29", "soon"])
def test_bad_dates_are_reported(form, date):
    def born(fields, _):
        fields["member/born"].V = pikepdf.String(date)

    filled = read_form(change(form, born))
    assert [field.name for field in filled.bad_dates] == ["member.born"]
    assert filled.values["member.born"] == date


def test_spaces_are_no_answer(form):
    def name(fields, _):
        fields["member/name"].V = pikepdf.String("  ")

    assert "member.name" in [field.name for field in read_form(change(form, name)).unanswered]


def test_json_is_keyed_by_criterion_id(form):
    data = json.loads(json.dumps(read_form(form).to_json()))
    assert data["values"]["criterion"]["failed-conservative-care"]["report"] is False
    assert data["unanswered"][0] == {"name": "member.name", "label": "Member name (required)"}
    assert data["format"] == 1 and data["complete"] is False


def test_a_file_from_disk(form, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(form)
    assert read_form(path) == read_form(form)


def no_fields(form):
    def drop(_, document):
        del document.Root["/AcroForm"]
        for sheet in document.pages:
            del sheet.obj["/Annots"]

    return change(form, drop)


def locked(form):
    with pikepdf.open(io.BytesIO(form)) as document:
        target = io.BytesIO()
        document.save(target, encryption=pikepdf.Encryption(owner="o", user="u"))
    return target.getvalue()


def endless(form):
    def loop(fields, _):
        fields["member/name"].Kids = pikepdf.Array([fields["member/name"]])

    return change(form, loop)


def wrong_types(form):
    def spoil(fields, document):
        document.Root.AcroForm.Fields = pikepdf.Array([1, pikepdf.Name.No, pikepdf.Dictionary(T=3)])

    return change(form, spoil)


@pytest.mark.filterwarnings("ignore:This document has:UserWarning")
@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (no_fields, "no form fields"),
        (locked, "password"),
        (endless, "without end"),
        (wrong_types, "damaged|no form fields"),
        (lambda form: b"", "not a PDF"),
        (lambda form: b"PK\x03\x04 a Word file", "not a PDF"),
        (lambda form: form[: len(form) // 3], "damaged|no form fields|not a PDF"),
    ],
)
def test_what_is_not_a_form_is_refused(form, spoil, message):
    with pytest.raises(UnreadableForm, match=message):
        read_form(spoil(form))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UnreadableForm, match="No such file"):
        read_form(tmp_path / "none.pdf")


@pytest.mark.filterwarnings("ignore")
def test_damaged_files_give_answers_or_one_clean_error(form):
    with pikepdf.open(io.BytesIO(form)) as document:
        target = io.BytesIO()
        document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    chance = random.Random(20)
    for _ in range(150):
        damaged = bytearray(target.getvalue())
        for _ in range(chance.randrange(1, 200)):
            damaged[chance.randrange(len(damaged))] = chance.choice(b"[]<>()/0123456789 RTVKids")
        with contextlib.suppress(UnreadableForm):
            read_form(bytes(damaged))

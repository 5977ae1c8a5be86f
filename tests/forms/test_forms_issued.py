"""A filled form against the form as it was issued: nothing may differ but the answers."""

from __future__ import annotations

import io
import json

import pikepdf
import pytest
from logic.test_outcome import leaf, policy
from pdf.hostile import run
from pikepdf import Array, Dictionary, Name, String

from generator.forms import UnreadableForm, read_form

from .pdfium_typist import fill

CRITERION = "criterion.failed-conservative-care.answer"


def with_criteria(form: bytes, position: str = "medically-necessary") -> bytes:
    coverage = policy(leaf("failed-conservative-care"), position=position)
    data = json.dumps({"format": 1, "policy": "demo", "version": "1.0", **coverage}).encode()
    return changed(
        form,
        lambda fields, document: document.attachments.__setitem__(
            "criteria.json", pikepdf.AttachedFileSpec(document, data, filename="criteria.json")
        ),
    )


def changed(form: bytes, change) -> bytes:
    with pikepdf.open(io.BytesIO(form)) as document:
        change({str(field.T): field for field in document.Root.AcroForm.Fields}, document)
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


@pytest.fixture(scope="module")
def issued(form) -> bytes:
    return with_criteria(form)


@pytest.fixture(scope="module")
def filled(issued) -> bytes:
    return fill(
        issued,
        {"member.name": "Ana 中", "member.born": "02/29/1964"},
        [(CRITERION, "met")],
        {"criterion.failed-conservative-care.document": 1},
    )


def test_answers_alone_may_differ(issued, filled):
    assert read_form(filled, issued).values[CRITERION] == "met"
    assert read_form(issued, issued).values[CRITERION] is None


def test_filled_with_pypdf(issued):
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(issued))
    for sheet in writer.pages:
        writer.update_page_form_field_values(sheet, {"member/name": "Ana ≥"}, auto_regenerate=False)
    target = io.BytesIO()
    writer.write(target)
    assert read_form(target.getvalue(), issued).values["member.name"] == "Ana ≥"


def test_left_out_criteria_are_those_of_the_form_as_issued(issued, filled):
    bare = changed(filled, lambda fields, document: document.attachments.clear())
    assert read_form(bare).unjudged
    assert read_form(bare, issued).criteria == read_form(issued).criteria


def test_a_form_as_issued_that_is_cut_off_is_refused(issued, filled):
    with pytest.raises(UnreadableForm, match="the form as issued cannot be read as a PDF"):
        read_form(filled, issued[:-40])


def other_words(fields, document):
    content = document.pages[0].obj.Contents
    document.pages[0].obj.Contents = document.make_stream(content.read_bytes() + b" 0 g 9 9 9 9 re f")


def other_font(fields, document):
    fonts = document.Root.AcroForm.DR.Font
    fonts["/Form1"].FontDescriptor.FontFile2 = document.make_stream(b"another font")


def another_page(fields, document):
    document.add_blank_page()


def more(fields, document):
    field = document.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("more"), F=4, Rect=[60, 60, 160, 80])
    )
    document.pages[0].obj.Annots.append(field)
    document.Root.AcroForm.Fields.append(field)


def fewer(fields, document):
    field = fields["confirmed"]
    document.Root.AcroForm.Fields = Array([item for item in fields.values() if item.objgen != field.objgen])
    sheet = document.pages[0].obj
    sheet.Annots = Array([item for item in sheet.Annots if item.objgen != field.objgen])


def put(name, **keys):
    def change(fields, document):
        for key, value in keys.items():
            fields[name][f"/{key}"] = value
        if "/AP" in fields[name]:
            del fields[name]["/AP"]

    return change


def swapped_answers(fields, document):
    kids = fields["criterion/failed-conservative-care/answer"].Kids
    kids[0].Rect, kids[1].Rect = kids[1].Rect, kids[0].Rect


@pytest.mark.parametrize(("change", "message"), [
    (other_words, "page 1 shows something different"),
    (other_font, "page 1 shows something different|in a different font"),
    (another_page, "a different number of pages"), (more, "the field more was added"),
    (fewer, "the field confirmed is missing"), (put("member/name", TU=String("Other")), "member.name is different"),
    (put("member/name", Ff=0), "member.name is different"), (put("member/name", MaxLen=99), "is different"),
    (put("form/policy", V=String("SURG-012 v4")), "form.policy is different"),
    (put("criterion/failed-conservative-care/document", Opt=Array([["", "Choose"], ["mri", "None"]]), V=String("")),
     "document is different"),
    (swapped_answers, "answer is different"),
])  # fmt: skip
def test_another_form_is_refused(issued, change, message):
    with pytest.raises(UnreadableForm, match=message):
        read_form(changed(issued, change), issued)


def test_other_criteria_are_refused(form, issued):
    forged = with_criteria(form, position="investigational")
    assert read_form(forged).criteria.policy == "demo"
    with pytest.raises(UnreadableForm, match="it contains different criteria"):
        read_form(forged, issued)


def test_the_command_says_by_which_criteria(issued, filled, tmp_path):
    (tmp_path / "blank.pdf").write_bytes(issued)
    (tmp_path / "form.pdf").write_bytes(filled)
    _, output, errors = run("form", "read", "form.pdf", cwd=tmp_path)
    criteria = json.loads(output)["criteria"]
    said = f"evaluated using the criteria of the file itself: demo, version 1.0, sha256 {criteria['sha256']}"
    assert f"form.pdf: {said}\n" in errors
    _, output, errors = run("form", "read", "--issued", "blank.pdf", "form.pdf", cwd=tmp_path)
    assert json.loads(output)["criteria"] == criteria
    assert "form.pdf: evaluated using the criteria of the form as issued: demo, version 1.0" in errors
    (tmp_path / "blank.pdf").write_bytes(issued[:-40])
    assert run("form", "read", "--issued", "blank.pdf", "form.pdf", cwd=tmp_path) == (
        1,
        "",
        "form.pdf: the form as issued cannot be read as a PDF\n",
    )

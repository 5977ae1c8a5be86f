"""The finisher on forms of a few objects, as WeasyPrint half makes them: what it takes over, and what it replaces."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

from generator.files.paths import templates_dir
from generator.forms import FieldSpec, FormError, Option, finish_form
from generator.forms.fonts import embed, make_form_font

from .small_form import blank, data, field, on_page, stream

FONT = make_form_font((templates_dir() / "fonts" / "SourceSans3-Regular.ttf").read_bytes(), frozenset("≥"))
DA = String("/a1.0 gs 0 0 0 rg /F1 9 Tf")
BUTTON = {"FT": Name.Btn}


def half_made(pages: int = 1, fonts: tuple[str, ...] = ("F1",)) -> pikepdf.Pdf:
    """Return a document with fonts for fields, each embedded whole."""
    document = blank(pages)
    document.Root.AcroForm.NeedAppearances = True
    for name in fonts:
        _, whole = embed(document, FONT)
        document.Root.AcroForm.DR.Font[f"/{name}"] = whole
        for page in document.pages:
            if "/Font" not in page.resources:
                page.resources.Font = Dictionary()
            page.resources.Font[f"/{name}"] = whole
    return document


@contextmanager
def finished(document: pikepdf.Pdf, *fields: FieldSpec) -> Iterator[tuple[pikepdf.Pdf, list[pikepdf.Object]]]:
    with pikepdf.open(io.BytesIO(finish_form(data(document), fields))) as made:
        yield made, list(made.Root.AcroForm.Fields)


def text(name: str = "a", **more) -> FieldSpec:
    return FieldSpec(name, more.pop("kind", "text"), "Label", **more)


@pytest.mark.parametrize(
    ("key", "value"),
    [("Ff", 1 << 13), ("MK", Dictionary()), ("MaxLen", 7), ("Parent", Dictionary()), ("AS", Name.x)],
)
def test_what_weasyprint_left_is_taken_away(key, value):
    document = half_made()
    field(document, DA=DA, V=String("old"), **{key: value})
    with finished(document, text()) as (_, [made]):
        assert f"/{key}" not in made and str(made.V) == ""
        assert {str(name) for name in made} == {
            "/AP", "/DA", "/F", "/FT", "/Rect", "/Subtype", "/T", "/TU", "/Type", "/V",
        }  # fmt: skip


def test_a_form_has_its_fields_and_fonts_and_nothing_else():
    document = half_made()
    field(document, "a.b", DA=DA)
    with finished(document, text("a.b", required=True)) as (made, [one]):
        assert {str(key) for key in made.Root.AcroForm} == {"/Fields", "/DR"}
        assert (str(one.T), str(one.TU), int(one.Ff), str(one.DA)) == ("a/b", "Label", 2, "/Form1 9 Tf 0 0 0 rg")
        assert {str(key) for key in made.Root.AcroForm.DR.Font} == {"/Form1", "/Form1Wide"}
        assert "/F1" not in made.pages[0].resources.Font


@pytest.mark.parametrize(
    ("more", "flags", "length"),
    [
        ({}, None, None),
        ({"required": True}, 2, None),
        ({"read_only": True}, 1, None),
        ({"required": True, "read_only": True}, 3, None),
        ({"max_length": 5}, None, 5),
        ({"kind": "multiline"}, 1 << 12, None),
        ({"kind": "multiline", "required": True}, 1 << 12 | 2, None),
        ({"kind": "choice", "read_only": True}, 1 << 17 | 1, None),
    ],
)
def test_flags(more, flags, length):
    document = half_made()
    field(document, DA=DA)
    with finished(document, text(**more)) as (_, [made]):
        assert made.get("/Ff") == flags and made.get("/MaxLen") == length


@pytest.mark.parametrize(
    ("appearance", "expected"),
    [
        ("/a1.0 gs 0 0 0 rg /F1 9 Tf", "/Form1 9 Tf 0 0 0 rg"),
        ("/a1.0 gs /F1 9 Tf", "/Form1 9 Tf 0 g"),
        ("/F1 7.5 Tf 0.5 g", "/Form1 7.5 Tf 0.5 g"),
        ("1  0   0.25 rg /F1   12   Tf", "/Form1 12 Tf 1 0 0.25 rg"),
        ("0 0 0 rg", None),
    ],
)
def test_size_and_color_are_kept(appearance, expected):
    document = half_made()
    field(document, DA=String(appearance))
    if expected is None:
        with pytest.raises(FormError, match="no font in the appearance of a field: '0 0 0 rg'"):
            finish_form(data(document), [text()])
    else:
        with finished(document, text()) as (_, [made]):
            assert str(made.DA) == expected


def test_each_font_is_made_once():
    document = half_made(fonts=("F1", "F2"))
    for at, (name, font) in enumerate((("a", "F1"), ("b", "F2"), ("c", "F1"))):
        field(document, name, (100, 700 - 40 * at, 200, 720 - 40 * at), DA=String(f"/{font} 9 Tf"))
    with finished(document, *(text(name) for name in "abc")) as (made, fields):
        assert [str(one.DA).split()[0] for one in fields] == ["/Form1", "/Form2", "/Form1"]
        assert {str(key) for key in made.Root.AcroForm.DR.Font} == {
            "/Form1",
            "/Form1Wide",
            "/Form2",
            "/Form2Wide",
        }
        assert not list(made.pages[0].resources.Font.keys())


@pytest.mark.parametrize("where", ["page", "second stream", "form"])
def test_a_font_that_pages_use_too_is_refused(where):
    document = half_made(pages=2)
    field(document, DA=DA)
    drawing = b"BT /F1 9 Tf (x) Tj ET"
    if where == "page":
        document.pages[1].obj.Contents = document.make_stream(drawing)
    elif where == "second stream":
        document.pages[1].obj.Contents = Array([document.make_stream(b"q Q"), document.make_stream(drawing)])
    else:
        document.pages[0].resources.XObject = Dictionary(X=stream(document, drawing.decode()))
    with pytest.raises(FormError, match="give inputs a font family of their own"):
        finish_form(data(document), [text()])


@pytest.mark.parametrize("drawing", [b"BT /F1", b"BT /F1\n9 Tf"])
def test_a_font_that_is_named_at_the_end_of_a_stream_is_refused(drawing):
    """The streams of a page are one text: the size may be in the next one."""
    document = half_made()
    field(document, DA=DA)
    document.pages[0].obj.Contents = Array([document.make_stream(drawing), document.make_stream(b" 9 Tf ET")])
    with pytest.raises(FormError, match="give inputs a font family of their own"):
        finish_form(data(document), [text()])


def test_what_no_page_draws_may_name_a_font():
    document = half_made(pages=3)
    field(document, DA=DA)
    drawing = b"BT /F1 9 Tf (x) Tj ET"
    document.Root.Other = document.make_stream(drawing)
    document.Root.Image = document.make_stream(drawing, Subtype=Name.Image)
    document.Root.Names = document.make_indirect(Array([1, Name.Form]))
    document.Root.NotDrawn = document.make_indirect(Dictionary(Subtype=Name.Form))
    del document.pages[1].obj.Contents
    del document.pages[2].obj.Resources.Font
    with finished(document, text()) as (made, _):
        assert "/F1" not in made.pages[0].resources.Font and "/F1" not in made.pages[1].resources.Font


def test_a_font_with_a_longer_name_may_be_used():
    document = half_made(pages=2)
    field(document, DA=DA)
    document.pages[1].obj.Contents = document.make_stream(b"BT /F12 9 Tf (x) Tj ET")
    with finished(document, text()) as (made, _):
        assert len(made.pages) == 2


def test_a_font_that_is_not_truetype_is_refused():
    document = half_made()
    descriptor = document.Root.AcroForm.DR.Font.F1.DescendantFonts[0].FontDescriptor
    descriptor.FontFile3 = descriptor.FontFile2
    del descriptor.FontFile2
    field(document, DA=DA)
    with pytest.raises(FormError, match="the font of the inputs must be TrueType"):
        finish_form(data(document), [text()])


@pytest.mark.parametrize(("places", "options"), [(1, 2), (3, 2)])
def test_buttons_that_are_lost_or_doubled_are_refused(places, options):
    document = half_made()
    for at in range(places):
        field(document, "a", (100, 700 - 40 * at, 110, 710 - 40 * at), **BUTTON)
    spec = FieldSpec("a", "radio", "Q", options=tuple(Option(str(at), str(at)) for at in range(options)))
    with pytest.raises(FormError, match=f"field 'a': {options} in the HTML, {places} in the PDF"):
        finish_form(data(document), [spec])
    document = half_made()
    for at in range(2):
        field(document, "b", (100, 700 - 40 * at, 110, 710 - 40 * at), DA=DA)
    with pytest.raises(FormError, match="field 'b': 1 in the HTML, 2 in the PDF"):
        finish_form(data(document), [text("b")])


def test_fields_of_one_side_alone_are_named():
    document = half_made()
    field(document, "in-pdf", DA=DA)
    with pytest.raises(FormError, match="in the HTML or in the PDF, but not in both: in-html, in-pdf"):
        finish_form(data(document), [text("in-html")])


def test_a_radio_group():
    document = half_made(pages=2)
    for at in range(2):
        field(document, "a", (100, 700, 110, 710), page=at, AS=Name.x, V=Name.x, MK=Dictionary(), **BUTTON)
    on_page(document, document.make_indirect(Dictionary(Subtype=Name.Link, Rect=[0, 0, 9, 9])))
    options = (Option("yes", "Yes"), Option("no", "No"))
    with finished(document, FieldSpec("a", "radio", "Q", options=options, value="no", required=True)) as (_, [made]):
        assert (made.FT, int(made.Ff), made.V, str(made.TU)) == (Name.Btn, 1 << 15 | 2, Name.no, "Q")
        assert [(kid.AS, str(kid.TU), "/FT" in kid, {"/MK", "/V"} & set(kid.keys())) for kid in made.Kids] == [
            (Name.Off, "Q: Yes", False, set()), (Name.no, "Q: No", False, set()),
        ]  # fmt: skip
        assert [sorted(map(str, kid.AP.N.keys())) for kid in made.Kids] == [["/Off", "/yes"], ["/Off", "/no"]]
        for kid in made.Kids:
            on, off = (kid.AP.N[name].read_bytes() for name in (sorted(kid.AP.N.keys())[-1], "/Off"))
            assert b" 1 J 5.5 w " in on and not off and kid.Parent.objgen == made.objgen
    document = half_made()
    field(document, "a", (100, 700, 110, 710), **BUTTON)
    with finished(document, FieldSpec("a", "radio", "Q", options=options[:1])) as (_, [made]):
        assert made.V == made.Kids[0].AS == Name.Off


@pytest.mark.parametrize(("value", "state"), [("on", "on"), ("", "Off")])
def test_a_checkbox(value, state):
    document = half_made()
    field(document, "a", (100, 700, 110, 710), **BUTTON)
    field(document, "b", (110, 600, 100, 590), **BUTTON)
    field(document, "c", (100, 500, 110, 520), **BUTTON)
    specs = [FieldSpec(name, "checkbox", "L", options=(Option("on", "L"),), value=value) for name in "abc"]
    with finished(document, *specs) as (_, [made, equal, other]):
        assert made.V == made.AS == Name(f"/{state}") and " 1 j " in made.AP.N.on.read_bytes().decode()
        assert made.AP.N.on.objgen == equal.AP.N.on.objgen != other.AP.N.on.objgen
        assert made.AP.N.Off.objgen == equal.AP.N.Off.objgen != other.AP.N.Off.objgen
        assert [float(side) for side in made.AP.N.on.BBox] == [0, 0, 10, 10]


def test_a_signature_field():
    document = half_made()
    field(document, "s", DA=DA, V=String(""))
    field(document, "a", (100, 600, 200, 620), DA=DA, TU=String(""))
    with finished(document, FieldSpec("s", "signature", "Sign here"), text()) as (made, [one, other]):
        assert "/Kids" not in other
        assert one.FT == "/Sig" and not {"/DA", "/V"} & set(one.keys()) and not one.AP.N.read_bytes()
        assert int(made.Root.AcroForm.SigFlags) == 1 and [float(side) for side in one.AP.N.BBox] == [0, 0, 100, 20]


@pytest.mark.parametrize(("value", "shown"), [("x", b"<4578>"), ("", b""), ("unknown", b"")])
def test_a_list(value, shown):
    document = half_made()
    field(document, DA=DA, FT=Name.Ch)
    options = (Option("y", "Why"), Option("x", "Ex"))
    with finished(document, text(kind="choice", options=options, value=value)) as (_, [made]):
        assert [[str(part) for part in item] for item in made.Opt] == [["y", "Why"], ["x", "Ex"]]
        assert (
            str(made.V) == value
            and (shown in made.AP.N.read_bytes())
            and (bool(shown) == (b"Tj" in made.AP.N.read_bytes()))
        )


def test_signs_that_cannot_be_typed_in_a_list_are_all_named():
    document = half_made()
    field(document, DA=DA, FT=Name.Ch)
    document.Root.AcroForm.DR.Font.F1 = whole(document, "Ωβ")
    options = (Option("y", "β"), Option("x", "Ω ≥"))
    with pytest.raises(FormError, match="field 'a': a list entry would lose its Ω β when it is chosen"):
        finish_form(data(document), [text(kind="choice", options=options)])


def test_an_entry_of_a_list_that_the_font_lacks_is_refused():
    source = TTFont(io.BytesIO(FONT.data))
    for table in source["cmap"].tables:
        table.cmap.pop(ord("≥"), None)
    target = io.BytesIO()
    source.save(target)
    document = half_made()
    document.Root.AcroForm.DR.Font.F1 = embed(document, replace(FONT, data=target.getvalue()))[1]
    field(document, DA=DA, FT=Name.Ch)
    with pytest.raises(FormError, match="the font of the inputs has no ≥"):
        finish_form(data(document), [text(kind="choice", options=(Option("y", "≥ 1"),))])


def test_the_text_of_a_button_is_not_drawn_in_the_font():
    document = half_made()
    field(document, DA=DA)
    field(document, "b", (100, 600, 110, 610), **BUTTON)
    spec = FieldSpec("b", "checkbox", "中", options=(Option("on", "中"),))
    with finished(document, text(), spec) as (_, [_, made]):
        assert str(made.TU) == "中"


def whole(document: pikepdf.Pdf, characters: str) -> pikepdf.Object:
    source = (templates_dir() / "fonts" / "SourceSans3-Regular.ttf").read_bytes()
    return embed(document, make_form_font(source, frozenset(characters)))[1]


def test_texts_are_drawn_in_their_field():
    document = half_made()
    field(document, "a", DA=DA)
    field(document, "b", (100, 600, 200, 650), DA=DA)
    with finished(document, text(value="Ana"), text("b", kind="multiline", value="x\ny")) as (_, [one, many]):
        assert b"<416e61> Tj" in one.AP.N.read_bytes() and b"2 6.967 Td" in one.AP.N.read_bytes()
        assert b"<78> Tj\nT*\n<79> Tj" in many.AP.N.read_bytes() and b"2 39 Td" in many.AP.N.read_bytes()
        assert (str(one.V), str(many.V)) == ("Ana", "x\ny")


def test_a_field_that_running_headers_repeat():
    document = half_made(pages=2)
    field(document, "a", (100, 100, 200, 120), page=0, DA=DA, TU=String("again"))
    field(document, "a", (100, 500, 200, 520), page=0, DA=DA, TU=String("Label"))
    field(document, "b", (100, 400, 200, 420), page=0, DA=DA, TU=String("again"))
    field(document, "a", (100, 100, 200, 120), page=1, DA=DA, TU=String("again"), MaxLen=9)
    with finished(document, text(repeat="again", value="v", max_length=4), text("b")) as (made, [one, other]):
        assert (one.FT, str(one.V), int(one.MaxLen), str(one.DA), str(one.T)) == (
            Name.Tx, "v", 4, "/Form1 9 Tf 0 0 0 rg", "a",
        )  # fmt: skip
        assert [str(kid.TU) for kid in one.Kids] == ["again", "Label", "again"] and str(one.TU) == "Label"
        for kid in one.Kids:
            assert not {"/FT", "/V", "/MaxLen", "/T"} & set(map(str, kid.keys()))
            assert kid.Parent.objgen == one.objgen and b"<76> Tj" in kid.AP.N.read_bytes()
        assert [str(item.TU) for item in made.pages[0].Annots] == ["Label", "Label", "again"]
        assert [float(item.Rect[1]) for item in made.pages[0].Annots] == [500, 400, 100] and "/Kids" not in other


def test_equal_boxes_differ_in_the_third_digit():
    document = half_made()
    for at, (name, width, height) in enumerate(
        (("a", 100.126, 20.126), ("b", 100.128, 20.134), ("c", 100.136, 20.126))
    ):
        field(document, name, (0, 700 - 40 * at, width, 700 - 40 * at + height), FT=Name.Btn)
    specs = [FieldSpec(name, "checkbox", "L", options=(Option("on", "L"),)) for name in "abc"]
    with finished(document, *specs) as (_, [one, equal, other]):
        assert [float(side) for side in one.AP.N.on.BBox] == [0, 0, 100.13, 20.13]
        assert one.AP.N.on.objgen == equal.AP.N.on.objgen != other.AP.N.on.objgen


def test_a_document_without_fields_has_no_form():
    document = pikepdf.new()
    document.add_blank_page()
    with pikepdf.open(io.BytesIO(finish_form(data(document), []))) as made:
        assert "/AcroForm" not in made.Root

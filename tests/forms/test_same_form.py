"""What may differ between a filled form and the form as issued, part by part, with forms of a few objects."""

from __future__ import annotations

import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from generator.forms import UnreadableForm
from generator.forms.fields import read_fields
from generator.forms.issued import refuse_another_form
from generator.pdf import CRITERIA
from generator.pdf.streams import StreamProblem

from .small_form import blank, field, on_page, stream


def form() -> pikepdf.Pdf:
    """Return a form with a field of each kind."""
    document = blank(2)
    field(document, "text", (100, 700, 200, 720), V=String("1"), TU=String("Text"), MaxLen=9)
    field(document, "fixed", (100, 650, 200, 670), V=String("P-1"), Ff=1)
    field(document, "list", (100, 600, 200, 620), FT=Name.Ch, Ff=1 << 17, Opt=Array([String("a"), String("b")]))
    pictures = Dictionary(yes=stream(document, "0 g 0 0 9 9 re f"), Off=stream(document, ""))
    field(document, "box", (100, 550, 110, 560), page=1, FT=Name.Btn, AP=Dictionary(N=pictures))
    for page in document.pages:
        page.obj.Contents = document.make_stream(b"q  0 g\n0 0 9 9 re f Q")
        page.obj.Resources = Dictionary(
            Font=Dictionary(T=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Size=9.04)),
            XObject=Dictionary(X=document.make_stream(b"0 g", Subtype=Name.Form, Nested=Array([1, 2.5, True]))),
        )
    document.Root.AcroForm.DR.Font.F1 = Dictionary(Type=Name.Font, BaseFont=Name.Helvetica)
    document.attachments[CRITERIA] = pikepdf.AttachedFileSpec(document, b"{}", filename=CRITERIA)
    return document


def compare(change) -> None:
    with form() as filled, form() as issued:
        wanted = read_fields(issued)
        change({str(item.T): item for item in filled.Root.AcroForm.Fields}, filled)
        refuse_another_form(filled, read_fields(filled), issued, wanted)


def put(name: str, **keys):
    def change(fields, document):
        for key, value in keys.items():
            fields[name][f"/{key}"] = value

    return change


def draw(text: bytes):
    return lambda fields, document: document.pages[1].obj.__setattr__("Contents", document.make_stream(text))


def sheet(key: str, value, page: int = 0):
    return lambda fields, document: document.pages[page].obj.__setitem__(f"/{key}", value)


def resource(kind: str, name: str, make):
    return lambda fields, document: document.pages[0].obj.Resources[f"/{kind}"].__setitem__(f"/{name}", make(document))


def font(**keys):
    base = {"Type": Name.Font, "Subtype": Name.Type1, "BaseFont": Name.Helvetica, "Size": 9.04}
    return lambda document: Dictionary(**{**base, **keys})


def xobject(content: bytes = b"0 g", **keys):
    return lambda document: document.make_stream(
        content, **{"Subtype": Name.Form, "Nested": Array([1, 2.5, True]), **keys}
    )


def signed(fields, document):
    field(document, "Signature 1", (100, 100, 100, 100), FT=Name.Sig)


def split(fields, document):
    document.pages[0].obj.Contents = Array([document.make_stream(b"q 0 g"), document.make_stream(b"0 0 9 9 re f Q\n")])


def attached(content: bytes):
    return lambda fields, document: document.attachments.__setitem__(
        CRITERIA, pikepdf.AttachedFileSpec(document, content, filename=CRITERIA)
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda fields, document: None,
        put("text", V=String("2")),
        put("text", Rect=[100.4, 700, 200, 720.4]),
        put("fixed", V=String("P-1")),
        put("list", V=String("b")),
        put("box", V=Name.yes, AS=Name.yes),
        signed,
        split,
        draw(b"q 0 g 0 0 9  9 re f\nQ\n"),
        lambda fields, document: document.attachments.clear(),
        sheet("CropBox", [0, 0, 612.4, 792]),
        sheet("Rotate", 0),
        resource("Font", "Other", font(BaseFont=Name.Courier)),
        resource("Font", "T", font(Size=9.0)),
        resource("Font", "T", font(Parent=Dictionary())),
        resource("XObject", "X", xobject(StructParent=4, FormType=1)),
        sheet("Group", Dictionary()),
        lambda fields, document: document.Root.AcroForm.DR.Font.__setattr__("F2", Dictionary()),
    ],
)
def test_what_may_differ(change):
    compare(change)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Parent", Dictionary()),
        ("P", Dictionary()),
        ("StructParent", 4),
        ("StructParents", 4),
        ("Type", Name.Other),
        ("FormType", 1),
        ("Metadata", Dictionary()),
        ("Group", Dictionary()),
    ],
)
def test_where_an_object_is_and_what_is_said_about_it_may_differ(key, value):
    compare(resource("XObject", "X", xobject(**{key: value})))
    with pytest.raises(UnreadableForm, match="page 1 shows something different"):
        compare(resource("XObject", "X", xobject(**{f"{key}X": value})))


@pytest.mark.parametrize("content", [b"0 g", b"1 g"])
def test_how_a_drawing_is_packed_may_differ(content):
    """As the programs that fill in forms save it: with another filter, and so another length."""
    with form() as filled, form() as issued:
        issued.pages[0].obj.Resources.XObject.X = issued.make_stream(b"0 g", Subtype=Name.Form)
        packed = zlib.compress(content)
        keys = {"Filter": Name.FlateDecode, "DecodeParms": Dictionary(Predictor=1), "Length": len(packed)}
        filled.pages[0].obj.Resources.XObject.X = filled.make_stream(packed, Subtype=Name.Form, **keys)
        fields = [read_fields(document) for document in (filled, issued)]
        if content == b"0 g":
            refuse_another_form(filled, fields[0], issued, fields[1])
        else:
            with pytest.raises(UnreadableForm, match="page 1 shows something different"):
                refuse_another_form(filled, fields[0], issued, fields[1])


ANOTHER = "it is not the form as issued: "


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put("text", Rect=[101, 700, 200, 720]), "the field text is different"),
        (put("text", TU=String("Test")), "the field text is different"),
        (put("text", MaxLen=10), "the field text is different"),
        (put("text", Ff=2), "the field text is different"),
        (put("text", FT=Name.Ch), "the field text is different"),
        (put("fixed", V=String("P-2")), "the field fixed is different"),
        (put("list", Opt=Array([String("a"), String("c")])), "the field list is different"),
        (put("text", T=String("texts")), "the field text is missing"),
        (lambda fields, document: field(document, "more", (100, 300, 200, 320)), "the field more was added"),
        (lambda fields, document: document.add_blank_page(), "it has a different number of pages"),
        (draw(b"q 0 g 0 0 9 8 re f Q"), "page 2 shows something different"),
        (sheet("CropBox", [0, 0, 611, 792], 1), "page 2 shows something different"),
        (sheet("Rotate", 90), "page 1 shows something different"),
        (resource("Font", "T", font(BaseFont=Name.Courier)), "page 1 shows something different"),
        (resource("Font", "T", font(Size=9.1)), "page 1 shows something different"),
        (resource("XObject", "X", xobject(b"1 g")), "page 1 shows something different"),
        (resource("XObject", "X", xobject(Nested=Array([1, 2.5, False]))), "page 1 shows something different"),
        (resource("XObject", "X", xobject(Nested=Array([1, 2.5, True, 4]))), "page 1 shows something different"),
        (resource("XObject", "X", xobject(Nested=Array([1, 2.5, 1]))), "page 1 shows something different"),
        (resource("XObject", "X", xobject(More=1)), "page 1 shows something different"),
        (
            lambda fields, document: document.pages[0].obj.Resources.__delattr__("Font"),
            "page 1 shows something different",
        ),
        (
            lambda fields, document: document.Root.AcroForm.DR.Font.__setattr__("F1", Dictionary()),
            "in a different font",
        ),
        (
            lambda fields, document: document.Root.AcroForm.__delattr__("DR"),
            "its answers are drawn in a different font",
        ),
        (attached(b"[]"), "it contains different criteria"),
    ],
)
def test_what_may_not_differ(change, message):
    with pytest.raises(UnreadableForm, match=message) as caught:
        compare(change)
    assert str(caught.value).startswith(ANOTHER)


def test_the_states_of_a_box_are_the_same():
    def other(fields, document):
        pictures = Dictionary(no=stream(document, "0 g 0 0 9 9 re f"), Off=stream(document, ""))
        fields["box"].AP = Dictionary(N=pictures)

    with pytest.raises(UnreadableForm, match="the field box is different"):
        compare(other)


def test_a_field_is_on_the_same_page():
    def moved(fields, document):
        second = document.pages[1]
        second.obj.Annots = Array([])
        on_page(document, fields["box"])

    with pytest.raises(UnreadableForm, match="the field box is different"):
        compare(moved)


@pytest.mark.parametrize("size", [32 << 20, (32 << 20) + 1])
def test_the_largest_stream_that_is_compared(size):
    packed = zlib.compress(bytes(size))
    large = resource("XObject", "X", lambda document: document.make_stream(packed, Filter=Name.FlateDecode))
    message = "page 1 shows something different" if size == 32 << 20 else "more than 33,554,432 bytes"
    with pytest.raises((UnreadableForm, StreamProblem), match=message):
        compare(large)


@pytest.mark.parametrize("wrap", [lambda item: Dictionary(In=item), lambda item: Array([item])], ids=["keys", "list"])
@pytest.mark.parametrize(("depth", "seen"), [(11, True), (12, False)])
def test_resources_are_compared_to_a_depth(wrap, depth, seen):
    """Anything nested deeper is taken as the same: a malicious file can nest without end."""

    def nested(value: int):
        def change(fields, document):
            item = Dictionary(Value=value)
            for _ in range(depth):
                item = wrap(item)
            document.pages[0].obj.Resources.Font.Deep = item

        return change

    with form() as filled, form() as issued:
        nested(1)({}, filled)
        nested(2)({}, issued)
        fields = [read_fields(document) for document in (filled, issued)]
        if seen:
            with pytest.raises(UnreadableForm, match="page 1 shows something different"):
                refuse_another_form(filled, fields[0], issued, fields[1])
        else:
            refuse_another_form(filled, fields[0], issued, fields[1])

"""The limits of what is read from a form, on both sides, with forms of a few objects."""

from __future__ import annotations

import re

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from generator.forms import UnreadableForm, read_form
from generator.forms.fields import read_fields, text_of
from generator.forms.shown import agrees
from generator.pdf.streams import StreamProblem

from .small_form import BOX, blank, data, drawn, field, on_page, stream


def names(document: pikepdf.Pdf) -> list[str]:
    return [item.name for item in read_fields(document)]


def refused(document: pikepdf.Pdf, message: str) -> None:
    with pytest.raises(UnreadableForm, match=re.escape(message)):
        read_fields(document)


@pytest.mark.parametrize(
    ("box", "seen"),
    [
        ((100, 700, 103, 720), True),
        ((100, 700, 102.9, 720), False),
        ((100, 700, 200, 703), True),
        ((100, 700, 200, 702.9), False),
        ((103, 703, 100, 700), True),  # the corners may come in any order
    ],
)
def test_a_field_has_three_points(box, seen):
    document = blank()
    field(document, box=box)
    if seen:
        assert names(document) == ["a"]
    else:
        refused(document, "a is too small to be seen")


@pytest.mark.parametrize(
    ("box", "inside"),
    [
        ((-1, 700, 99, 720), True),
        ((-1.1, 700, 99, 720), False),
        ((0, -1, 99, 20), True),
        ((0, -1.1, 99, 20), False),
        ((600, 700, 613, 720), True),
        ((600, 700, 613.1, 720), False),
        ((0, 780, 99, 793), True),
        ((0, 780, 99, 793.1), False),
    ],
)
def test_a_field_is_on_the_page_to_within_a_point(box, inside):
    document = blank()
    field(document, box=box)
    if inside:
        assert names(document) == ["a"]
    else:
        refused(document, "page 1 has a field outside the visible area")


@pytest.mark.parametrize(
    ("box", "apart"),
    [
        ((199, 700, 300, 720), True),
        ((198.9, 700, 300, 720), False),
        ((10, 700, 101, 720), True),
        ((10, 700, 101.1, 720), False),
        ((100, 719, 200, 740), True),
        ((100, 718.9, 200, 740), False),
        ((100, 680, 200, 701), True),
        ((100, 680, 200, 701.1), False),
        ((198.9, 719, 300, 740), True),
        ((110, 705, 120, 710), False),
    ],
)
def test_two_fields_share_a_point_at_most(box, apart):
    for other in (False, True):
        document = blank()
        field(document)
        if other:
            on_page(document, document.make_indirect(Dictionary(Subtype=Name.FreeText, Rect=list(box))))
        else:
            field(document, "b", box)
        if apart:
            assert names(document) == (["a"] if other else ["a", "b"])
        else:
            refused(document, "page 1 has a note or drawing that overlaps a field" if other else
                    "page 1 has a field that overlaps another field")  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "lies_on_it"),
    [
        ({"Subtype": Name.Square}, True),
        ({"Subtype": Name.Link}, False),
        ({"Subtype": Name.Popup}, False),
        ({"Subtype": Name.Square, "F": 1 << 0}, False),
        ({"Subtype": Name.Square, "F": 1 << 1}, False),
        ({"Subtype": Name.Square, "F": 1 << 5}, False),
        ({"Subtype": Name.Square, "F": 1 << 8}, False),
        ({"Subtype": Name.Square, "F": 1 << 2 | 1 << 3 | 1 << 7}, True),
    ],
)
def test_a_note_that_is_seen_does_not_lie_on_a_field(keys, lies_on_it):
    document = blank()
    field(document)
    on_page(document, document.make_indirect(Dictionary(Rect=list(BOX), **keys)))
    if lies_on_it:
        refused(document, "overlaps a field")
    else:
        assert names(document) == ["a"]
    del document.pages[0].obj.Annots[1].Rect  # what has no place lies on nothing
    assert names(document) == ["a"]


@pytest.mark.parametrize("count", [1000, 1001])
def test_a_page_has_a_thousand_annotations(count):
    document = blank(2)
    field(document, page=1)
    document.pages[1].obj.Annots.extend([document.make_indirect(Dictionary(Subtype=Name.Link))] * (count - 1))
    if count == 1000:
        assert names(document) == ["a"] and read_fields(document)[0].widgets[0].page == 2
    else:
        refused(document, "page 2 has more than 1,000 fields and notes")


@pytest.mark.parametrize("count", [2000, 2001])
def test_a_form_has_two_thousand_pages(count):
    document = blank(count)
    field(document)
    if count == 2000:
        assert names(document) == ["a"]
    else:
        refused(document, "more than 2,000 pages")


@pytest.mark.parametrize(
    ("count", "said"), [(5000, "two fields have the name"), (5001, "the form has more than 5,000")]
)
def test_a_form_lists_five_thousand_fields(count, said):
    document = blank()
    field(document)
    twin = field(document, box=(100, 100, 200, 120))
    document.Root.AcroForm.Fields.extend([twin] * (count - 2))
    refused(document, said)


@pytest.mark.parametrize(
    ("count", "said"), [(5000, "a is not on any page"), (5001, "the form has more than 5,000 fields")]
)
def test_a_field_has_five_thousand_places(count, said):
    document = blank()
    made = field(document)
    made.Kids = Array([Dictionary(Subtype=Name.Widget)] * count)
    refused(document, said)


@pytest.mark.parametrize("count", [5000, 5001])
def test_a_list_has_five_thousand_entries(count):
    document = blank()
    field(document, FT=Name.Ch, Opt=Array([String("x")] * count))
    if count == 5000:
        assert len(read_fields(document)[0].options) == 5000
    else:
        refused(document, "a has more than 5,000 entries")


@pytest.mark.parametrize("depth", [32, 33])
def test_names_nest_to_a_depth_of_32(depth):
    document = blank()
    node = field(document, listed=False)
    for _ in range(depth):
        above = document.make_indirect(Dictionary(T=String("g"), Kids=Array([node])))
        node.Parent = above
        node = above
    document.Root.AcroForm.Fields.append(node)
    if depth == 32:
        assert names(document) == [".".join(["g"] * 32 + ["a"])]
    else:
        refused(document, "are nested without end")


@pytest.mark.parametrize("size", [100_000, 100_001])
def test_a_text_has_a_hundred_thousand_bytes(size):
    document = blank()
    for value in (String(b"x" * size), document.make_stream(b"x" * size)):
        if size == 100_000:
            assert text_of(value) == "x" * size
        else:
            with pytest.raises((UnreadableForm, StreamProblem)):
                text_of(value)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"a\r\nb\rc\nd", "a\nb\nc\nd"),
        (b"\xef\xbb\xbf\xc3\xa9", "é"),
        (b"\xef\xbb\xbf\xff", "\ufffd"),
        (b"\xfe\xff\x00\xe9", "é"),
        (b"", ""),
    ],
)
def test_a_text_is_decoded(raw, text):
    assert text_of(String(raw)) == text


@pytest.mark.parametrize("value", [None, 1, Name("/a"), Dictionary(), Array([String("a")])])
def test_what_is_no_text_is_empty(value):
    assert text_of(value) == ""


def test_kids_take_what_the_group_says():
    document = blank()
    kids = [
        field(document, name, (100, top, 200, top + 20), listed=False, FT=None)
        for name, top in (("x", 700), ("y", 600))
    ]
    group = document.make_indirect(Dictionary(T=String("g"), Kids=Array(kids), FT=Name.Ch, Ff=2, MaxLen=7,
                                              Opt=Array([String("o"), Array([String("v"), String("w")])])))  # fmt: skip
    for kid in kids:
        kid.Parent = group
    kids[1].Ff = 1
    document.Root.AcroForm.Fields.append(group)
    first, second = read_fields(document)
    assert (first.name, first.kind, first.flags, first.max_length) == ("g.x", "/Ch", 2, 7)
    assert first.options == (("o", "o"), ("v", "w")) and (second.name, second.flags) == ("g.y", 1)
    assert (first.label, first.value) == ("g.x", None)  # without a name for people, the field's own
    group.V = String("v")
    refused(document, "a group of fields and also a field itself")


def test_a_slash_in_a_name_is_a_dot_and_names_are_plain():
    document = blank()
    field(document, "a/b-c_1", TU=String("Label"))
    assert [(item.name, item.label) for item in read_fields(document)] == [("a.b-c_1", "Label")]
    for name in ("a b", "a//b", "/a", "a.", "é"):
        document = blank()
        field(document, name)
        refused(document, "which no form of this kind has")
    document = blank()
    field(document)
    field(document, "Signature 1 of é", (100, 500, 200, 500), FT=Name.Sig)  # programs that sign add one, also unseen
    assert names(document) == ["a", "Signature 1 of é"]


def test_a_form_without_a_list_of_fields_has_none():
    document = blank()
    del document.Root.AcroForm.Fields
    refused(document, "the file has no form fields: is it a scan, or was it printed to PDF?")


def test_a_field_without_flags_is_not_printed():
    document = blank()
    field(document, F=None)
    refused(document, "the field a is hidden or not printed")


def test_a_push_button_holds_nothing():
    document = blank()
    field(document)
    field(document, "send it", (100, 500, 200, 520), FT=Name.Btn, Ff=1 << 16)
    assert names(document) == ["a"]
    document = blank()
    field(document, "send it", FT=Name.Btn, Ff=1 << 16)
    refused(document, "has no form fields")


def test_a_field_has_a_name():
    document = blank()
    field(document, T=None)
    refused(document, "a field has no name")
    document = blank()
    field(document, listed=False, T=None)
    document.Root.AcroForm.Fields.append(field(document, "b", (100, 500, 200, 520), listed=False))
    refused(document, "page 1 shows a field that the form does not list")


@pytest.mark.parametrize(
    ("value", "bad"),
    [
        (Dictionary(S=Name.GoTo), False),
        (Dictionary(S=Name.JavaScript), True),
        (Dictionary(S=Name.Launch), True),
        (Array([1]), False),
    ],
)
def test_an_action_on_opening(value, bad):
    document = blank()
    field(document)
    document.Root.OpenAction = value
    if bad:
        refused(document, "scripts or actions")
    else:
        assert names(document) == ["a"]


@pytest.mark.parametrize("place", ["AA", "Names", "CO", "XFA"])
def test_what_decides_by_itself_is_refused(place):
    document = blank()
    field(document)
    if place == "AA":
        document.Root.AA = Dictionary()
    elif place == "Names":
        document.Root.Names = Dictionary(JavaScript=Dictionary())
    else:
        document.Root.AcroForm[f"/{place}"] = Array()
    refused(document, "a second form (XFA)" if place == "XFA" else "scripts or actions")


@pytest.mark.parametrize("key", ["A", "AA"])
def test_a_field_with_an_action_is_refused(key):
    document = blank()
    field(document, **{key: Dictionary()})
    refused(document, "a has a script or an action")


@pytest.mark.parametrize(("shown", "value", "same"), [
    ("Ana", "Ana", True), ("An", "Ana", False), ("Anaa", "Ana", False), ("", "", True), ("a b", "ab", False),
    ("ab", "a b", True), ("?", "é", True), ("·", "é", True), ("•", "é", True), ("\ufffd", "é", True),
    ("\u25a1", "é", True), ("e", "é", False), ("?", "e", False), ("", "é", False), ("??", "é", False),
    ("\0", "é", True), ("\0\0\0\0", "é", True), ("\0\0\0\0\0", "é", False), ("\0\0", "éé", True),
    ("\0" * 8, "éé", True), ("\0" * 9, "éé", False), ("\0", "e", False), ("\0x", "éx", True),
])  # fmt: skip
def test_a_picture_agrees_with_a_value(shown, value, same):
    assert agrees(shown, value) is same


def read(text: str | None, shown: str | None = None, **more):
    """Return the value of a text field that shows a text; `keys` of the field, the rest of its picture."""
    document = blank()
    keys = more.pop("keys", {})
    picture = drawn(document, text if shown is None else shown, **more)
    field(document, V=String(text or ""), AP=picture, **keys)
    return read_form(data(document)).values["a"]


PLAIN = "0 g /F1 9 Tf 2 3 Td"


@pytest.mark.parametrize(
    ("how", "seen"),
    [
        ("0 g /F1 2 Tf 2 3 Td", True),
        ("0 g /F1 1.9 Tf 2 3 Td", False),
        ("0 g /F1 60 Tf 2 3 Td", True),
        ("0 g /F1 60.1 Tf 2 3 Td", False),
        ("0 g /F1 1 Tf 9 0 0 9 2 3 Tm", True),
        ("0 g /F1 10 Tf 9 0 0 9 2 3 Tm", False),
        ("0 g /F1 9 Tf -2 3 Td", True),
        ("0 g /F1 9 Tf -2.1 3 Td", False),
        ("0 g /F1 9 Tf 99.9 3 Td", True),
        ("0 g /F1 9 Tf 100 3 Td", False),
        ("0 g /F1 9 Tf 2 -2 Td", True),
        ("0 g /F1 9 Tf 2 -2.1 Td", False),
        ("0 g /F1 9 Tf 2 19.9 Td", True),
        ("0 g /F1 9 Tf 2 20 Td", False),
        ("0 g /F1 9 Tf 1 1 Td 1 2 Td", True),
        ("0 g /F1 9 Tf 60 3 Td 60 0 TD", False),
        ("0.6 g /F1 9 Tf 2 3 Td", True),
        ("0.61 g /F1 9 Tf 2 3 Td", False),
        ("0.6 0.6 0.6 rg /F1 9 Tf 2 3 Td", True),
        ("0 0.9 0.9 rg /F1 9 Tf 2 3 Td", True),
        ("0.1 0.9 0.9 rg /F1 9 Tf 2 3 Td", False),
        ("0 0 0 0.4 k /F1 9 Tf 2 3 Td", True),
        ("0 0 0 0.39 k /F1 9 Tf 2 3 Td", False),
        ("0 0.4 0 0 k /F1 9 Tf 2 3 Td", True),
        ("0 0 0.4 0 k /F1 9 Tf 2 3 Td", True),
        ("g /F1 9 Tf 2 3 Td", False),
        ("0.39 0.39 0.39 0 k /F1 9 Tf 2 3 Td", False),
        ("q 1 g Q /F1 9 Tf 2 3 Td", True),
        ("1 g q 0 g Q /F1 9 Tf 2 3 Td", False),
        ("Q /F1 9 Tf 2 3 Td", True),
        ("1 g Q Q /F1 9 Tf 2 3 Td", True),  # nothing was kept: it is black again
        ("1 g q 0 g q /F1 9 Tf 2 3 Td", True),
        ("Q 1 g /F1 9 Tf 2 3 Td", False),
        ("0 g /F1 9 Tf BT 50 3 Td ET BT 60 3 Td", True),
        ("1 g q 0 g /F1 9 Tf 2 3 Td", True),
        ("0 g q 1 g /F1 9 Tf 2 3 Td", False),
    ],
)
def test_a_text_can_be_seen(how, seen):
    if seen:
        assert read("Ana", before=how) == "Ana"
    else:
        with pytest.raises(UnreadableForm, match="its text cannot be seen"):
            read("Ana", before=how)


@pytest.mark.parametrize(
    ("how", "plain"),
    [
        ("5 Tc", True), ("5.1 Tc", False), ("-1 Tc", True), ("-1.1 Tc", False),
        ("20 Tw", True), ("20.1 Tw", False), ("-1 Tw", True), ("-1.1 Tw", False),
        ("50 Tz", True), ("49 Tz", False), ("150 Tz", True), ("151 Tz", False),
        ("0 Tr", True), ("1 Tr", False), ("0 Ts", True), ("1 Ts", False), ("-1 Ts", False),
    ],
)  # fmt: skip
def test_letters_are_set_plainly(how, plain):
    if plain:
        assert read("Ana", before=f"{PLAIN} {how}") == "Ana"
    else:
        with pytest.raises(UnreadableForm, match=f"operator {how[-2:]}"):
            read("Ana", before=f"{PLAIN} {how}")


@pytest.mark.parametrize(("gap", "plain"), [("1000", True), ("1001", False), ("-1000", True), ("-1001", False)])
def test_pieces_of_a_text_lie_together(gap, plain):
    if plain:
        assert read("Ana", "", before=f"{PLAIN} [(A) {gap} (na)] TJ") == "Ana"
    else:
        with pytest.raises(UnreadableForm, match="spread out"):
            read("Ana", "", before=f"{PLAIN} [(A) {gap} (na)] TJ")


@pytest.mark.parametrize(
    ("how", "plain"),
    [
        ("1 0 0 1 2 3 Tm", True),
        ("0 0 0 0 2 3 Tm", False),
        ("-1 0 0 -1 2 3 Tm", False),
        ("1 0.1 0 1 2 3 Tm", False),
        ("1 0 0.1 1 2 3 Tm", False),
        ("1 0 0 1.1 2 3 Tm", False),
    ],
)
def test_a_text_is_upright(how, plain):
    if plain:
        assert read("Ana", before=f"0 g /F1 9 Tf {how}") == "Ana"
    else:
        with pytest.raises(UnreadableForm, match="rotated or skewed"):
            read("Ana", before=f"0 g /F1 9 Tf {how}")


@pytest.mark.parametrize(
    ("area", "plain"),
    [
        ("0 0 100 20 re f", True),
        ("0 0 60 12 re f", True),
        ("0 0 59.9 20 re f", False),
        ("0 0 100 11.9 re f", False),
        ("50 0 50 20 re f", False),
        ("0 9 100 11 re f", False),
        ("0 0 100 8 re 0 4 100 4 re f", False),
        ("0 0 100 8 re 0 8 100 4 re f", True),
        ("0 0 60 12 re W n", True),
        ("0 0 59.9 20 re W n", False),
        ("0 0 m 100 20 l f", False),
        ("0 0 100 20 re f 0 0 m 100 20 l n", False),
        ("0 0 100 20 re n 0 0 100 20 re S", True),
    ],
)
def test_what_is_painted_under_a_text(area, plain):
    how = f"ET 1 g {area} BT {PLAIN}"
    if plain:
        assert read("Ana", before=how) == "Ana"
    else:
        with pytest.raises(UnreadableForm, match="lines or areas"):
            read("Ana", before=how)
    with pytest.raises(UnreadableForm, match="lines or areas"):
        read("Ana", after="ET 1 g 0 0 100 20 re f BT")
    assert read("Ana", after="ET 0 0 100 20 re W n BT") == "Ana"


@pytest.mark.parametrize(
    "area",
    ["1 g 0 0 100 20 re W f", "1 g 75 0 20 20 re f", "0 0 m 1 2 3 4 5 6 c n", "0 0 m 1 2 3 4 v n", "0 0 m 1 2 3 4 y n"],
)
def test_what_may_hide_a_text_is_refused(area):
    with pytest.raises(UnreadableForm, match="lines or areas"):
        read("Ana", after=f"ET {area} BT")


def test_a_clip_is_still_there_when_its_path_ends():
    assert read("Ana", before=f"ET 0 0 100 20 re W 0 0 9 9 re n BT {PLAIN}") == "Ana"


def test_a_clip_at_the_end_of_a_list_is_no_arrow():
    document = blank()
    picture = drawn(document, "v", before=f"ET 75 0 20 20 re W n BT {PLAIN}")
    field(document, FT=Name.Ch, Ff=1 << 17, V=String("v"), Opt=Array([String("v")]), AP=picture)
    with pytest.raises(UnreadableForm, match="lines or areas"):
        read_form(data(document))


@pytest.mark.parametrize(("left", "arrow"), [(75, True), (74.9, False)])
def test_the_arrow_of_a_list(left, arrow):
    document = blank()
    after = f"ET {left} 0 20 20 re f BT"
    field(
        document, FT=Name.Ch, Ff=1 << 17, V=String("v"), Opt=Array([String("v")]), AP=drawn(document, "v", after=after)
    )
    if arrow:
        assert read_form(data(document)).values["a"] == "v"
    else:
        with pytest.raises(UnreadableForm, match="lines or areas"):
            read_form(data(document))


@pytest.mark.parametrize(
    ("keys", "plain"),
    [
        ({"size": (101.5, 20)}, True),
        ({"size": (101.6, 20)}, False),
        ({"size": (98.5, 20)}, True),
        ({"size": (100, 21.6)}, False),
        ({"BBox": Array([1.5, 0, 100, 20])}, True),
        ({"BBox": Array([1.6, 0, 100, 20])}, False),
        ({"BBox": Array([0, -1.5, 100, 20])}, True),
        ({"BBox": Array([0, -1.6, 100, 20])}, False),
        ({"BBox": Array([0, 1.5, 100, 20])}, True),
        ({"BBox": Array([0, 1.6, 100, 20])}, False),
        ({"BBox": Array()}, False),
        ({"BBox": Array([0, 0, 100])}, False),
        ({"Matrix": Array([1, 0, 0, 1, 0, 0])}, True),
        ({"Matrix": Array([1, 0, 0, 1, 0, 1])}, False),
    ],
)
def test_a_picture_has_the_size_of_its_field(keys, plain):
    if plain:
        assert read("Ana", **keys) == "Ana"
    else:
        with pytest.raises(UnreadableForm, match="drawn in a way that may show something else"):
            read("Ana", **keys)


@pytest.mark.parametrize("length", [7, 8])
def test_a_text_is_no_longer_than_its_field_allows(length):
    if length == 7:
        assert read("x" * 7, keys={"MaxLen": 7}) == "x" * 7
    else:
        with pytest.raises(UnreadableForm, match="contains more than its 7 characters"):
            read("x" * 8, keys={"MaxLen": 7})


@pytest.mark.parametrize(("text", "value"), [("", None), ("  ", None), (" a ", " a ")])
def test_what_is_not_entered_is_none(text, value):
    assert read(text) == value


@pytest.mark.parametrize("bit", [13, 20, 25])
def test_text_fields_of_other_kinds_are_refused(bit):
    with pytest.raises(UnreadableForm, match="of a kind that policypress forms do not have"):
        read("a", keys={"Ff": 1 << bit})
    assert read("a", keys={"Ff": 1 << 12 | 1 << 21}) == "a"  # several lines; the other is a bit of lists


@pytest.mark.parametrize("length", [60, 61])
def test_sixty_characters_are_quoted(length):
    shown = "x" * 60 if length == 60 else "x" * 57 + "…"
    with pytest.raises(UnreadableForm, match=re.escape(f"contains {shown!r}")):
        read("x" * length, "y")


def listed(value: str, shown: str, flags: int = 1 << 17, chosen: int | None = None):
    document = blank()
    more = {} if chosen is None else {"I": Array([chosen])}
    options = Array([Array([String("mri"), String("MRI scan")]), String("letter")])
    field(document, FT=Name.Ch, Ff=flags, V=String(value), Opt=options, AP=drawn(document, shown), **more)
    return read_form(data(document)).values["a"]


def test_an_entry_of_a_list_is_known_by_value_or_text():
    assert listed("mri", "MRI scan") == listed("MRI scan", "MRI scan") == listed("mri", "mri") == "mri"
    assert listed("letter", "letter", chosen=1) == "letter" and listed("", "") is None
    for value, flags, known in (("x", 1 << 17, False), ("x", 1 << 18, False), ("x", 1 << 17 | 1 << 18, True)):
        if known:
            assert listed(value, value, flags) == value
        else:
            with pytest.raises(UnreadableForm, match="not in its list"):
                listed(value, value, flags)
    with pytest.raises(UnreadableForm, match="in two ways which entry"):
        listed("mri", "MRI scan", chosen=1)
    with pytest.raises(UnreadableForm, match="of a kind that policypress"):
        listed("mri", "MRI scan", 1 << 17 | 1 << 21)


@pytest.mark.parametrize(
    ("ranges", "size_over", "message"),
    [
        ((0, 10, 20), 0, None),
        ((1, 10, 20), 0, "of another file"),
        ((0, 0, 20), 0, "of another file"),
        ((0, 1, 2), 0, None),
        ((0, 20, 20), 0, "of another file"),
        ((0, 10, 20), 1, "of another file"),
        ((0, 10, 20), -1, "changed after it was signed"),
    ],
)
def test_a_signature_covers_the_whole_file(ranges, size_over, message):
    document = blank()
    holder = document.make_indirect(Dictionary(Type=Name.Sig, Contents=String("x"), ByteRange=[*ranges, 10_000_000]))
    field(document, FT=Name.Sig, V=holder)
    made = data(document)
    rest = len(made) - ranges[2] + size_over
    made = made.replace(b"10000000", str(rest).zfill(8).encode())
    if message is None:
        assert read_form(made).values["a"] is True
    else:
        with pytest.raises(UnreadableForm, match=message):
            read_form(made)


def button(
    document, states: str = "yes", value: str | None = None, now: str | None = None, ink: str = "0 G 0 0 m 9 9 l S"
):
    pictures = Dictionary({f"/{name}": stream(document, ink) for name in states.split()})
    pictures["/Off"] = stream(document, "")
    keys = {"V": Name(f"/{value}")} if value else {}
    keys |= {"AS": Name(f"/{now}")} if now else {}
    field(document, FT=Name.Btn, AP=Dictionary(N=pictures), **keys)
    return read_form(data(document)).values["a"]


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ({"value": "yes", "now": "yes"}, True),
        ({"value": "Off", "now": "Off"}, False),
        ({}, False),
        ({"now": "yes"}, True),
        ({"value": "yes"}, True),  # nothing says what is shown: a viewer draws the value
        ({"value": "Off", "now": "yes"}, "shows 'yes' but contains 'Off'"),
        ({"value": "yes", "now": "Off"}, "shows 'Off' but contains 'yes'"),
        ({"value": "no", "now": "Off"}, "contains 'no', which is not one of its answers"),
        ({"states": "yes no"}, "looks the same"),
        ({"states": ""}, "looks the same"),
        ({"ink": ""}, "looks the same"),
        ({"ink": "0.6 G 0 0 m 9 9 l S"}, False),
        ({"ink": "0.61 G 0 0 m 9 9 l S"}, "white on white"),
        ({"ink": "0 G 0 0 m 9 9 l n"}, "looks the same"),
        ({"ink": "0 G /X Do"}, "operator Do"),
    ],
)
def test_the_state_of_a_box(keys, value):
    if isinstance(value, bool):
        assert button(blank(), **keys) is value
    else:
        with pytest.raises(UnreadableForm, match=value):
            button(blank(), **keys)

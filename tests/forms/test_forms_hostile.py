"""Forms whose pages show something other than a program would read in them: rejected, never guessed."""

from __future__ import annotations

import io
import json
import re

import pikepdf
import pytest
from pdf.hostile import attach, packed, run, zeros
from pikepdf import Array, Dictionary, Name, String

from generator.forms import UnreadableForm, read_form

ANSWER, REPORT = "criterion/failed-conservative-care/answer", "criterion/failed-conservative-care/report"
NOTE, DOCUMENT = "criterion/failed-conservative-care/note", "criterion/failed-conservative-care/document"


def changed(form: bytes, change, **saving) -> bytes:
    with pikepdf.open(io.BytesIO(form)) as document:
        change({str(field.T): field for field in document.Root.AcroForm.Fields}, document)
        target = io.BytesIO()
        document.save(target, **saving)
    return target.getvalue()


def copy_of(document, field, **keys):
    """A second field like another, further down on its page."""
    twin = document.make_indirect(Dictionary({key: value for key, value in field.items() if key != "/Kids"}))
    x1, y1, x2, y2 = map(float, field.Rect) if "/Rect" in field else (60, 60, 160, 80)
    twin.Rect = [x1, y1 - 400, x2, y2 - 400]
    for key, value in keys.items():
        twin[f"/{key}"] = value
    field.P.Annots.append(twin)
    return twin


def same_name(fields, document):
    document.Root.AcroForm.Fields.insert(0, copy_of(document, fields["member/name"], V=String("Forged")))


def same_printed_name(fields, document):
    """`a.b` and `a/b` are one name to a reader of the answers."""
    twin = copy_of(document, fields["member/name"], T=String("member.name"))
    document.Root.AcroForm.Fields.append(twin)


def same_name_in_a_tree(fields, document):
    twin = copy_of(document, fields["member/name"], T=String("name"))
    group = document.make_indirect(Dictionary(T=String("member"), Kids=Array([twin])))
    twin.Parent = group
    document.Root.AcroForm.Fields.insert(0, group)


def same_name_that_only_a_page_has(fields, document):
    copy_of(document, fields["member/name"], V=String("Seen"))


def a_look_alike(fields, document):
    document.Root.AcroForm.Fields.insert(0, copy_of(document, fields["member/name"], T=String("mеmber/name")))


def listed_twice(fields, document):
    document.Root.AcroForm.Fields.append(fields["member/name"])


def on_no_page(fields, document):
    sheet = document.pages[0].obj
    sheet.Annots = Array([item for item in sheet.Annots if item.objgen != fields["member/name"].objgen])


def on_no_page_with_a_seen_double(fields, document):
    field = fields["member/name"]
    sheet = field.P
    sheet.Annots = Array([item for item in sheet.Annots if item.objgen != field.objgen])
    copy_of(document, field, V=String("Seen"))


def flag(value):
    def change(fields, document):
        fields["member/name"].F = value

    return change


def move(*box):
    def change(fields, document):
        fields["member/name"].Rect = list(box)

    return change


def covered(fields, document):
    fields["member/born"].Rect = fields["member/name"].Rect


def note_over(fields, document):
    document.pages[0].obj.Annots.append(
        document.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.FreeText, Rect=fields["member/name"].Rect, Contents=String("met"), F=4
            )
        )
    )


def optional(fields, document):
    fields["member/name"].OC = document.make_indirect(Dictionary(Type=Name.OCG, Name=String("off")))


def typed(text, shown=None, operators="/Form1 9 Tf 0 g 2 3 Td ({}) Tj"):
    """Put a text into the first field, with a picture that shows another, or shows it in another way."""

    def change(fields, document):
        field = fields["member/name"]
        field.V = String(text)
        content = f"/Tx BMC q BT {operators.format(text if shown is None else shown)} ET Q EMC"
        old = field.AP.N
        field.AP.N = document.make_stream(
            content.encode("latin-1"), BBox=old.BBox, Resources=old.Resources, Subtype=Name.Form, Type=Name.XObject
        )

    return change


def framed(**keys):
    def change(fields, document):
        typed("Ana")(fields, document)
        for key, value in keys.items():
            fields["member/name"].AP.N[f"/{key}"] = value

    return change


def value_alone(fields, document):
    fields["member/name"].V = String("Nobody sees this")


def value_alone_to_be_drawn_over_another(fields, document):
    typed("Ana", "Eve")(fields, document)
    document.Root.AcroForm.NeedAppearances = True


def put(name, **keys):
    def change(fields, document):
        for key, value in keys.items():
            fields[name][f"/{key}"] = value

    return change


def state(value, *shown):
    """Give the radio group a value, and its buttons what they show."""

    def change(fields, document):
        if value:
            fields[ANSWER].V = Name(value)
        elif "/V" in fields[ANSWER]:
            del fields[ANSWER]["/V"]
        for kid, now in zip(fields[ANSWER].Kids, shown, strict=True):
            kid.AS = Name(now)

    return change


def swapped_pictures(fields, document):
    normal = fields[REPORT].AP.N
    normal.Off, normal.attached = normal.attached, normal.Off


def white_tick(fields, document):
    normal = fields[REPORT].AP.N
    data = normal.attached.read_bytes().replace(b"0 G", b"1 G")
    normal.attached = document.make_stream(data, BBox=normal.attached.BBox, Subtype=Name.Form)


def two_states(fields, document):
    fields[REPORT].AP.N.other = fields[REPORT].AP.N.attached


def same_state_twice(fields, document):
    kids = fields[ANSWER].Kids
    kids[1].AP.N = Dictionary({"/met": kids[1].AP.N["/not-met"], "/Off": kids[1].AP.N["/Off"]})


def unlisted_button(fields, document):
    kids = fields[ANSWER].Kids
    fields[ANSWER].Kids = Array(list(kids)[:2])


def other_parent(fields, document):
    fields[ANSWER].Kids[0].Parent = document.make_indirect(Dictionary(T=String("x"), V=Name("/met")))


def mixed_kids(fields, document):
    fields[ANSWER].Kids[0].T = String("x")


def script(fields, document):
    fields["member/name"].AA = Dictionary(F=Dictionary(S=Name.JavaScript, JS=String("event.value='x'")))


def opening_script(fields, document):
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("1"))


def xfa(fields, document):
    document.Root.AcroForm.XFA = document.make_stream(b"<xdp/>")


def signed(*byte_range, **keys):
    def change(fields, document):
        fields["signature"].V = document.make_indirect(
            Dictionary(
                Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String("x"), ByteRange=list(byte_range), **keys
            )
        )

    return change


def deep(fields, document):
    node = document.make_indirect(Dictionary(T=String("x"), FT=Name.Tx))
    for _ in range(100_000):
        above = document.make_indirect(Dictionary(T=String("x"), Kids=Array([node])))
        node.Parent = above
        node = above
    document.Root.AcroForm.Fields.append(node)


def parent_loop(fields, document):
    fields["member/name"].Parent = fields["member/name"]


@pytest.mark.parametrize(("change", "message"), [
    (same_name, "two fields have the name member.name"),
    (same_printed_name, "two fields have the name member.name"),
    (same_name_in_a_tree, "two fields have the name member.name"),
    (same_name_that_only_a_page_has, "two fields have the name member.name"),
    (a_look_alike, "which no form of this kind has"),
    (on_no_page, "member.name is not on any page"),
    (on_no_page_with_a_seen_double, "member.name is not on any page"),
    (flag(0), "member.name is hidden or not printed"), (flag(4 | 1), "hidden"), (flag(4 | 2), "hidden"),
    (flag(4 | 32), "hidden"), (flag(4 | 256), "hidden"),
    (move(100, 300, 100, 310), "too small to be seen"), (move(100, 300, 200, 302.9), "too small to be seen"),
    (move(-500, 300, -300, 310), "outside the visible area"), (move(100, 900, 200, 910), "outside the visible area"),
    (covered, "overlaps another field"), (note_over, "a note or drawing that overlaps a field"),
    (optional, "hidden or not printed"),
    (value_alone, "member.name shows '' but contains 'Nobody sees this'"),
    (value_alone_to_be_drawn_over_another, "shows 'Eve' but contains 'Ana'"),
    (typed("not met", "met"), "shows 'met' but contains 'not met'"), (typed("met", "not met"), "shows 'notmet'"),
    (typed("6 months", "9 months"), "shows '9months' but contains '6 months'"),
    (typed("≥ 50", "50"), "shows '50' but contains '≥ 50'"),
    (typed("≥ 50", "\\215 50"), "shows '≤50' but contains '≥ 50'"),
    (typed("Ana", operators="/Form1 9 Tf 3 Tr 2 3 Td ({}) Tj"), "operator Tr"),
    (typed("Ana", operators="/Form1 9 Tf 1 g 2 3 Td ({}) Tj"), "cannot be seen"),
    (typed("Ana", operators="/Form1 0.1 Tf 0 g 2 3 Td ({}) Tj"), "cannot be seen"),
    (typed("Ana", operators="/Form1 9 Tf 0 g 2 300 Td ({}) Tj"), "cannot be seen"),
    (typed("Ana", operators="/Form1 9 Tf 0 g 200 3 Td ({}) Tj"), "cannot be seen"),
    (typed("Ana", operators="/Form1 9 Tf 0 g 1 0 0 -1 2 3 Tm ({}) Tj"), "rotated or skewed"),
    (typed("Ana", operators="/Form1 9 Tf 0 g 2 3 Td ({}) Tj ET 1 g 0 0 180 10.8 re f BT"), "lines or areas"),
    (typed("Ana", operators="/Form1 9 Tf 0 g 2 3 Td ({}) Tj ET 0 0 m 9 9 l S BT"), "lines or areas"),
    (typed("Ana", operators="ET 0 0 1 1 re W n BT /Form1 9 Tf 0 g 2 3 Td ({}) Tj"), "lines or areas"),
    (typed("Ana", operators="ET /X Do BT /Form1 9 Tf 0 g 2 3 Td ({}) Tj"), "operator Do"),
    (typed("Ana", operators="/G gs /Form1 9 Tf 0 g 2 3 Td ({}) Tj"), "operator gs"),
    (typed("Ana", operators="/None 9 Tf 0 g 2 3 Td ({}) Tj"), "has no font"),
    (framed(Matrix=[1, 0, 0, 1, 900, 0]), "rotated or scaled"), (framed(BBox=[0, 0, 1, 1]), "size differs"),
    (framed(OC=Dictionary(Type=Name.OCG)), "size differs"), (framed(Filter=Name.LZWDecode), "unusual way"),
    (put("member/name", RV=String("<p>met</p>")), "second, formatted text"),
    (put("member/name", V=String("x" * 41)), "more than its 40 characters"),
    (put("member/name", V=String("a\nb")), "contains several lines but shows one"),
    (put("member/name", V=Name("/x")), "does not contain text"),
    (put("member/name", Ff=1 << 13), "of a kind that policypress"),
    (put("member/name", FT=Name("/Xx")), "of an unknown kind"),
    (put(DOCUMENT, V=String("forged")), "contains 'forged', which is not in its list"),
    (put(DOCUMENT, V=Array([String("mri"), String("letter")])), "does not contain text"),
    (put(DOCUMENT, V=String("mri"), I=Array([2])), "says in two ways which entry is chosen"),
    (put(DOCUMENT, V=String("mri")), "shows 'Choose' but contains 'mri'"),
    (put(DOCUMENT, V=String("mri"), Opt=Array([["mri", "A"], ["mri", "B"]])), "two entries for 'mri'"),
    (state("/met", "/Off", "/Off", "/Off"), "shows 'Off' but contains 'met'"),
    (state("/Off", "/met", "/Off", "/Off"), "shows 'met' but contains 'Off'"),
    (state("/met", "/Off", "/not-met", "/Off"), "shows 'not-met' but contains 'met'"),
    (state("/met", "/met", "/not-met", "/Off"), "two answers: 'met' and 'not-met'"),
    (state(None, "/met", "/not-met", "/Off"), "two answers"),
    (state("/forged", "/Off", "/Off", "/Off"), "contains 'forged', which is not one of its answers"),
    (state("/met", "/forged", "/Off", "/Off"), "contains 'forged', which is not one of its answers"),
    (put(REPORT, AS=Name("/attached")), "shows 'attached' but contains 'Off'"),
    (put(REPORT, V=Name("/attached")), "shows 'Off' but contains 'attached'"),
    (put(REPORT, V=Name("/yes")), "contains 'yes', which is not one of its answers"),
    (put(REPORT, Opt=Array([String("no")])), "two boxes for one answer"),
    (swapped_pictures, "or reversed"), (white_tick, "white on white"), (two_states, "looks the same"),
    (same_state_twice, "two boxes for one answer"), (unlisted_button, "does not list"),
    (other_parent, "are nested in two ways"), (parent_loop, "are nested in two ways"),
    (mixed_kids, "also a field itself"),
    (script, "has a script"), (opening_script, "scripts or actions"), (xfa, "XFA"), (deep, "without end"),
    (put("signature", V=String("signed")), "claims to be signed but contains no signature"),
    (signed(0, 10, 20, 10), "changed after it was signed"), (signed(0, 10, 20, 10_000_000), "of another file"),
])  # fmt: skip
def test_refused(form, change, message):
    with pytest.raises(UnreadableForm, match=re.escape(message)):
        read_form(changed(form, change))


def test_two_values_in_one_field_are_refused(form):
    """Programs differ in which of them they take."""
    data = changed(form, lambda fields, document: None, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    label = b"/TU (Member name \\(required\\))"
    assert data.count(label) == 1
    with pytest.raises(UnreadableForm, match=r"damaged.*duplicated key /V"):
        read_form(data.replace(label, b"/V (forged)".ljust(len(label))))


@pytest.mark.parametrize(("change", "name", "value"), [
    (typed("Ana"), "member.name", "Ana"),
    (typed("Ana Bo", operators="/Form1 9 Tf 0 g 2 3 Td [(An) -10 (a )] TJ (Bo) Tj"), "member.name", "Ana Bo"),
    (typed("Zoë", "Zo?"), "member.name", "Zoë"), (typed("≥ 50", "\\201 50"), "member.name", "≥ 50"),
    (typed("Ana", operators="ET 1 g 0 0 180 10.8 re f BT /Form1 9 Tf 0 g 2 3 Td ({}) Tj"), "member.name", "Ana"),
    (move(100, 300, 200, 303.1), "member.name", None), (put("member/name", F=4 | 128), "member.name", None),
    (state("/met", "/met", "/Off", "/Off"), "criterion.failed-conservative-care.answer", "met"),
    (state(None, "/met", "/Off", "/Off"), "criterion.failed-conservative-care.answer", "met"),
    (put(REPORT, V=Name("/attached"), AS=Name("/attached")), "criterion.failed-conservative-care.report", True),
])  # fmt: skip
def test_plain_forms_are_read(form, change, name, value):
    assert (
        read_form(
            changed(form, lambda fields, document: (move_frame(fields, change), change(fields, document)))
        ).values[name]
        == value
    )


def move_frame(fields, change):
    """A field that is moved has a picture of its new size."""
    if "move" in change.__qualname__:
        del fields["member/name"]["/AP"]


def test_a_field_that_the_list_has_lost_is_read(form):
    """PyPDFForm 6 drops fields from the list that pages still show."""

    def lose(fields, document):
        document.Root.AcroForm.Fields = Array([field for name, field in fields.items() if name != "confirmed"])

    assert read_form(changed(form, lose)).values["confirmed"] is True


def test_a_field_that_is_listed_twice_is_one_field(form):
    assert read_form(changed(form, listed_twice)) == read_form(form)


def test_the_command_refuses_in_one_line(form, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(changed(form, same_name))
    assert run("form", "read", path) == (1, "", f"{path}: two fields have the name member.name\n")


@pytest.mark.slow
@pytest.mark.parametrize("bomb", ["value", "picture", "criteria", "fields", "widgets"])
def test_the_command_ends(form, tmp_path, bomb):
    zipped = zeros(900) if bomb in ("value", "picture", "criteria") else b""

    def fill(fields, document):
        field = fields["member/name"]
        if bomb == "value":
            field.V = packed(document, zipped)
        elif bomb == "picture":
            field.AP.N = packed(document, zipped, BBox=field.AP.N.BBox, Subtype=Name.Form)
        elif bomb == "criteria":
            attach(document, "criteria.json", zipped)
        elif bomb == "fields":
            document.Root.AcroForm.Fields = Array([Dictionary(T=String("x"), FT=Name.Tx)] * 1_000_000)
        else:
            field.Kids = Array([Dictionary(Subtype=Name.Widget)] * 1_000_000)

    path = tmp_path / "form.pdf"
    path.write_bytes(changed(form, fill, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none))
    code, output, errors = run("form", "read", path)
    assert (code, output, errors.count("\n")) == (1, "", 1) and errors.startswith(f"{path}: the ")


def test_labels_forge_no_line(form, tmp_path):
    def label(fields, document):
        fields["member/name"].TU = String("Name\nform.pdf: the answers imply: covered\x1b[31m\u202e\x9b")

    path = tmp_path / "form.pdf"
    path.write_bytes(changed(form, label))
    code, output, errors = run("form", "read", path)
    assert code == 1 and all(line.isprintable() for line in (output + errors).split("\n"))
    assert "missing: Name\\nform.pdf: the answers imply: covered\\u001b[31m\\u202e\\u009b\n" in errors
    assert json.loads(output)["unanswered"][0]["label"].endswith("covered\x1b[31m\u202e\x9b")

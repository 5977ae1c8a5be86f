"""The value of a radio group, a list and a text, where its value, its states and its pictures say the same or not."""

from __future__ import annotations

import pytest
from pikepdf import Array, Dictionary, Name, String

from generator.forms import UnreadableForm, read_form
from generator.forms.fields import read_fields
from generator.forms.values import value_of as field_value

from .small_form import blank, data, drawn, field, stream

INK = "0 g 0 0 9 9 re f"


def group(now: tuple[str | None, ...], value=None, states=("yes", "no"), kids=({}, {}), **more):
    """Return what a radio group holds; `now` are the states of its buttons."""
    document = blank()
    parent = document.make_indirect(Dictionary(T=String("a"), FT=Name.Btn, Ff=1 << 15, Kids=Array(), **more))
    if value is not None:
        parent.V = value
    for at, (state, is_now, keys) in enumerate(zip(states, now, kids, strict=True)):
        pictures = Dictionary({f"/{state}": stream(document, INK, (10, 10)), "/Off": stream(document, "", (10, 10))})
        kid = field(
            document, "x", (100, 700 - 40 * at, 110, 710 - 40 * at), listed=False, T=None, FT=None,
            AP=Dictionary(N=pictures), Parent=parent, **({"AS": Name(f"/{is_now}")} if is_now else {}), **keys,
        )  # fmt: skip
        parent.Kids.append(kid)
    document.Root.AcroForm.Fields.append(parent)
    return read_form(data(document)).values["a"]


@pytest.mark.parametrize(
    ("now", "value", "expected"),
    [
        (("yes", "Off"), Name.yes, "yes"),
        (("Off", "no"), Name.no, "no"),
        (("Off", "Off"), Name.Off, None),
        (("Off", "Off"), None, None),
        (("Off", "no"), None, "no"),
        ((None, "no"), None, "no"),
        ((None, None), Name.no, "no"),  # nothing says what is shown: a viewer draws the value
        (("yes", "Off"), String("yes"), "yes"),
        (("yes", "Off"), String("/yes"), "yes"),
        (("Off", "Off"), String(""), None),
    ],
)
def test_a_radio_group(now, value, expected):
    assert group(now, value) == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"now": ("yes", "no")}, "the field a has two answers: 'yes' and 'no'"),
        ({"now": ("no", "Off")}, "the field a contains 'no', which is not one of its answers"),
        ({"now": ("yes", "Off"), "value": Name.no}, "the field a shows 'yes' but contains 'no'"),
        ({"now": ("Off", None), "value": Name.no}, "the field a shows 'Off' but contains 'no'"),
        ({"now": ("Off", "Off"), "value": Name.maybe}, "the field a contains 'maybe', which is not one of its answers"),
        ({"now": ("yes", "Off"), "states": ("yes", "yes")}, "the field a has two boxes for one answer"),
        ({"now": ("yes", "Off"), "Opt": Array([String("x")])}, "the field a has two boxes for one answer"),
        (
            {"now": ("yes", "Off"), "value": Name.yes, "kids": ({"V": Name.no}, {})},
            "contains 'no', which is not one of its",
        ),
    ],
)
def test_a_radio_group_that_says_two_things(arguments, message):
    with pytest.raises(UnreadableForm, match=message):
        group(**arguments)


@pytest.mark.parametrize("kid", [{"V": Name.yes}, {"V": Name.Off}, {}])
def test_a_button_may_repeat_the_value(kid):
    assert group(("yes", "Off"), Name.yes, kids=(kid, {})) == "yes"
    assert group(("yes", "Off"), Name.yes, kids=({}, {"V": Name.Off})) == "yes"


def test_a_checkbox_has_one_box():
    document = blank()
    pictures = Dictionary(N=Dictionary(yes=stream(document, INK, (10, 10)), Off=stream(document, "", (10, 10))))
    parent = document.make_indirect(Dictionary(T=String("a"), FT=Name.Btn, Kids=Array()))
    for at, state in enumerate(("yes", "no")):
        named = Dictionary(N=Dictionary({f"/{state}": pictures.N.yes, "/Off": pictures.N.Off}))
        box = (100, 700 - 40 * at, 110, 710 - 40 * at)
        parent.Kids.append(field(document, "x", box, listed=False, T=None, FT=None, AP=named, Parent=parent))
    document.Root.AcroForm.Fields.append(parent)
    with pytest.raises(UnreadableForm, match="two boxes for one answer"):
        read_form(data(document))


def drawn_anew(value: str, shown: str, needed: bool):
    document = blank()
    document.Root.AcroForm.NeedAppearances = needed
    field(document, V=String(value), AP=drawn(document, shown))
    return read_form(data(document)).values["a"]


def test_a_form_that_viewers_are_to_draw():
    assert drawn_anew("Ana", "", True) == "Ana", "nothing is shown yet"
    for shown, needed in (("Bob", True), ("", False)):
        with pytest.raises(UnreadableForm, match="contains 'Ana'"):
            drawn_anew("Ana", shown, needed)
    document = blank()
    document.Root.AcroForm.NeedAppearances = True
    pictures = Dictionary(yes=stream(document, INK), Off=stream(document, ""))
    field(document, FT=Name.Btn, AP=Dictionary(N=pictures), V=Name.yes, AS=Name.Off)
    assert read_form(data(document)).values["a"] is True
    document.Root.AcroForm.Fields[0].V = Name.Off
    document.Root.AcroForm.Fields[0].AS = Name.yes
    with pytest.raises(UnreadableForm, match="shows 'yes' but contains 'Off'"):
        read_form(data(document))


def value_of(**keys):
    document = blank()
    field(document, **keys)
    return read_form(data(document)).values["a"]


def repeated(*shown: str | None) -> str:
    """Return the value "Ana" of a text in several places, each with a picture of what is shown, or without one."""
    document = blank()
    parent = document.make_indirect(Dictionary(T=String("a"), FT=Name.Tx, V=String("Ana"), Kids=Array()))
    for at, text in enumerate(shown):
        keys = {} if text is None else {"AP": drawn(document, text)}
        box = (100, 700 - 40 * at, 200, 720 - 40 * at)
        parent.Kids.append(field(document, "x", box, listed=False, T=None, FT=None, Parent=parent, **keys))
    document.Root.AcroForm.Fields.append(parent)
    return read_form(data(document)).values["a"]


def test_every_place_of_a_text_shows_it():
    assert repeated("Ana", "Ana") == repeated(None, "Ana") == repeated("Ana", None) == "Ana"
    for shown in (("Ana", "Bob"), (None, "Bob"), ("Bob", None)):
        with pytest.raises(UnreadableForm, match="the field a shows 'Bob' but contains 'Ana'"):
            repeated(*shown)


def test_every_place_of_a_list_says_the_same():
    def read(first: int | None, second: int | None):
        document = blank()
        options = Array([String("x"), String("y")])
        keys = {"FT": Name.Ch, "Ff": 1 << 17, "V": String("y"), "Opt": options}
        parent = document.make_indirect(Dictionary(T=String("a"), Kids=Array(), **keys))
        for at, index in enumerate((first, second)):
            chosen = {} if index is None else {"I": Array([index])}
            box = (100, 700 - 40 * at, 200, 720 - 40 * at)
            parent.Kids.append(field(document, "x", box, listed=False, T=None, FT=None, Parent=parent, **chosen))
        document.Root.AcroForm.Fields.append(parent)
        return read_form(data(document)).values["a"]

    assert read(None, None) == read(1, None) == read(None, 1) == read(1, 1) == "y"
    for first, second in ((0, 1), (1, 0), (None, 0)):
        with pytest.raises(UnreadableForm, match="the field a says in two ways which entry is chosen"):
            read(first, second)


@pytest.mark.parametrize(("count", "message"), [(9, "operator Do"), (10, "looks the same")])
def test_nine_pictures_of_a_box_are_looked_at(count, message):
    document = blank()
    inks = [INK] * (count - 1) + ["/X Do"]
    pictures = {f"/state{at:02}": stream(document, ink) for at, ink in enumerate(inks)}
    field(document, FT=Name.Btn, AP=Dictionary(N=Dictionary(pictures)))
    with pytest.raises(UnreadableForm, match=message):
        read_form(data(document))


def test_without_a_picture_the_value_counts():
    assert value_of(V=String("Ana")) == "Ana" and value_of() is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(Array([String("b")]), "b"), (Array([]), None), (Array([String("a"), String("b")]), "does not contain text"),
     (Name.b, "does not contain text"), (5, "does not contain text"), (Array([Name.b]), "does not contain text")],
)  # fmt: skip
def test_the_value_of_a_list(value, expected):
    def read():
        return value_of(FT=Name.Ch, Ff=1 << 17, V=value, Opt=Array([String("a"), String("b")]))

    if expected and " " in expected:
        with pytest.raises(UnreadableForm, match=expected):
            read()
    else:
        assert read() == expected


def test_entries_of_a_list_are_told_apart():
    def read(*options: tuple[str, str], value: str = "x"):
        entries = Array([Array([String(export), String(text)]) for export, text in options])
        return value_of(FT=Name.Ch, Ff=1 << 17, V=String(value), Opt=entries)

    assert read(("", "Choose"), ("y", "Y"), value="") is None
    assert read(("x", "X"), ("y", "Y")) == "x" and read(("x", "X"), ("y", "x")) == "x"
    for options, value in (
        ((("x", "X"), ("x", "Y")), "x"),
        ((("x", "T"), ("y", "T")), "T"),
        ((("x", "X"), ("x", "Y"), ("z", "Z")), "z"),
    ):
        with pytest.raises(UnreadableForm, match=f"two entries for '{value}'"):
            read(*options, value=value)


@pytest.mark.parametrize(
    ("text", "flags", "expected"),
    [
        ("one\ntwo", 1 << 12, "one\ntwo"),
        ("one\n", 0, "one\n"),
        ("\none", 0, "\none"),
        ("one\ntwo", 0, "contains several lines but shows one"),
    ],
)
def test_lines_of_a_text(text, flags, expected):
    if " " in expected:
        with pytest.raises(UnreadableForm, match=expected):
            value_of(V=String(text), Ff=flags)
    else:
        assert value_of(V=String(text), Ff=flags) == expected


def test_other_kinds_of_fields_are_refused():
    with pytest.raises(UnreadableForm, match="the field a is of an unknown kind"):
        value_of(FT=Name.Xy)


@pytest.mark.parametrize(
    ("byte_range", "is_here"),
    [
        ((0, 10, 20, 80), True),
        ((0, 10, 20, 81), False),
        ((0, 10, 100, 0), True),
        ((0, 10, 20, -1), False),
        ((1, 10, 20, 80), False),
        ((0, 1, 2, 98), True),
        ((0, 0, 20, 80), False),
        ((0, 20, 20, 80), False),
    ],
)
def test_a_signature_lies_in_a_file_of_a_hundred_bytes(byte_range, is_here):
    document = blank()
    made = field(document, FT=Name.Sig, V=Dictionary(Contents=String("x"), ByteRange=list(byte_range)))
    (read,) = read_fields(document)
    if is_here:
        assert field_value(read, {}, False, 100) is True and "/V" in made
    else:
        with pytest.raises(UnreadableForm, match="the field a contains the signature of another file"):
            field_value(read, {}, False, 100)


@pytest.mark.parametrize(
    "value",
    [String("signed"), Name.x, Dictionary(), Dictionary(Contents=String("x")), Dictionary(ByteRange=[0, 1, 2, 3])],
)
def test_a_claim_to_be_signed(value):
    with pytest.raises(UnreadableForm, match="a claims to be signed but contains no signature"):
        value_of(FT=Name.Sig, V=value)
    assert value_of(FT=Name.Sig) is False

"""What the picture of a field shows, by the fonts in which it is drawn and their maps to text."""

from __future__ import annotations

import pytest
from pikepdf import Array, Dictionary, Name, String

from generator.forms import UnreadableForm, read_form
from generator.forms import shown as shown_module

from .small_form import blank, data, field, stream

WIN, MAC = Name.WinAnsiEncoding, Name.MacRomanEncoding


def shows(value: str, codes: str, font=None, content: str | None = None, dr=None) -> bool:
    """Tell if a field that holds a value shows it, by codes (hexadecimal) of a font; raise where that is not plain.

    `font` makes the font in the document; `dr` the one of the form, for a picture without one.
    """
    document = blank()
    fonts = Dictionary() if font is None else Dictionary(F1=font(document))
    if dr is not None:
        document.Root.AcroForm.DR.Font.F1 = dr(document)
    drawing = content or f"BT 0 g /F1 9 Tf 2 3 Td <{codes}> Tj ET"
    picture = stream(document, drawing, Resources=Dictionary(Font=fonts))
    field(document, V=String(value), AP=Dictionary(N=picture))
    try:
        return read_form(data(document)).values["a"] == value
    except UnreadableForm as error:
        if " shows " in str(error):
            return False
        raise


def simple(subtype=Name.Type1, base="/Helvetica", **keys):
    return lambda document: Dictionary(Type=Name.Font, Subtype=subtype, BaseFont=Name(base), **keys)


def wide(entries: str | None):
    """Return a composite font with a map from codes to text."""

    def make(document):
        font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/A"), Encoding=Name("/Identity-H"))
        if entries is not None:
            font.ToUnicode = document.make_stream(entries.encode())
        return font

    return make


def chars(*pairs: str) -> str:
    return f"1 beginbfchar\n{' '.join(f'<{pair}>' for pair in pairs)}\nendbfchar"


def ranges(*triples: str) -> str:
    return f"1 beginbfrange\n{' '.join(f'<{part}>' for part in triples)}\nendbfrange"


@pytest.mark.parametrize(
    ("value", "codes", "keys", "same"),
    [
        ("A~", "417e", {}, True),
        ("\x7f", "7f", {}, True),
        ("é", "80", {}, True),
        ("é", "81", {"Encoding": WIN}, True),  # a code that it does not have: a stand-in
        ("e", "81", {"Encoding": WIN}, False),
        ("≥", "00", {"Encoding": Dictionary(Differences=[Name.greaterequal])}, True),
        ("é", "e9", {"Encoding": WIN}, True),
        ("é", "e8", {"Encoding": WIN}, False),
        ("é", "8e", {"Encoding": MAC}, True),
        ("é", "8e", {"Encoding": WIN}, False),
        ("é", "e9", {}, True),  # the font does not say what it shows
        ("e", "e9", {}, False),
        ("\x80", "80", {"Encoding": WIN}, False),
        ("€", "80", {"Encoding": WIN}, True),
        ("€", "80", {"Encoding": Dictionary(BaseEncoding=WIN)}, True),
        ("€", "80", {"Encoding": Dictionary(BaseEncoding=MAC)}, False),
        ("≥≤", "8182", {"Encoding": Dictionary(Differences=[0x81, Name.greaterequal, Name.lessequal])}, True),
        ("≤", "81", {"Encoding": Dictionary(Differences=[0x81, Name.greaterequal, Name.lessequal])}, False),
        (
            "≥≤≠",
            "818283",
            {"Encoding": Dictionary(Differences=[0x81, Name.greaterequal, Name.lessequal, Name.notequal])},
            True,
        ),
        ("≥A", "4142", {"Encoding": Dictionary(Differences=[0x42, Name.A, 0x41, Name.greaterequal])}, True),
        ("A", "42", {"Encoding": Dictionary(Differences=[0x41, Name("/nothing.at.all")])}, False),
        ("é", "41", {"Encoding": Dictionary(Differences=[0x41, Name("/g123.x")])}, True),
        ("A", "41", {"Encoding": Dictionary(BaseEncoding=WIN)}, True),
        ("A", "41", {"base": "/Symbol"}, False),
        ("α", "61", {"base": "/Symbol"}, True),
        ("α", "61", {"base": "/ABCDEF+Symbol"}, True),
        ("A", "41", {"base": "/ABCDEF+ZapfDingbats"}, False),
        ("A", "41", {"base": "/XSymbol"}, True),
        ("A", "41", {"subtype": Name.TrueType}, True),
        ("A", "41", {"subtype": Name.MMType1}, True),
    ],
    ids=str,
)
def test_simple_fonts(value, codes, keys, same):
    assert shows(value, codes, simple(**keys)) is same


@pytest.mark.parametrize("subtype", [Name.Type3, Name.CIDFontType2])
def test_other_fonts_are_refused(subtype):
    with pytest.raises(UnreadableForm, match="its text has an unusual font"):
        shows("A", "41", simple(subtype=subtype))


def test_a_font_is_that_of_the_picture_or_of_the_form():
    assert shows("é", "8e", simple(Encoding=MAC), dr=simple(Encoding=WIN))
    assert shows("é", "8e", dr=simple(Encoding=MAC))
    with pytest.raises(UnreadableForm, match="its text has no font"):
        shows("é", "8e")
    with pytest.raises(UnreadableForm, match="its text has no font"):
        shows("A", "", simple(), "BT 0 g 2 3 Td (A) Tj ET")


@pytest.mark.parametrize("resources", [None, Dictionary(), Dictionary(Font=Dictionary())])
def test_a_picture_without_fonts_takes_that_of_the_form(resources):
    document = blank()
    document.Root.AcroForm.DR.Font.F1 = simple()(document)
    picture = stream(document, "BT 0 g /F1 9 Tf 2 3 Td (Ana) Tj ET")
    del picture["/Resources"]
    if resources is not None:
        picture.Resources = resources
    field(document, V=String("Ana"), AP=Dictionary(N=picture))
    assert read_form(data(document)).values["a"] == "Ana"


def test_a_font_without_a_name_is_read():
    def nameless(document):
        return Dictionary(Type=Name.Font, Subtype=Name.Type1)

    assert shows("A", "41", nameless) and not shows("B", "41", nameless)


def test_a_text_is_inside_a_text_object():
    with pytest.raises(UnreadableForm, match="its text cannot be seen"):
        shows("Ana", "", simple(), "0 g /F1 9 Tf 2 3 Td (Ana) Tj")


@pytest.mark.parametrize(
    ("value", "codes", "entries", "same"),
    [
        ("Ω", "0001", chars("0001", "03a9"), True),
        ("O", "0001", chars("0001", "03a9"), False),
        ("ΩA", "00010002", chars("0001", "03a9", "0002", "0041"), True),
        ("ΩA", "00010002", chars("0001", "03a9") + chars("0002", "0041"), True),
        ("Ω", "0003", chars("0001", "03a9"), True),  # the font does not say what it shows
        ("A", "0003", chars("0001", "03a9"), False),
        ("ffi", "0001", chars("0001", "006600660069"), True),
        ("BCD", "000200030004", ranges("0001", "0004", "0041"), True),
        ("AD", "00010004", ranges("0001", "0004", "0041"), True),
        ("E", "0005", ranges("0001", "0004", "0041"), False),
        ("xB", "0002", ranges("0001", "0002", "00780041"), True),
        ("AB", "0001000f", ranges("0001", "0001", "0041", "000f", "000f", "0042"), True),
        ("Ω", "0001", chars("00 01", "03 a9"), True),
        ("A", "0001", None, False),
        ("é", "0001", None, True),
        ("A", "0001", chars("0001", " "), False),
        ("é", "0001", chars("0001", "d800"), True),  # half of a character: a stand-in
        ("é", "0002", ranges("0001", "0002", "dbffdfff"), True),  # past the last character there is none
    ],
    ids=str,
)
def test_composite_fonts(value, codes, entries, same):
    assert shows(value, codes, wide(entries)) is same


@pytest.mark.parametrize(
    ("entries", "plain"),
    [
        (chars("0001", "0041", "0002"), False),
        (ranges("0001", "0002"), False),
        (ranges("0001", "0000", "0041"), False),
        (ranges("0001", "0001", "0041"), True),
        (ranges("0000", "ffff", "0040"), True),
        (ranges("000000", "010000", "0040"), False),
        ("1 beginbfrange <0001> <0002> [<0041> <0042>] endbfrange", False),
        ("1 beginbfrange <0001> <0001> [<0041>] endbfrange", False),
        ("", False),
    ],
)
def test_maps_to_text(entries, plain):
    if plain:
        assert shows("A", "0001", wide(entries))
    elif entries:
        with pytest.raises(UnreadableForm, match="its font has an unusual map to text"):
            shows("A", "0001", wide(entries))
    else:
        assert not shows("A", "0001", wide(entries))


@pytest.mark.parametrize("more", [0, 1])
def test_a_map_has_two_planes_of_codes(more):
    """A further range is read as long as there are no more than that."""
    entries = ranges("000000", "00ffff", "0040", "010000", "01ffff", "0040", *["020000", "020000", "0040"] * (1 + more))
    entries += ranges("020001", "020001", "0040") if more else ""
    if more:
        with pytest.raises(UnreadableForm, match="unusual map"):
            shows("A", "0001", wide(entries))
    else:
        assert shows("A", "0001", wide(entries))


@pytest.mark.parametrize(("size", "plain"), [(1_000_000, True), (1_000_001, False)])
def test_the_largest_map_and_picture(size, plain):
    mapping = chars("0001", "0041")
    drawing = "BT 0 g /F1 9 Tf 2 3 Td (A) Tj ET"
    for font, content in (
        (wide(mapping + " " * (size - len(mapping))), None),
        (simple(), drawing + " " * (size - len(drawing))),
    ):
        if plain:
            assert shows("A", "0001", font, content)
        else:
            with pytest.raises(UnreadableForm, match="drawn in a way that may show something else"):
                shows("A", "0001", font, content)


def test_texts_follow_one_another():
    font = simple(Encoding=WIN)
    for content in (
        "BT 0 g /F1 9 Tf 2 3 Td (A) Tj (na) Tj ET",
        "BT 0 g /F1 9 Tf 2 13 Td (A) Tj T* (na) ' ET",
        'BT 0 g /F1 9 Tf 2 13 Td (A) Tj 0 0 (na) " ET',
        "BT 0 g /F1 9 Tf 2 13 Td (A) Tj 0 -30 Td (na) Tj ET",  # lines below may be cut off
        "BT 0 g /F1 9 Tf 2 3 Td ( ) Tj 500 0 Td ( ) Tj -500 0 Td [(A) 5 (n) (a)] TJ ET",
    ):
        assert shows("Ana", "", font, content), content
    for content in (
        "BT 0 g /F1 9 Tf 2 3 Td (A) Tj 0 30 Td (na) Tj ET",
        "BT 0 g /F1 9 Tf 2 3 Td (A) Tj 100 0 Td (na) Tj ET",
        "BT 0 g /F1 9 Tf 2 3 Td (A) Tj 0 17 Td (na) Tj ET",
    ):
        with pytest.raises(UnreadableForm, match="its text cannot be seen"):
            shows("Ana", "", font, content)


def test_the_limits_are_these():
    assert (shown_module._MAX_DRAWN, shown_module._MAX_MAP) == (1_000_000, 1_000_000)


def box(ink: str, states: dict[str, str] | None = None, **keys) -> bool:
    document = blank()
    pictures = {name: stream(document, content) for name, content in (states or {"yes": ink, "Off": ""}).items()}
    field(
        document,
        FT=Name.Btn,
        AP=Dictionary(N=Dictionary({f"/{name}": item for name, item in pictures.items()})),
        **keys,
    )
    return read_form(data(document)).values["a"]


@pytest.mark.parametrize(
    "ink",
    [
        "0 g 0 0 9 9 re f", "0 g 0 0 9 9 re F", "0 g 0 0 9 9 re f*", "0 g 0 0 9 9 re B", "0 g 0 0 9 9 re B*",
        "0 g 0 0 m 1 2 3 4 5 6 c f", "0 g 0 0 m 1 2 3 4 v f", "0 g 0 0 m 1 2 3 4 y f", "0 g 0 0 m 9 9 l h f",
        "0 G 0 0 m 9 9 l S",
        "0 G 0 0 m 9 9 l s", "1 g 0 G 0 0 9 9 re b", "0 G 1 g 0 0 9 9 re b*", "0 0 0 RG 0 0 m 9 9 l S",
        "0 0 0 1 K 0 0 m 9 9 l S", "0 0 0 rg 0 0 9 9 re f", "0 0 0 1 k 0 0 9 9 re f",
        "q 1 w 1 J 1 j 10 M [] 0 d 0 g BT /F1 9 Tf 1 0 0 1 2 2 Tm 0 Tc 0 Tw 100 Tz (4) Tj ET Q",
    ],
)  # fmt: skip
def test_ink_of_a_box(ink):
    assert box(ink, AS=Name.yes) is True and box(ink, AS=Name.Off) is False


@pytest.mark.parametrize(
    ("ink", "message"),
    [
        ("0 0 9 9 re f", "white on white"),
        ("1 g 0 0 9 9 re f", "white on white"),
        ("0 g 0 0 9 9 re n", "looks the same"),
        ("0 g 0 0 9 9 re W n", "looks the same"),
        ("0 g /P sh 0 0 9 9 re f", "operator sh"),
        ("0 g 3 Tr 0 0 9 9 re f", "operator Tr"),
        ("0 g 0.5 0 0 1 0 0 cm 0 0 9 9 re f", "operator cm"),
    ],
)
def test_ink_that_is_not_plain(ink, message):
    with pytest.raises(UnreadableForm, match=message):
        box(ink)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"Matrix": Array([1, 0, 0, 1, 900, 0])}, "it is rotated or scaled"),
        ({"size": (102, 20)}, "its size differs from the field's"),
        ({"OC": Dictionary(Type=Name.OCG)}, "its size differs from the field's"),
    ],
)
@pytest.mark.parametrize("state", ["yes", "Off"])
def test_a_box_is_drawn_in_its_place(keys, message, state):
    document = blank()
    inks = {"yes": "0 g 0 0 9 9 re f", "Off": ""}
    pictures = {f"/{name}": stream(document, ink, **(keys if name == state else {})) for name, ink in inks.items()}
    field(document, FT=Name.Btn, AP=Dictionary(N=Dictionary(pictures)))
    with pytest.raises(UnreadableForm, match=f"a is drawn in a way that may show something else: {message}"):
        read_form(data(document))


def test_a_box_has_pictures_of_its_states():
    document = blank()
    field(document, FT=Name.Btn)
    with pytest.raises(UnreadableForm, match="a has no pictures of its states"):
        read_form(data(document))
    document = blank()
    field(document, FT=Name.Btn, AP=Dictionary(N=stream(document, "0 g 0 0 9 9 re f")))
    with pytest.raises(UnreadableForm, match="a has no pictures of its states"):
        read_form(data(document))
    document = blank()
    field(document, V=String("x"), AP=Dictionary(N=Dictionary(on=stream(document, ""))))
    with pytest.raises(UnreadableForm, match="a has pictures of several states"):
        read_form(data(document))


def test_off_leaves_no_ink():
    with pytest.raises(UnreadableForm, match="looks the same"):
        box("", {"yes": "0 g 0 0 9 9 re f", "Off": "0 g 0 0 9 9 re f"})
    assert box("", {"yes": "0 g 0 0 9 9 re f"}, AS=Name.yes) is True

"""The font that people type in: which characters it can take, and how its codes are mapped to text and widths."""

from __future__ import annotations

import hashlib
import re
import string
from io import BytesIO

import pikepdf
import pytest
from fontTools.otlLib.builder import buildStatTable
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

from generator.files.paths import templates_dir
from generator.forms.fonts import FormFont, embed, make_form_font
from generator.forms.spec import FormError

DATA = (templates_dir() / "fonts" / "SourceSans3-Regular.ttf").read_bytes()
SIGNS = {0x81: "≥", 0x8D: "≤", 0x90: "≠", 0x9D: "≈"}


@pytest.fixture(scope="module")
def font() -> FormFont:
    return make_form_font(DATA, frozenset("Ωa"))


@pytest.fixture
def made(font):
    with pikepdf.new() as document:
        yield embed(document, font)


def test_its_name_tells_it_from_other_subsets(font):
    assert re.fullmatch(r"[A-Z]{6}\+SourceSans3-Regular", font.name)
    other = make_form_font(DATA, frozenset())
    assert other.name != font.name and "Ω" in font.glyphs and "Ω" not in other.glyphs
    letters = [string.ascii_uppercase[byte % 26] for byte in hashlib.sha256(other.data).digest()[:6]]
    assert other.name == f"{''.join(letters)}+SourceSans3-Regular"


def changed(change) -> FormFont:
    """Return the font for fields that is made from another, smaller one after a change."""
    source = TTFont(BytesIO(make_form_font(DATA, frozenset()).data))
    change(source)
    target = BytesIO()
    source.save(target)
    return make_form_font(target.getvalue(), frozenset("A"))


def without(*name_ids: int):
    def change(source):
        source["name"].names = [record for record in source["name"].names if record.nameID not in name_ids]

    return change


def test_a_font_without_a_name_gets_one():
    assert re.fullmatch(r"[A-Z]{6}\+FormFont", changed(without(6)).name)


def test_measures_are_in_thousandths_of_the_size():
    small, large = changed(without()), changed(lambda source: scale_upem(source, 2000))
    for found in (small, large):
        assert (found.ascent, found.descent, found.cap_height) == (1000, -326, 660)
        assert found.width("A") == 544 and found.widths[found.glyphs["A"]] == 544
    assert large.bbox == pytest.approx(small.bbox, abs=1)


@pytest.mark.parametrize("height", [0, None])
def test_without_a_height_of_capitals_it_is_the_ascent(height):
    """Old fonts do not have it, or leave it 0."""

    def change(source):
        source["OS/2"].sCapHeight = 0
        if height is None:
            source["OS/2"].version = 1

    assert changed(change).cap_height == 1000


def test_a_font_without_a_map_of_characters_is_refused():
    def change(source):
        source["cmap"].tables = []

    with pytest.raises(FormError, match="the font of the inputs has no A"):
        changed(change)


def test_its_date_is_that_of_the_font():
    """Else no two builds would agree."""
    made = make_form_font(DATA, frozenset("b"))
    assert TTFont(BytesIO(made.data))["head"].modified == TTFont(BytesIO(DATA))["head"].modified


def test_its_measures_are_those_of_the_font(font):
    assert (font.ascent, font.descent, font.cap_height) == (1000, -326, 660)
    assert font.bbox[0] < font.bbox[2] and font.bbox[1] < font.bbox[3] and font.bbox[3] <= 1200
    assert font.width("A") == 544 and font.width("Ana") == sum(font.width(letter) for letter in "Ana")


def test_what_windows_1252_can_show(font):
    for text, simple in (
        ("Ana é ~ ÿ", True),
        ("≥", False),
        ("\x7f", False),
        ("\x1f", False),
        ("\x81", False),
        ("", True),
    ):
        assert font.is_simple(text) is simple
    assert font.is_simple("€Ÿ ")
    assert font.cannot_type("5 ≥ ≤ ≠ ≈ €") == [] and font.cannot_type("bΩaΩβ") == ["Ω", "β"]


def test_text_as_codes_and_as_glyphs(font):
    assert font.encode("Aé€", simple=True) == "41e980"
    assert font.encode("AΩ", simple=False) == f"{font.glyphs['A']:04x}{font.glyphs['Ω']:04x}"


def test_a_character_that_the_font_lacks():
    with pytest.raises(FormError, match="has no 中 文"):
        make_form_font(DATA, frozenset("文a中"))
    with pytest.raises(FormError, match="must be TrueType"):
        make_form_font(b"no font", frozenset())


def mapping(stream: pikepdf.Stream) -> tuple[str, dict[int, str], list[int]]:
    """Return the range of codes, the text of each, and how many each block has."""
    text = stream.read_bytes().decode()
    blocks = re.findall(r"(\d+) beginbfchar\n(.*?)\nendbfchar", text, re.DOTALL)
    pairs = [re.fullmatch(r"<(\w+)> <(\w+)>", line) for _, block in blocks for line in block.splitlines()]
    assert [int(count) for count, _ in blocks] == [len(block.splitlines()) for _, block in blocks]
    found = {int(pair[1], 16): bytes.fromhex(pair[2]).decode("utf-16-be") for pair in pairs}
    assert list(found) == sorted(found) and len({len(pair[1]) for pair in pairs}) == 1
    return re.search(r"1 begincodespacerange\n(.*)\n", text)[1], found, [int(count) for count, _ in blocks]


def test_the_simple_font(font, made):
    simple, _ = made
    assert (simple.Type, simple.Subtype, str(simple.BaseFont)) == ("/Font", "/TrueType", f"/{font.name}")
    assert (int(simple.FirstChar), int(simple.LastChar), len(simple.Widths)) == (32, 255, 224)
    encoding = simple.Encoding
    assert (encoding.Type, encoding.BaseEncoding) == ("/Encoding", "/WinAnsiEncoding")
    names = {0x81: "greaterequal", 0x8D: "lessequal", 0x90: "notequal", 0x9D: "approxequal"}
    assert [str(item) for item in encoding.Differences] == [
        part for code, name in names.items() for part in (str(code), f"/{name}")
    ]
    widths = {code: int(width) for code, width in enumerate(simple.Widths, 32)}
    for code in (*range(32, 127), *range(0xA0, 0x100)):
        assert widths[code] == font.width(bytes([code]).decode("cp1252")), code
    assert widths[0x80] == font.width("€") and {widths[code] for code in (0x7F, 0x8F)} == {font.width("•")}
    assert all(widths[code] == font.width(sign) for code, sign in SIGNS.items())
    span, found, blocks = mapping(simple.ToUnicode)
    assert (span, blocks) == ("<00> <ff>", [100, 100, len(found) - 200])
    assert found == {code: bytes([code]).decode("cp1252") for code in found if code not in SIGNS} | SIGNS
    assert len(found) == 222 and 0x7F not in found


def test_the_composite_font(font, made):
    _, composite = made
    assert (composite.Type, composite.Subtype, composite.Encoding) == ("/Font", "/Type0", "/Identity-H")
    (descendant,) = composite.DescendantFonts
    assert (descendant.Type, descendant.Subtype, descendant.CIDToGIDMap) == ("/Font", "/CIDFontType2", "/Identity")
    assert str(composite.BaseFont) == str(descendant.BaseFont) == f"/{font.name}"
    info = descendant.CIDSystemInfo
    assert (str(info.Registry), str(info.Ordering), int(info.Supplement)) == ("Adobe", "Identity", 0)
    first, widths = descendant.W
    assert int(first) == 0 and [int(width) for width in widths] == list(font.widths)
    span, found, _ = mapping(composite.ToUnicode)
    assert span == "<0000> <ffff>" and 0 not in found
    assert all(font.glyphs[text] == glyph for glyph, text in found.items()) and found[font.glyphs["Ω"]] == "Ω"
    assert len(found) == len({glyph for glyph in font.glyphs.values() if glyph})
    both = [character for character, glyph in font.glyphs.items() if found[glyph] != character]
    assert all(found[font.glyphs[character]] < character for character in both), "of two characters the plainer"


def test_a_font_of_a_few_characters():
    """One that has no bullet, and shows `B` as the box for what it lacks."""
    few = FormFont("ABCDEF+Few", b"data", {"A": 1, "B": 0, "≥": 2}, (500, 600, 700), 1000, -300, 700, (0, 0, 9, 9))
    with pikepdf.new() as document:
        simple, composite = embed(document, few)
        widths = {code: int(width) for code, width in enumerate(simple.Widths, 32)}
        assert {code: width for code, width in widths.items() if width != 500} == {0x41: 600, 0x81: 700}
        assert [str(item) for item in simple.Encoding.Differences] == [str(0x81), "/greaterequal"]
        assert composite.ToUnicode.read_bytes().decode().splitlines() == [
            "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def", "1 begincodespacerange", "<0000> <ffff>",
            "endcodespacerange", "2 beginbfchar", "<0001> <0041>", "<0002> <2265>", "endbfchar", "endcmap",
            "CMapName currentdict /CMap defineresource pop", "end", "end",
        ]  # fmt: skip
        assert mapping(simple.ToUnicode) == ("<00> <ff>", {0x41: "A", 0x42: "B", 0x81: "≥"}, [3])


def test_both_fonts_share_one_file(font, made):
    simple, composite = made
    descriptor = simple.FontDescriptor
    assert descriptor.objgen == composite.DescendantFonts[0].FontDescriptor.objgen
    assert descriptor.FontFile2.read_bytes() == font.data and int(descriptor.FontFile2.Length1) == len(font.data)
    assert {key: str(value) for key, value in descriptor.items() if key not in ("/FontFile2", "/FontBBox")} == {
        "/Type": "/FontDescriptor", "/FontName": f"/{font.name}", "/Flags": "32", "/ItalicAngle": "0",
        "/Ascent": "1000", "/Descent": "-326", "/CapHeight": "660", "/StemV": "80",
    }  # fmt: skip
    assert [int(value) for value in descriptor.FontBBox] == list(font.bbox)


def test_it_has_no_tables_for_layout():
    """A simple font has no use for them."""
    source = TTFont(BytesIO(DATA))
    buildStatTable(source, [{"tag": "wght", "name": "Weight", "values": [{"value": 400, "name": "Regular"}]}])
    target = BytesIO()
    source.save(target)
    made = TTFont(BytesIO(make_form_font(target.getvalue(), frozenset()).data))
    assert set(made.keys()) == {
        "GlyphOrder", "OS/2", "cmap", "gasp", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post",
    }  # fmt: skip
    assert [record.nameID for record in made["name"].names] == [6]
    assert made["glyf"][".notdef"].numberOfContours > 0, "what lacks a glyph is seen as a box"

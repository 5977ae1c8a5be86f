"""What a field looks like before anyone types: the operators of each appearance, at their limits."""

from __future__ import annotations

from decimal import Decimal

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from generator.files.paths import templates_dir
from generator.forms.appearance import TextStyle, draw_dot, draw_nothing, draw_text, draw_tick
from generator.forms.fonts import FormFont, make_form_font


@pytest.fixture(scope="module")
def font() -> FormFont:
    data = (templates_dir() / "fonts" / "SourceSans3-Regular.ttf").read_bytes()
    return make_form_font(data, frozenset("≥"))


@pytest.fixture(scope="module")
def document() -> pikepdf.Pdf:
    return pikepdf.new()


def lines(document, font, text: str, box=(100.0, 20.0), multiline: bool = False, size: float = 9.0) -> list[str]:
    style = TextStyle(font, "Form1", size, "0.5 g")
    return draw_text(document, box, text, style, Dictionary(), multiline).read_bytes().decode().splitlines()


def test_a_line_of_text(document, font):
    # in the middle: (20 - (1000 - 326) * 9 / 1000) / 2
    assert lines(document, font, "Ana") == [
        "/Tx BMC", "q", "1 1 98 18 re W n", "BT", "/Form1 9 Tf 0.5 g", "10.8 TL", "2 6.967 Td", "<416e61> Tj", "ET",
        "Q", "EMC",
    ]  # fmt: skip


def test_an_empty_field_draws_nothing(document, font):
    assert lines(document, font, "") == lines(document, font, "", multiline=True) == ["/Tx BMC", "EMC"]


def test_a_sign_beyond_windows_1252_takes_the_wide_font(document, font):
    glyphs = "".join(f"{font.glyphs[sign]:04x}" for sign in "≥5")
    drawn = lines(document, font, "≥5")
    assert drawn[4] == "/Form1Wide 9 Tf 0.5 g" and drawn[7] == f"<{glyphs}> Tj"
    mixed = lines(document, font, "5\n≥", (100, 50), multiline=True)
    assert [line for line in mixed if "Tj" in line] == [f"<{glyphs[4:]}> Tj", f"<{glyphs[:4]}> Tj"], "one font for all"


def test_lines_of_text_start_at_the_top(document, font):
    drawn = lines(document, font, "a\r\nb\rc\n\nd", (60.0, 50.0), multiline=True)
    assert drawn[5:] == [  # 50 - 2 - 1000 * 9 / 1000
        "10.8 TL", "2 39 Td", "<61> Tj", "T*", "<62> Tj", "T*", "<63> Tj", "T*", "<> Tj", "T*", "<64> Tj", "ET", "Q",
        "EMC",
    ]  # fmt: skip


def wrapped(document, font, text: str, width: float) -> list[str]:
    drawn = lines(document, font, text, (width, 50), multiline=True, size=10)
    return [bytes.fromhex(line[1:].partition(">")[0]).decode() for line in drawn if line.endswith("Tj")]


def test_text_is_broken_where_it_is_wider_than_the_field(document, font):
    width = font.width("one two") / 100 + 4  # at 10 points, with two of padding on each side
    assert wrapped(document, font, "one two three", width) == ["one two", "three"]
    assert wrapped(document, font, "one two three", width - 0.01) == ["one", "two", "three"]
    assert wrapped(document, font, "one-and-two three", 20) == ["one-and-two", "three"], "a long word has its own line"
    assert wrapped(document, font, "one two", 500) == ["one two"]
    assert wrapped(document, font, "one  two", 500) == ["one  two"]


def test_one_line_is_not_broken(document, font):
    assert [line for line in lines(document, font, "one two", (10, 20)) if line.endswith("Tj")] == [
        f"<{b'one two'.hex()}> Tj"
    ]


def test_the_look_of_buttons(document):
    tick, dot, nothing = (draw(document, (9.0, 9.5)) for draw in (draw_tick, draw_dot, draw_nothing))
    assert tick.read_bytes() == b"q 0 G 1 J 1 j 1.17 w 1.8 4.75 m 3.78 2.47 l 7.38 7.41 l S Q"
    assert dot.read_bytes() == b"q 0 G 1 J 4.95 w 4.5 4.75 m 4.5 4.75 l S Q"
    assert nothing.read_bytes() == b""
    assert draw_dot(document, (8.0, 6.0)).read_bytes() == b"q 0 G 1 J 3.3 w 4 3 m 4 3 l S Q"


@pytest.mark.parametrize(("side", "stroke"), [(6, "0.9"), (6.9, "0.9"), (7, "0.91"), (20, "2.6")])
def test_a_tick_is_never_thinner_than_can_be_seen(document, side, stroke):
    assert f" j {stroke} w " in draw_tick(document, (side, 30)).read_bytes().decode()
    assert f" j {stroke} w " in draw_tick(document, (30, side)).read_bytes().decode()


def test_an_appearance_is_a_form_as_large_as_the_field(document, font):
    resources = document.make_indirect(Dictionary(Font=Dictionary()))
    box = (100.12345, 20.98765)
    text = draw_text(document, box, "a", TextStyle(font, "F", 9, "0 g"), resources, multiline=False)
    for made in (text, draw_tick(document, box), draw_nothing(document, box)):
        assert (made.Type, made.Subtype) == (Name.XObject, Name.Form)
        assert list(made.BBox) == [0, 0, Decimal("100.123"), Decimal("20.988")]
    assert text.Resources.objgen == resources.objgen
    assert isinstance(draw_nothing(document, (9, 9)).BBox, Array)


@pytest.mark.parametrize(
    ("size", "written"), [(9.0, "9"), (10.0, "10"), (100.0, "100"), (7.25, "7.25"), (7.12345, "7.123"), (0.00001, "0")]
)
def test_numbers_are_written_short(document, font, size, written):
    assert TextStyle(font, "Form1", size, "0 g").default_appearance == f"/Form1 {written} Tf 0 g"

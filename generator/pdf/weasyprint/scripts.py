"""Make text in scripts whose letters join, move, or run right to left readable, searchable, and accessible.

WeasyPrint maps each glyph to one text for the whole document, taken from its first occurrence. That is wrong where
several glyphs together represent several letters (Devanagari, Thai, accents written separately). Here such a line has
its own text (ActualText: ISO 32000-1, 14.9.4), and its glyphs map to the letters that the font assigns to them.
WeasyPrint also sets the text of drawings letter by letter; here a line is set as a whole, so that letters join and run
in their own direction. Both wrap private functions of WeasyPrint (`versions`).
"""

from __future__ import annotations

import contextlib
import io
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

# Combining marks; Hebrew to the last southern Brahmic script; Arabic presentation forms.
_INTRICATE = re.compile("[\u0300-\u036f\u0590-\u0eff\ufb1d-\ufdff\ufe70-\ufefc]")
# Viewers reverse the glyphs of these by themselves, and would reverse an ActualText as well.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_NOTHING = "\u2060"  # word joiner: a glyph without letters of its own must map to some character


@contextlib.contextmanager
def readable_scripts(page: str) -> Iterator[None]:
    """Inside the `with`, set text in all scripts readably; `page` is the HTML to render."""
    from weasyprint import svg
    from weasyprint.draw import text as drawing

    draw_first_line, svg_text = drawing.draw_first_line, svg.text

    def text_at_once(image: Any, node: Any, size: float) -> None:
        if node.text and not node.attrib.keys() & {"rotate", "textLength", "letter-spacing", "dx", "dy"}:
            node._etree_node.text = _Line(node.text)
        svg_text(image, node, size)

    svg.text = text_at_once
    svg.TAGS |= {tag: text_at_once for tag, draw in svg.TAGS.items() if draw is svg_text}
    if _INTRICATE.search(page):
        drawing.draw_first_line = _with_its_text(draw_first_line)
    try:
        yield
    finally:
        drawing.draw_first_line = draw_first_line
        svg.text = svg_text
        svg.TAGS |= {tag: svg_text for tag, draw in svg.TAGS.items() if draw is text_at_once}


class _Line(str):
    """A text that is laid out like a single letter."""

    def __iter__(self) -> Iterator[str]:
        return iter((str(self),))


def _with_its_text(draw_first_line: Any) -> Any:
    """Wrap WeasyPrint's function so that lines in complex scripts contain their text."""
    import pydyf

    known: dict[int, tuple[dict[int, str], set[int]]] = {}

    def draw(stream: Any, textbox: Any, *rest: Any) -> Any:
        if not _INTRICATE.search(textbox.text):
            return draw_first_line(stream, textbox, *rest)
        spoken = not _RIGHT_TO_LEFT.search(textbox.text)
        if spoken:
            stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(textbox.text)}))
        drawn = draw_first_line(stream, textbox, *rest)
        if spoken:
            stream.end_marked_content()
        for font in stream._fonts.values():
            _mend(font, *known.setdefault(id(font), ({}, set())))
        return drawn

    return draw


def _mend(font: Any, letters: dict[int, str], done: set[int]) -> None:
    """Map the glyphs that are new in a font's map to the letters that the font itself assigns to them."""
    new = font.to_unicode.keys() - done
    done |= new
    doubtful = [glyph for glyph in new if len(font.to_unicode[glyph]) != 1]
    if doubtful and not letters:
        letters.update(_letters(font.file_content))
    for glyph in doubtful:
        text, own = font.to_unicode[glyph], letters.get(glyph, "")
        if not text or own in text:
            font.to_unicode[glyph] = own or text or _NOTHING


def _letters(file: bytes) -> dict[int, str]:
    """Return the letter of each glyph in a font file that represents a letter by itself."""
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(file), lazy=True) as font:
        return {
            font.getGlyphID(name): unicodedata.normalize("NFKC", chr(code))
            for code, name in sorted(font.getBestCmap().items(), reverse=True)
        }

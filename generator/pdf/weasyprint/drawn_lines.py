"""Caches how lines of text were drawn, so that the same words are not shaped again to be drawn again.

Three of four lines were drawn before: in another document, or on another page (line numbers, running headers). The
cache keeps bytes, glyph numbers and widths, and no Pango objects. Within a document, a glyph has the width and text of
the first line that uses it; so a line is recorded as if it came first, and where the document's font has another width,
WeasyPrint draws the line again. This wraps a private function of WeasyPrint (`versions`).
"""

from __future__ import annotations

import contextlib
import copy
from array import array
from collections.abc import Iterator
from typing import Any, NamedTuple

from generator.pdf.weasyprint.lines import line_key

_MAX = 5_000  # lines, about 1 kB each


class Glyphs(NamedTuple):
    """The glyphs that a line takes from one font, in the order of their first use; `font` is WeasyPrint's key."""

    font: int
    glyphs: array[int]
    widths: array[int]
    texts: tuple[str, ...]

    def fit(self, fonts: dict[int, Any]) -> bool:
        """Tell if a document has the font, without other widths for these glyphs."""
        font = fonts.get(self.font)
        return font is not None and all(
            font.widths.get(glyph, width) == width for glyph, width in zip(self.glyphs, self.widths, strict=True)
        )

    def use_in(self, font: Any) -> None:
        """Add the glyphs that are new to the document, as WeasyPrint does."""
        for glyph, width, text in zip(self.glyphs, self.widths, self.texts, strict=True):
            font.to_unicode.setdefault(glyph, text)
            font.widths.setdefault(glyph, width)


class DrawnLine(NamedTuple):
    """The calls on the stream, after the place was set, and the glyphs that are used."""

    calls: tuple[tuple[str, tuple[Any, ...]], ...]
    glyphs: tuple[Glyphs, ...]


@contextlib.contextmanager
def redrawing(drawn: dict[tuple[Any, ...], DrawnLine], fonts: Any) -> Iterator[None]:
    """Draw lines in the fonts of a FontConfiguration from `drawn` inside the `with`, and add those that it lacks."""
    from weasyprint.draw import text as drawing

    original = drawing.draw_first_line

    def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:
        layout, style = textbox.pango_layout, textbox.style
        plain = text_overflow != "ellipsis" and block_ellipsis == "none" and style.font_config is fonts
        if plain and textbox.text.strip() and style["font_size"] >= 1:
            key = (layout.text, layout.justification_spacing, line_key(style))
            found = drawn.get(key)
            if found is None:
                recorder = _Recorder(stream)
                if not original(recorder, textbox, text_overflow, block_ellipsis, matrix) and recorder.is_whole():
                    if len(drawn) >= _MAX:
                        drawn.clear()
                    found = drawn[key] = recorder.line()
            if found is not None and all(part.fit(stream._fonts) for part in found.glyphs):
                for part in found.glyphs:
                    part.use_in(stream._fonts[part.font])
                stream.set_text_matrix(*matrix.values)
                for name, arguments in found.calls:
                    getattr(stream, name)(*arguments)
                return []
        return original(stream, textbox, text_overflow, block_ellipsis, matrix)

    drawing.draw_first_line = draw_first_line
    try:
        yield
    finally:
        drawing.draw_first_line = original


class _Recorder:
    """Replaces a stream: it records the calls, and returns fonts that have not drawn anything yet."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._fonts: dict[int, Any] = {}
        self._calls: list[tuple[str, tuple[Any, ...]]] = []
        self.ink_rect, self.logical_rect = stream.ink_rect, stream.logical_rect

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        font, size = self._stream.add_font(pango_font)
        key = next(key for key, known in self._stream._fonts.items() if known is font)
        if key not in self._fonts:
            self._fonts[key] = copy.copy(font)
            self._fonts[key].widths, self._fonts[key].to_unicode = {}, {}
        return self._fonts[key], size

    def set_text_matrix(self, *place: float) -> None:
        """Record nothing: the place is the only thing that differs."""

    def set_font_size(self, *arguments: Any) -> None:
        self._calls.append(("set_font_size", arguments))

    def set_text_rise(self, *arguments: Any) -> None:
        self._calls.append(("set_text_rise", arguments))

    def show_text(self, *arguments: Any) -> None:
        self._calls.append(("show_text", arguments))

    def is_whole(self) -> bool:
        """Tell if no glyph is missing: missing glyphs are reported each time that they are drawn."""
        return all(max(font.to_unicode, default=0) < font.glyph_count for font in self._fonts.values())

    def line(self) -> DrawnLine:
        return DrawnLine(
            tuple(self._calls),
            tuple(
                Glyphs(
                    key,
                    array("I", font.to_unicode),
                    array("i", map(font.widths.get, font.to_unicode)),
                    tuple(font.to_unicode.values()),
                )
                for key, font in self._fonts.items()
            ),
        )

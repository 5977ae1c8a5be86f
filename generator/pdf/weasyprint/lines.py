"""Caches how lines of text were broken, so that the same words are not shaped repeatedly.

WeasyPrint requests a line once for each width that it tries, and the documents of a policy share most of their text.
The cache contains numbers and text, not Pango objects: a cached line and a new one give the same bytes. This wraps a
private function of WeasyPrint (`versions`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

# Every property that WeasyPrint reads when it breaks a line (a test compares them with those that it does read), except
# two that have no hash: the families are a list in drawings, and for decorations only their presence matters.
PROPERTIES = (
    "hyphens", "direction", "font_feature_settings", "font_kerning", "font_language_override", "font_size",
    "font_stretch", "font_style", "font_variant_alternates", "font_variant_caps", "font_variant_east_asian",
    "font_variant_ligatures", "font_variant_numeric", "font_variant_position", "font_variation_settings",
    "font_weight", "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "lang", "letter_spacing",
    "overflow_wrap", "tab_size", "white_space", "word_break", "word_spacing",
)  # fmt: skip
FAMILY, DECORATION = "font_family", "text_decoration_line"
_values = itemgetter(*PROPERTIES)
_MAX = 20_000  # lines, about 1 kB each


def line_key(style: Any) -> tuple[Any, ...]:
    """Return the properties of a style that determine the glyphs of a line and their places; equal ones are shared."""
    key = tuple(style[FAMILY]), style[DECORATION] == "none", _values(style)
    if len(_known_keys) >= _MAX:
        _known_keys.clear()
    return _known_keys.setdefault(key, key)


_known_keys: dict[tuple[Any, ...], tuple[Any, ...]] = {}


@contextlib.contextmanager
def remembering(lines: dict[tuple[Any, ...], Any], fonts: Any) -> Iterator[None]:
    """Inside the `with`, take lines in a FontConfiguration's fonts from `lines`, and add those that are missing."""
    from weasyprint.layout import inline, preferred
    from weasyprint.text import line_break

    original = line_break.split_first_line

    class Remembered(line_break.Layout):  # type: ignore[misc]  # WeasyPrint has no types
        """A line that Pango shapes again only when its shape is needed: drawn lines are cached too."""

        def reactivate(self, style: Any) -> None:
            self.style = style

        def __getattr__(self, name: str) -> Any:
            if name != "layout" or "style" not in self.__dict__:
                raise AttributeError(name)
            super().reactivate(self.style)
            return self.layout

        def deactivate(self) -> None:
            for name in ("layout", "language", "style"):
                self.__dict__.pop(name, None)

    def split_first_line(
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        # A hyphenation dictionary belongs to its document.
        if style["hyphens"] == "auto" or style.font_config is not fonts:
            return original(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        key = (
            text,
            max_width,
            justification_spacing,
            is_line_start,
            minimum,
            line_key(style),
        )
        found = lines.get(key)
        if found is None:
            if len(lines) >= _MAX:
                lines.clear()
            found = lines[key] = original(
                text, style, context, max_width, justification_spacing, is_line_start, minimum
            )
        layout = object.__new__(Remembered)  # a copy of the box: drawing changes it
        layout.__dict__.update(found[0].__dict__)
        return layout, *found[1:]

    users = (line_break, inline, preferred)
    for module in users:
        module.split_first_line = split_first_line
    try:
        yield
    finally:
        for module in users:
            module.split_first_line = original

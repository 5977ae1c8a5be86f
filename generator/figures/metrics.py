"""Widths of text in the bundled fonts, so that figures can break lines and leave the right amount of space."""

from __future__ import annotations

import functools
import html
import re
import unicodedata

from generator.files.paths import templates_dir
from generator.wording.markdown import TextRenderer

FAMILY = "Source Sans 3"
_FACES = {
    400: ("SourceSans3-Regular", "DejaVuSans"),
    600: ("SourceSans3-Semibold", "DejaVuSans-Bold"),
    700: ("SourceSans3-Bold", "DejaVuSans-Bold"),
}
_renderer = TextRenderer(lambda keys: "")


def plain(text: str) -> str:
    """Return a CommonMark text without markup and citations, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", _renderer.inline(text))).split())


@functools.cache
def _advances(face: str) -> tuple[dict[int, int], int]:
    from fontTools.ttLib import TTFont

    with TTFont(templates_dir() / "fonts" / f"{face}.ttf", lazy=True) as font:
        widths = font["hmtx"].metrics
        return {code: widths[name][0] for code, name in font.getBestCmap().items()}, font["head"].unitsPerEm


@functools.cache
def _advance(letter: str, weight: int) -> float:
    for face in _FACES[weight]:
        widths, unit = _advances(face)
        if ord(letter) in widths:
            return widths[ord(letter)] / unit
    if unicodedata.category(letter) in ("Mn", "Cf"):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.65


@functools.lru_cache(20_000)
def text_width(text: str, size: float, weight: int = 400) -> float:
    """Return the width in points, unkerned; an estimate for letters of other scripts."""
    return size * sum(_advance(letter, weight) for letter in text)


def tick_label(value: float) -> str:
    """Return a number as printed on an axis: plain, with a real minus sign."""
    digits = f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.6f}".rstrip("0").rstrip(".")
    return digits.replace("-", "−")


@functools.lru_cache(5_000)
def wrap(text: str, width: float, size: float, weight: int = 400, most: int = 0) -> tuple[str, ...]:
    """Break a text into lines no wider than `width`; with `most`, the remainder is replaced by an ellipsis."""
    lines = [""]
    for word in text.split():
        for part in _pieces(word, width, size, weight):
            longer = f"{lines[-1]} {part}".strip()
            if not lines[-1] or text_width(longer, size, weight) <= width:
                lines[-1] = longer
            else:
                lines.append(part)
    if most and len(lines) > most:
        last = lines[most - 1]
        while last and text_width(last + "…", size, weight) > width:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip(" ,;:.") + "…"]
    return tuple(lines)


def _pieces(word: str, width: float, size: float, weight: int) -> list[str]:
    """Split a word that is wider than the line."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size, weight) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces

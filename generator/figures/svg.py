"""A few SVG shapes as text. Colors are token names, `var(--ink)`; `finish` fills them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from generator.figures.metrics import FAMILY, text_width


@dataclass(frozen=True)
class Block:
    """A finished piece of a drawing, its corner at 0, 0."""

    width: float
    height: float
    svg: str

    def at(self, x: float, y: float) -> str:
        """Return the piece moved to a place."""
        return f'<g transform="translate({_n(x)} {_n(y)})">{self.svg}</g>'


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def color(token: str) -> str:
    """Return a token as SVG paint; `none` and `#…` are unchanged."""
    return token if token == "none" or token.startswith("#") else f"var(--{token})"


def text(
    x: float, y: float, words: str, size: float, weight: int = 400, fill: str = "ink", anchor: str = "start"
) -> str:
    """Return one line of text on a baseline."""
    if anchor != "start":
        x -= text_width(words, size, weight) / (2 if anchor == "middle" else 1)
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-family="{FAMILY}, DejaVu Sans" font-size="{_n(size)}" '
        f'font-weight="{weight}" fill="{color(fill)}">{escape(words)}</text>'
    )


def lines(
    x: float, y: float, rows: Sequence[str], size: float, lead: float, weight: int = 400, fill: str = "ink"
) -> str:
    """Return several lines of text, the first on the baseline `y`."""
    return "".join(text(x, y + lead * index, row, size, weight, fill) for index, row in enumerate(rows))


def rect(
    x: float,
    y: float,
    width: float,
    height: float,
    fill: str = "none",
    stroke: str = "none",
    line: float = 0.6,
    radius: float = 0,
    dash: str = "",
) -> str:
    """Return a rectangle."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="{_n(radius)}" '
        f'fill="{color(fill)}" stroke="{color(stroke)}" stroke-width="{_n(line)}"{dashed}/>'
    )


def path(points: list[tuple[float, float]], stroke: str = "ink-soft", line: float = 1, dash: str = "") -> str:
    """Return an open line through points."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    way = "M" + " L".join(f"{_n(x)} {_n(y)}" for x, y in points)
    return f'<path d="{way}" fill="none" stroke="{color(stroke)}" stroke-width="{_n(line)}"{dashed}/>'


def circle(x: float, y: float, radius: float, fill: str, stroke: str = "accent", line: float = 1) -> str:
    """Return a circle around a point."""
    return (
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{color(fill)}" stroke="{color(stroke)}" '
        f'stroke-width="{_n(line)}"/>'
    )


def polygon(points: Sequence[tuple[float, float]], fill: str, stroke: str = "accent", line: float = 1) -> str:
    """Return a closed shape."""
    way = "M" + " L".join(f"{_n(x)} {_n(y)}" for x, y in points) + " Z"
    return (
        f'<path d="{way}" fill="{color(fill)}" stroke="{color(stroke)}" stroke-width="{_n(line)}" '
        f'stroke-linejoin="round"/>'
    )


def arrow_down(x: float, top: float, bottom: float, stroke: str = "ink-soft") -> str:
    """Return an arrow that points down."""
    head = f"M{_n(x - 3)} {_n(bottom - 4.5)} L{_n(x + 3)} {_n(bottom - 4.5)} L{_n(x)} {_n(bottom)} Z"
    return path([(x, top), (x, bottom - 4)], stroke) + f'<path d="{head}" fill="{color(stroke)}"/>'


def picture(width: float, height: float, title: str, body: str, kind: str) -> Markup:
    """Return the complete SVG element with its text alternative."""
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing {kind}" width="{_n(width)}pt" '
        f'height="{_n(height)}pt" viewBox="0 0 {_n(width)} {_n(height)}"><title>{escape(title)}</title>'
        f"{body}</svg>"
    )

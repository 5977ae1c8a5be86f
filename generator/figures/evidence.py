"""Draws an evidence figure from its layout with matplotlib: the only module that imports it, and only when it draws.

Shapes and open or filled marks carry the meaning, so that the figure reads the same in grey. The same data give the
same SVG in every process: a fixed salt for ids, no date, text as text in the bundled fonts.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import json
import logging
import os
import re
import tempfile
import warnings
from collections.abc import Iterator
from typing import Any

from generator.figures.metrics import FAMILY, text_width, tick_label
from generator.figures.svg import colour
from generator.paths import templates_dir

# A figure is drawn once for all publishers: each colour token has a colour of its own, which is only a name for it.
_PALETTE = {token: f"#0123{place:02x}" for place, token in
            enumerate(("ink", "ink-soft", "accent", "accent-tint", "rule-soft"))}
SHAPES = {"pain": "o", "disability": "s", "composite": "D", "quality-of-life": "o"}
_SIZE, _SMALL = 7.4, 6.8
_RULES = {"svg.fonttype": "none", "font.family": [FAMILY, "DejaVu Sans"], "text.usetex": False,
          "text.parse_math": False, "axes.unicode_minus": True, "path.simplify": False, "figure.dpi": 72}


@contextlib.contextmanager
def _own_folder() -> Iterator[None]:
    """Keep matplotlib's font list out of the user's folders, and the machine's fonts out of the list."""
    ours = {"MPL_IGNORE_SYSTEM_FONTS": "1"}
    with tempfile.TemporaryDirectory(prefix="policypress-") as folder:
        ours["MPLCONFIGDIR"] = folder
        before = {name: os.environ.get(name) for name in ours}
        os.environ.update(ours)
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value


@functools.cache
def load() -> tuple[Any, Any, Any]:
    """Import matplotlib once, with the bundled fonts alone; return the module, its Figure and its SVG canvas."""
    with _own_folder():
        import matplotlib

        folder = matplotlib.get_data_path
        matplotlib.get_data_path = lambda: os.environ["MPLCONFIGDIR"]  # its own fonts: a third of a second to read
        try:
            from matplotlib import font_manager
        finally:
            matplotlib.get_data_path = folder
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    font_manager.fontManager.ttflist.clear()
    font_manager.fontManager.afmlist.clear()
    for face in ("SourceSans3-Regular", "SourceSans3-Semibold", "SourceSans3-Bold", "DejaVuSans", "DejaVuSans-Bold"):
        font_manager.fontManager.addfont(templates_dir() / "fonts" / f"{face}.ttf")
    return matplotlib, Figure, FigureCanvasSVG


@functools.cache
def draw(plot: str) -> str:
    """Return the shapes of a figure as SVG, its colours as token names; `plot` is its layout as JSON."""
    matplotlib, figure, canvas = load()
    salt = hashlib.sha256(plot.encode()).hexdigest()  # ids differ between the figures of one document
    with matplotlib.rc_context(), _quiet():
        matplotlib.rcdefaults()  # a matplotlibrc of the machine must not change documents
        matplotlib.rcParams.update({**_RULES, "svg.hashsalt": salt})
        drawn = _Drawing(json.loads(plot), figure).figure
        written = io.StringIO()
        canvas(drawn).print_svg(written, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    shapes = _embeddable(written.getvalue())
    for token, stand_in in _PALETTE.items():
        shapes = shapes.replace(f'="{stand_in}"', f'="{colour(token)}"')
    return shapes


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep matplotlib from saying that DejaVu has no semibold, or that its fonts lack a letter: it draws none."""
    logger = logging.getLogger("matplotlib.font_manager")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", r"Glyph \d+ ")
            yield
    finally:
        logger.setLevel(before)


def _embeddable(svg: str) -> str:
    """Return the shapes of a whole SVG file; styles become attributes, because HTML would read them as CSS."""
    shapes = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)[1]
    for gone in (r"<metadata>.*?</metadata>", r"<style.*?</style>", r' transform="rotate\(-0 [^"]*"',
                 r'(?<=<g) id="[^"]*"'):
        shapes = re.sub(gone, "", shapes, flags=re.DOTALL)
    shapes = re.sub(r' style="([^"]*)"', _as_attributes, re.sub(r"\s*\n\s*", " ", shapes))
    return f'<g stroke-linejoin="round" stroke-linecap="butt">{shapes}</g>'


def _as_attributes(style: re.Match) -> str:
    pairs = (part.split(":", 1) for part in style[1].split(";") if part.strip())
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)


class _Drawing:
    def __init__(self, plot: dict[str, Any], figure: Any):
        self._plot = plot
        self._width, self._height = plot["width"], plot["height"]
        self.figure = figure(figsize=(self._width / 72, self._height / 72), dpi=72)
        self.figure.patch.set_visible(False)
        self._page = self._axes(0, self._width, 0, self._height, (0, self._width))
        self._page.axis("off")
        self._bands()
        self._labels()
        self._legend()
        for place, column in enumerate(plot["columns"]):
            self._column(place, column)

    def _axes(self, left: float, width: float, top: float, bottom: float, limits: tuple[float, float]) -> Any:
        axes = self.figure.add_axes((left / self._width, 1 - bottom / self._height, width / self._width,
                                     (bottom - top) / self._height))
        axes.set_xlim(*limits)
        axes.set_ylim(bottom, top)
        axes.patch.set_visible(False)
        return axes

    def _text(self, axes: Any, x: float, y: float, words: str, size: float = _SIZE, weight: int = 400, ink: str = "ink",
              ha: str = "left", ground: bool = False) -> None:
        # placed by our own measure: WeasyPrint clips the first letter of text that is anchored elsewhere
        unit = (axes.get_xlim()[1] - axes.get_xlim()[0]) / (axes.get_position().width * self._width)
        x -= text_width(words, size, weight) * unit * {"left": 0, "center": 0.5, "right": 1}[ha]
        axes.text(x, y, words, fontsize=size, fontweight=weight, color=_PALETTE[ink], va="baseline", clip_on=False,
                  zorder=4, bbox={"facecolor": "#ffffff", "edgecolor": "none", "pad": 0.4} if ground else None)

    def _bands(self) -> None:
        for line in self._plot["lines"]:
            if "heading" in line:
                top, bottom = line["y"] + 2, line["y"] + 5 + 9.4 * len(line["heading"])
                self._page.fill_between([0, self._width], top, bottom, color=_PALETTE["accent-tint"], linewidth=0)

    def _labels(self) -> None:
        for line in self._plot["lines"]:
            for place, words in enumerate(line.get("heading", [])):
                self._text(self._page, 3, line["y"] + 10.4 + 9.4 * place, words, 7.8, 600, "accent")
            for x, part in ((9, "label"), (self._plot["second"], "when")):
                for place, words in enumerate(line.get(part, [])):
                    self._text(self._page, x, line["y"] + 8.8 + 8.8 * place, words)

    def _legend(self) -> None:
        x, ink = 9.0, _PALETTE["accent"]
        for kind, name in self._plot["legend"]:
            self._page.plot([x], [self._plot["head"] - 6.5], SHAPES[kind], color=ink, markersize=4.4)
            self._text(self._page, x + 6, self._plot["head"] - 4, name, _SIZE)
            x += text_width(name, _SIZE) + 22
        cells = [cell for line in self._plot["lines"] for cell in line.get("cells", [])]
        if self._plot["legend"] and any(len(cell["points"]) > 1 for cell in cells):
            self._page.plot([x], [self._plot["head"] - 6.5], "o", color=ink, markersize=4.4, markerfacecolor="#ffffff")
            self._text(self._page, x + 6, self._plot["head"] - 4, "Open: comparison arm", _SIZE)

    def _column(self, place: int, column: dict[str, Any]) -> None:
        head, foot = self._plot["head"], self._plot["foot"]
        axes = self._axes(column["left"], column["width"], head, foot, (column["low"], column["high"]))
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.yaxis.set_visible(False)
        axes.xaxis.set_visible(False)
        unit = (column["high"] - column["low"]) / column["width"]  # one point on paper
        middle = (column["low"] + column["high"]) / 2
        for number, words in enumerate(column["title"]):
            style = (_SMALL, 400, "ink-soft") if number else (_SIZE, 600)
            self._text(axes, middle, 7.5 + 8.6 * number, words, *style, ha="center")
        for tick in column["ticks"]:
            strong = tick == 0 and column["zero"]
            axes.plot([tick, tick], [head, foot], color=_PALETTE["ink-soft" if strong else "rule-soft"],
                      linewidth=0.9 if strong else 0.6, zorder=0.5)
            self._text(axes, tick, foot + 9, tick_label(tick), _SMALL, 400, "ink-soft", ha="center")
        soft = _PALETTE["ink-soft"]
        axes.plot([column["low"], column["high"]], [foot, foot], color=soft, linewidth=0.7, clip_on=False)
        for at, *ends in self._plot["links"]:
            if at == place:
                axes.plot(ends[::2], ends[1::2], color=soft, linewidth=0.9, zorder=1, clip_on=False)
        for line in self._plot["lines"]:
            for cell in line.get("cells", []):
                if cell["column"] == place:
                    y = line["y"] + line["height"] / 2
                    crossed = any(at == place and self._leans(ends, cell, y, unit) for at, *ends in self._plot["links"])
                    self._cell(axes, cell, y, unit, column["zero"], crossed)

    @staticmethod
    def _leans(ends: list[float], cell: dict[str, Any], y: float, unit: float) -> bool:
        """Tell if a joining line leaves the cell's mark flat to the right, where the number would stand."""
        first, above, last, below = ends
        other = last if y == above else first if y == below else None
        return other is not None and other - cell["points"][-1]["value"] > 1.6 * (below - above) * unit

    def _cell(self, axes: Any, cell: dict[str, Any], y: float, unit: float, zero: bool, crossed: bool) -> None:
        points = cell["points"]
        ink, soft = _PALETTE["accent"], _PALETTE["ink-soft"]
        if len(points) > 1:
            axes.plot([point["value"] for point in points], [y, y], color=soft, linewidth=0.8,
                      linestyle=(0, (1.5, 1.5)), zorder=1.5, clip_on=False)
        elif zero:
            axes.plot([0, points[0]["value"]], [y, y], color=ink, linewidth=2.2, zorder=1.5, clip_on=False)
        order = sorted(range(len(points)), key=lambda place: (points[place]["value"], -place))
        for place, point in enumerate(points):
            ends = [point["value"]]
            if point["low"] is not None:
                ends = [point["low"], point["high"]]
                axes.plot(ends, [y, y], color=ink, linewidth=1.3, marker="|", markersize=4.6, zorder=2, clip_on=False)
            axes.plot([point["value"]], [y], SHAPES.get(cell["endpoint"], "o"), color=ink, markersize=5,
                      markerfacecolor="#ffffff" if point["hollow"] else ink, markeredgewidth=1, zorder=3, clip_on=False)
            to_left = (len(points) > 1 and order[0] == place) or (
                len(points) == 1 and (crossed or (zero and point["value"] < 0)))
            x = min(ends) - 6 * unit if to_left else max(ends) + 6 * unit
            self._text(axes, x, y + 2.6, point["shown"], _SIZE, 400 if point["hollow"] else 600,
                       ha="right" if to_left else "left", ground=True)

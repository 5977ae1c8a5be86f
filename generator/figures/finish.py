"""The last step of a figure: draw what was only promised, and turn colour tokens into colours."""

from __future__ import annotations

import html as markup
import json
import re
from collections.abc import Iterable

from generator.figures.palette import colours

_DRAWING = re.compile(r'<svg [^>]*class="drawing [a-z]+".*?</svg>', re.DOTALL)
_DATA = re.compile(r' data-plot="([^"]*)"')


def finish_figures(html: str, sheets: Iterable[str]) -> str:
    """Return the HTML with every figure drawn, in the colours of the style sheets and of the HTML's own styles."""
    if 'class="drawing ' not in html:
        return html
    head = "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))
    palette = colours(*sheets, head)
    return _DRAWING.sub(lambda found: _finished(found[0], palette), html)


def _finished(svg: str, palette: dict[str, str]) -> str:
    if data := _DATA.search(svg):
        from generator.figures.evidence import draw

        shapes = draw(json.dumps(json.loads(markup.unescape(data[1])), sort_keys=True))
        svg = _DATA.sub("", svg, count=1).replace("</svg>", f"{shapes}</svg>")
    return re.sub(r'="var\(--([a-z0-9-]+)\)"', lambda name: f'="{palette[name[1]]}"', svg)

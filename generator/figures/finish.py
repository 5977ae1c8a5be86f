"""The last step of a figure: its color tokens become the colors of the document's styles."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.figures.palette import colors

_DRAWING = re.compile(r'<svg [^>]*class="drawing [a-z]+".*?</svg>', re.DOTALL)


def finish_figures(html: str, sheets: Iterable[str]) -> str:
    """Return the HTML with every figure in the colors of the style sheets and of the HTML's own styles."""
    if 'class="drawing ' not in html:
        return html
    head = "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))
    palette = colors(*sheets, head)
    return _DRAWING.sub(
        lambda found: re.sub(r'="var\(--([a-z0-9-]+)\)"', lambda name: f'="{palette[name[1]]}"', found[0]), html
    )

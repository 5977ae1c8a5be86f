"""Figures in a redline: drawings are not compared line by line; a changed one is labeled in its caption."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Any

_FIGURE = re.compile(r"<figure\b.*?</figure>", re.DOTALL)
_TITLE = re.compile(r"<figcaption>\s*<b>(.*?)</b>", re.DOTALL)
_TOKEN = re.compile(r"figureplace([0-9]+)")
_SAID = {"changed": "changed: the figure shows the new version. ", "inserted": "inserted: the figure is new. "}


class FigureMarks:
    """The figures of two versions: replaced by words while the texts are compared, then restored with marks."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int], int] = {}
        self._old: dict[int, str] = {}
        self._new: dict[int, str] = {}

    def hide(self, body: str, old: bool) -> str:
        """Return a body with a word for each figure; figures with the same title are versions of one figure."""
        seen: Counter[str] = Counter()
        held = self._old if old else self._new

        def place(found: re.Match[str]) -> str:
            title = _title(found[0])
            seen[title] += 1
            number = self._numbers.setdefault((title, seen[title]), len(self._numbers))
            held[number] = found[0]
            return f'<p class="figure-place">figureplace{number}</p>'

        return _FIGURE.sub(place, body)

    def places(self, tree: Any) -> None:
        """Leave in each place the words of the figures that belong there, each in its own paragraph."""
        from lxml.html import Element

        for place in list(tree.xpath('.//p[@class="figure-place"]')):
            kept = "".join(place.xpath(".//text()[not(ancestor::del)]"))
            for number in dict.fromkeys(int(found) for found in _TOKEN.findall(place.text_content())):
                paragraph = Element("p")
                if number in self._new:
                    if f"figureplace{number}" not in kept.split():
                        continue  # it is elsewhere now
                    paragraph.text = f"figureplace{number}"
                else:
                    gone = Element("del")
                    gone.text = f"Figure: {html.unescape(re.sub('<.*?>', '', _title(self._old[number])))}"
                    paragraph.append(gone)
                place.addprevious(paragraph)
            place.drop_tree()

    def show(self, page: str) -> str:
        """Return the page with the new version's figures; those that changed or are new are marked."""
        return re.sub(r"<p>figureplace([0-9]+)</p>", lambda found: self._marked(int(found[1])), page)

    def __bool__(self) -> bool:
        return bool(self._new)

    def _marked(self, number: int) -> str:
        figure, before = self._new[number], self._old.get(number)
        if figure == before:
            return figure
        kind = "inserted" if before is None else "changed"
        figure = re.sub(r'<figure class="', '<figure class="changed ', figure, count=1)
        return re.sub(r"<figcaption>", f'<figcaption><span class="said ins">{_SAID[kind]}</span>', figure, count=1)


def _title(figure: str) -> str:
    found = _TITLE.search(figure)
    return found[1] if found else ""

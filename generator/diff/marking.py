"""Two HTML bodies into one with insertions and deletions: real `ins` and `del`, said in words, with change bars."""

from __future__ import annotations

import re
from typing import Any

_FIGURE = re.compile(r"<figure\b.*?</figure>", re.DOTALL)
_PLACE = re.compile(r"<p class=\"figure-place\">\s*figureplace(\d+)\s*</p>")
_BLOCKS = {"p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "figcaption"}
_SAID = {"ins": "inserted: ", "del": "deleted: "}


def mark_changes(old: str, new: str) -> tuple[str, bool]:
    """Return the new body with the changes marked, and whether it has figures (they are taken as they are)."""
    from lxml.html import fragment_fromstring, tostring
    from lxml.html.diff import htmldiff

    figures = _FIGURE.findall(new)
    merged = htmldiff(_prepared(old), _prepared(new))
    tree = fragment_fromstring(merged, create_parent="div")
    _tidy(tree)
    _mend_addresses(tree)
    for table in tree.iter("table"):
        _mend_rows(table)
    for element in list(tree.iter("ins", "del")):
        _announce(element)
    page = tostring(tree, encoding="unicode")
    page = page[page.index(">") + 1: page.rindex("</div>")]
    page = _PLACE.sub(lambda found: figures[int(found[1])] if int(found[1]) < len(figures) else "", page)
    return re.sub(r'<p class="figure-place.*?</p>', "", page, flags=re.DOTALL), bool(figures)


def _prepared(body: str) -> str:
    """Hide what htmldiff must not compare: figures, and addresses of links, which it would print as text."""
    counter = iter(range(10_000))
    body = _FIGURE.sub(lambda _: f'<p class="figure-place">figureplace{next(counter)}</p>', body)
    return re.sub(r"(<a\b[^>]*?\s)href=", r"\1data-href=", body)


def _tidy(tree: Any) -> None:
    """Drop marks around nothing, and what the old and new version have in common in the place of a figure."""
    for element in list(tree.iter("ins", "del")):
        if not element.text_content().strip() and not len(element):
            element.drop_tag()
        elif element.tag == "del":
            for link in list(element.iter("a")):
                link.drop_tag()


def _mend_addresses(tree: Any) -> None:
    """Give links their addresses back; ids stay unique, and links to what is gone become text."""
    seen: set[str] = set()
    kept_first = sorted(tree.xpath(".//*[@id]"), key=_is_deleted)
    for element in kept_first:
        if element.get("id") in seen:
            del element.attrib["id"]
        else:
            seen.add(element.get("id"))
    for link in list(tree.iter("a")):
        address = link.attrib.pop("data-href", None)
        if address is not None and (not address.startswith("#") or address[1:] in seen):
            link.set("href", address)
        elif address is not None:
            link.drop_tag()


def _mend_rows(table: Any) -> None:
    """Join the new and the old cell that htmldiff puts side by side, so that every row has the table's columns."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    if any(cell.get("rowspan") for row in rows for cell in row):
        return
    columns = min((_width(row) for row in rows if row), default=0)
    for cells in rows:
        while _width(cells) > columns:
            found = next((place for place in range(1, len(cells))
                          if {_mark(cells[place - 1]), _mark(cells[place])} == {"ins", "del"}), None)
            if found is None:
                break
            kept, gone = cells[found - 1], cells.pop(found)
            for child in list(gone):
                kept.append(child)
            gone.getparent().remove(gone)


def _width(cells: list[Any]) -> int:
    return sum(int(cell.get("colspan", 1)) for cell in cells)


def _mark(cell: Any) -> str | None:
    """Return the mark that holds all of a cell's words, or None."""
    marks = {next((item.tag for item in (text.getparent().iterancestors() if text.is_tail else
                                         text.getparent().xpath("ancestor-or-self::*")[::-1])
                   if item.tag in ("ins", "del")), None)
             for text in cell.xpath(".//text()[normalize-space()]")}
    return marks.pop() if len(marks) == 1 else None


def _is_deleted(element: Any) -> bool:
    """Return whether an element holds deleted words only."""
    return element.tag == "del" or _mark(element) == "del"


def _announce(element: Any) -> None:
    """Say in words what a mark is, and draw a bar beside the block that holds it."""
    from lxml.html import Element

    said = Element("span")
    said.set("class", f"said {element.tag}")
    said.text = _SAID[element.tag]
    element.addprevious(said)  # beside the mark, not in it: neither underlined nor struck through
    block = next((item for item in element.iterancestors() if item.tag in _BLOCKS), None)
    if block is not None and "changed" not in (block.get("class") or "").split():
        block.set("class", f"{block.get('class') or ''} changed".strip())

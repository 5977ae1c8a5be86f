"""Merge two HTML bodies with insertions and deletions marked: `ins` and `del`, labeled in words, with change bars."""

from __future__ import annotations

import re
from typing import Any

from generator.redline.cells import anchored, freed, mark_of, mend_rows
from generator.redline.drawings import FigureMarks
from generator.redline.nesting import mend_ends, mend_nesting

_BLOCKS = {"p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "figcaption"}
_LEADING_SPACE = re.compile(r"(<(?:span|strong|b|em|i|a)\b[^<>]*>)[ \n]+")  # which htmldiff drops
_SAID = {"ins": "inserted: ", "del": "deleted: "}


def mark_changes(old: str, new: str) -> tuple[str, bool]:
    """Return the new body with changes marked, and whether it has figures (`drawings` explains how they are marked)."""
    from lxml.html import fragment_fromstring
    from lxml.html.diff import htmldiff

    figures = FigureMarks()
    merged = freed(htmldiff(*(_prepared(figures.hide(body, is_old)) for body, is_old in ((old, True), (new, False)))))
    tree = fragment_fromstring(merged, create_parent="div")
    figures.places(tree)
    _tidy(tree)
    _mend_addresses(tree)
    mend_nesting(tree)
    mend_ends(tree)
    for table in tree.iter("table"):
        mend_rows(table)
    for element in list(tree.iter("ins", "del")):
        _announce(element)
    return figures.show(_inside(tree)), bool(figures)


def _prepared(body: str) -> str:
    """Hide what htmldiff must not compare: link addresses, which it would print as text; separate the cells."""
    from lxml.html import fragment_fromstring

    body = _LEADING_SPACE.sub(r" \1", body)
    tree = fragment_fromstring(re.sub(r"(<a\b[^>]*?\s)href=", r"\1data-href=", body), create_parent="div")
    anchored(tree)
    return _inside(tree)


def _inside(tree: Any) -> str:
    from lxml.html import tostring

    page: str = tostring(tree, encoding="unicode")
    return page[page.index(">") + 1 : page.rindex("</div>")]


def _tidy(tree: Any) -> None:
    """Drop empty marks, and what the old and new versions have in common in place of a figure."""
    for element in list(tree.iter("ins", "del")):
        if not element.text_content().strip() and not len(element):
            element.drop_tag()
        elif element.tag == "del":
            for link in list(element.iter("a")):
                link.drop_tag()


def _mend_addresses(tree: Any) -> None:
    """Restore the addresses of links; ids stay unique, and links to removed targets become text."""
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


def _is_deleted(element: Any) -> bool:
    """Return whether an element contains only deleted words."""
    return element.tag == "del" or mark_of(element) == "del"


def _announce(element: Any) -> None:
    """Label a mark in words, and draw a bar beside the block that contains it."""
    from lxml.html import Element

    said = Element("span")
    said.set("class", f"said {element.tag}")
    said.text = _SAID[element.tag]
    element.addprevious(said)  # beside the mark, not in it: neither underlined nor struck through
    block = next((item for item in element.iterancestors() if item.tag in _BLOCKS), None)
    if block is not None and "changed" not in (block.get("class") or "").split():
        block.set("class", f"{block.get('class') or ''} changed".strip())

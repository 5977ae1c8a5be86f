"""Move what htmldiff leaves between items, rows, and cells into one: a list has only items, a row only cells."""

from __future__ import annotations

from typing import Any

_HOLDS = {
    "ol": ("li",),
    "ul": ("li",),
    "dl": ("dt", "dd", "div"),
    "tr": ("td", "th"),
    "tbody": ("tr",),
    "thead": ("tr",),
    "table": ("caption", "colgroup", "thead", "tbody"),
}
_WITHIN = {"table": "tbody", "tbody": "tr", "thead": "tr"}  # what a misplaced row or cell belongs to


_BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6")


def mend_ends(tree: Any) -> None:
    """Move a mark that htmldiff put after the end of a paragraph or heading back into it."""
    for element in list(tree.iter("ins", "del")):
        before = element.getprevious()
        if before is None or before.tag not in _BLOCKS or (before.tail or "").strip():
            continue
        if any(item.tag in _BLOCKS for item in element.iterancestors()) or element.xpath(".//p|.//li|.//table"):
            continue
        tail, element.tail = element.tail, None
        before.append(element)
        before.tail = tail


def mend_nesting(tree: Any) -> None:
    """Move each misplaced child to the end of the item, row, or cell before it, or to the start of the one after it."""
    for item in tree.xpath(".//li[not(parent::ol or parent::ul)]"):
        before = next((other for other in item.itersiblings(preceding=True) if other.tag in ("ol", "ul")), None)
        if before is not None:
            before.append(item)
        else:
            item.tag = "p"
    for holder in list(tree.iter(*_HOLDS)):
        allowed = _HOLDS[holder.tag]
        if holder.tag == "table" and holder.find("tbody") is None:
            allowed += ("tr",)
        for child in [child for child in holder if child.tag not in allowed]:
            wanted = (_WITHIN[holder.tag],) if holder.tag in _WITHIN else allowed
            before = next((item for item in child.itersiblings(preceding=True) if item.tag in wanted), None)
            after = next((item for item in child.itersiblings() if item.tag in wanted), None)
            if before is not None:
                before.append(child)
            elif after is not None:
                after.text, child.tail = None, (child.tail or "") + (after.text or "")
                after.insert(0, child)
            else:
                child.drop_tag()

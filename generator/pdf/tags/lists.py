"""Lists and tables of contents in the structure tree (ISO 14289-1, 7.6; ISO 32000-1, 14.8.4.3.3 and 14.8.4.2)."""

from __future__ import annotations

from typing import Any

from generator.pdf.tags.structure import StructureElement

_NUMBERING = {
    "circle": "/Circle",
    "decimal": "/Decimal",
    "disc": "/Disc",
    "lower-alpha": "/LowerAlpha",
    "lower-latin": "/LowerAlpha",
    "lower-roman": "/LowerRoman",
    "square": "/Square",
    "upper-alpha": "/UpperAlpha",
    "upper-latin": "/UpperAlpha",
    "upper-roman": "/UpperRoman",
}


def mend_lists(node: StructureElement) -> None:
    """Give every list the structure L > LI > Lbl, LBody, with inner lists in the LBody that they belong to."""
    for kid in node.nodes():
        mend_lists(kid)
    if node.role != "L":
        return
    items: list[StructureElement] = []
    for kid in _flattened(node.kids):
        if kid.role == "L" and items and items[-1].role == "LI":
            _body(items[-1]).kids.append(kid)
        elif kid.role == "LI":
            _wrap_body(kid)
            _name_term(kid)
            if _continues(kid, items):
                _body(items[-1]).kids.extend(_body(kid).kids)
            else:
                items.append(kid)
        else:
            items.append(kid)
    node.kids = list(items)
    _state_numbering(node)


def _flattened(kids: list[Any]) -> list[StructureElement]:
    """Remove the wrappers in a list: `<dl><div><dt>` is valid HTML, but an L may contain only items."""
    flat: list[StructureElement] = []
    for kid in kids:
        if isinstance(kid, StructureElement) and kid.role in ("Div", "NonStruct", "Span", "Sect"):
            flat.extend(_flattened(kid.kids))
        elif isinstance(kid, StructureElement):
            flat.append(kid)
    return flat


def _wrap_body(item: StructureElement) -> None:
    """Move everything beside an item's label into its LBody."""
    labels = [kid for kid in item.kids if isinstance(kid, StructureElement) and kid.role == "Lbl"]
    rest = [kid for kid in item.kids if not (isinstance(kid, StructureElement) and kid.role == "Lbl")]
    bodies = [kid for kid in rest if isinstance(kid, StructureElement) and kid.role == "LBody"]
    if len(rest) != 1 or not bodies:
        body = StructureElement("LBody")
        for kid in rest:
            body.kids.extend(kid.kids if kid in bodies else [kid])
        rest = [body] if rest else []
    item.kids = [*labels, *rest]


def _name_term(item: StructureElement) -> None:
    """Make the term of a description list (`dt`) the item's label."""
    body = _body(item)
    if body.origin and body.origin.name == "dt":
        body.role = "Lbl"


def _continues(item: StructureElement, items: list[StructureElement]) -> bool:
    """Return whether `item` is a `dd` that belongs to the item before it."""
    body = _body(item)
    return bool(items) and items[-1].role == "LI" and body.origin is not None and body.origin.name == "dd"


def _body(item: StructureElement) -> StructureElement:
    """Return the LBody of an item, created if it has none; for a term just read, the term itself."""
    for kid in item.nodes():
        if kid.role == "LBody":
            return kid
    body = StructureElement("LBody")
    item.kids.append(body)
    return body


def _state_numbering(node: StructureElement) -> None:
    """Declare how labels are formed, if there are labels (7.6)."""
    labelled = any(kid.role == "Lbl" for item in node.nodes() for kid in item.nodes())
    if labelled and node.origin and (numbering := _NUMBERING.get(_style_of(node))):
        import pydyf

        node.attributes["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})


def _style_of(node: StructureElement) -> str:
    labels = (kid.origin for item in node.nodes() for kid in item.nodes() if kid.role == "Lbl" and kid.origin)
    first = next(labels, None)
    return first.list_style if first and first.name == "li::marker" else ""


def tag_contents(document: StructureElement) -> None:
    """Tag the lists in `<nav class="toc">` as TOC > TOCI > Reference."""
    for node in document.walk():
        element = node.origin.element if node.origin else None
        if element is not None and element.tag == "nav" and "toc" in element.get("class", "").split():
            for part in node.nodes():
                if part.role == "L":
                    _tag_toc(part)


def _tag_toc(entries: StructureElement) -> None:
    entries.role = "TOC"
    entries.attributes.pop("A", None)
    for item in entries.nodes():
        item.role = "TOCI"
        kids: list[Any] = []
        for kid in item.kids:
            kids.extend(kid.kids if isinstance(kid, StructureElement) and kid.role == "LBody" else [kid])
        item.kids = [_toc_kid(kid) for kid in kids]


def _toc_kid(kid: Any) -> Any:
    if isinstance(kid, StructureElement) and kid.role == "L":
        _tag_toc(kid)
    elif isinstance(kid, StructureElement) and kid.role in ("Link", "P"):
        return StructureElement("Reference", [kid])
    return kid

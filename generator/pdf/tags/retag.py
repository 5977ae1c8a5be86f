"""Convert WeasyPrint's tags, one per page box, to tags that follow the HTML, which a screen reader reads.

Each step is a small change to the tree; `retag` runs them in order. Clauses refer to ISO 14289-1 (PDF/UA-1) unless
another standard is named.
"""

from __future__ import annotations

import itertools
from typing import Any

from generator.pdf.tags.lists import mend_lists, tag_contents
from generator.pdf.tags.structure import Mark, ObjectRef, StructureElement, StructureTree
from generator.pdf.weasyprint.tag_origins import Origin, TagRecord

_REPEATED = ("THead", "TFoot")
_TEXT_HOLDERS = {"P", "H1", "H2", "H3", "H4", "H5", "H6", "TD", "TH", "LBody", "Lbl", "Caption", "Link", "Span"}
_INLINE = {"Span", "Link", "Note", "Reference", "Figure", "Form"}
_GROUPING = {"Document", "Part", "Art", "Sect", "Div", "BlockQuote"}
_IDLE = {"Span", "Div", "P"}
_PX = 0.75  # points in a CSS pixel


def retag(pdf: Any, record: TagRecord) -> None:
    """Rewrite the structure tree of the pydyf `pdf` in place, based on the HTML elements in `record`."""
    tree = StructureTree(pdf, record)
    _drop_hidden(tree, tree.document)
    _join_fragments(tree, tree.document)
    _name_roles(tree.document)
    _join_links(tree, tree.document)
    mend_lists(tree.document)
    tag_contents(tree.document)
    _scope_headers(tree.document)
    for node in tree.document.walk():
        _lift_text(node)
        _mark_language(node)
        _place_figure(tree, node)
    _make_paragraphs(tree.document)
    _drop_empty(tree.document)
    _tag_repeated_fields(tree)
    for node in tree.document.walk():
        _describe_link(node)
    tree.write()


def _drop_hidden(tree: StructureTree, node: StructureElement) -> None:
    """Turn decoration into artifacts: `alt=""` images, `aria-hidden="true"`, the dots of a leader (7.1, 7.3)."""
    for kid in node.nodes():
        if kid.origin and _is_decoration(kid.role, kid.origin):
            tree.discard(kid)
            node.kids.remove(kid)
        else:
            _drop_hidden(tree, kid)


def _is_decoration(role: str, origin: Origin) -> bool:
    element = origin.element
    is_empty_image = role == "Figure" and element.get("alt") == ""
    return origin.leader or is_empty_image or element.get("aria-hidden") == "true"


def _join_fragments(tree: StructureTree, parent: StructureElement) -> None:
    """Join the tags of an HTML element that was split across pages or lines; drop repeated table headers."""
    first: dict[Any, StructureElement] = {}
    kids: list[Any] = []
    for kid in parent.kids:
        if not isinstance(kid, StructureElement) or kid.origin is None:
            kids.append(kid)
            continue
        key = (id(kid.origin.element), kid.origin.name, kid.role)
        earlier = first.get(key)
        # Anonymous boxes share their parent's element: two of them are one text only if nothing is between them.
        anonymous = parent.origin is not None and kid.origin.element is parent.origin.element
        if earlier is None or (anonymous and kids[-1] is not earlier):
            first[key] = kid
            kids.append(kid)
        elif kid.role in _REPEATED:
            dropped = kid
            if kid.role == "TFoot":  # the last footer is the real one: it follows all rows
                kids[kids.index(earlier)], dropped = kid, earlier
                first[key] = kid
                kids.remove(kid)
                kids.append(kid)
            tree.discard(dropped)
        else:
            earlier.kids.extend(kid.kids)
    parent.kids = kids
    for kid in parent.nodes():
        _join_fragments(tree, kid)


def _name_roles(node: StructureElement) -> None:
    """Replace NonStruct, which hides an element from readers, with Span for inline and Div for block elements."""
    for kid in node.nodes():
        _name_roles(kid)
        if kid.origin is None:
            continue
        has_annotation = any(isinstance(inner, ObjectRef) for inner in kid.kids)
        anonymous = node.origin is not None and kid.origin.element is node.origin.element
        if kid.role == "Link" and not has_annotation:  # <a id="..."> is an anchor, not a link
            kid.role = "Span"
        elif kid.role == "NonStruct":
            kid.role = "Span" if kid.origin.inline else "Div"
        elif kid.role in _GROUPING and anonymous:  # a box around loose text repeats its parent's tag
            kid.role = "Div"


def _join_links(tree: StructureTree, node: StructureElement) -> None:
    """Keep one Link and one annotation per line: WeasyPrint makes more for a `sup` or `::after` inside (7.18.5)."""
    for kid in node.nodes():
        _join_links(tree, kid)
    if node.role != "Link":
        return
    pages = {kid.dictionary["Pg"] for kid in node.kids if isinstance(kid, ObjectRef)}
    for inner in node.nodes():
        for part in inner.walk():
            for reference in [kid for kid in part.kids if isinstance(kid, ObjectRef)]:
                part.kids.remove(reference)
                if reference.dictionary["Pg"] in pages:
                    tree.remove_annotation(reference)
                else:
                    node.kids.append(reference)
    kids: list[Any] = []
    for kid in node.kids:
        generated = isinstance(kid, StructureElement) and kid.origin and "::" in kid.origin.name
        kids.extend(kid.kids if generated else [kid])
    node.kids = kids


def _scope_headers(document: StructureElement) -> None:
    """Write /Scope on each header cell (7.5) and drop WeasyPrint's cell IDs, which are counted per page fragment."""
    for table in document.walk():
        if table.role != "Table":
            continue
        for group in table.nodes():
            rows = [group] if group.role == "TR" else group.nodes()
            for row in rows:
                for cell in row.nodes():
                    _scope_cell(cell, in_head=group.role == "THead", row=row)


def _scope_cell(cell: StructureElement, *, in_head: bool, row: StructureElement) -> None:
    if cell.role not in ("TH", "TD"):
        return
    attributes = cell.attributes.setdefault("A", {"O": "/Table"})
    attributes.pop("Headers", None)
    cell.attributes.pop("ID", None)
    if cell.role == "TH":
        scope = cell.origin.element.get("scope", "") if cell.origin else ""
        by_place = not in_head and any(other.role == "TD" for other in row.nodes())
        is_row = scope.startswith("row") or (not scope and by_place)
        attributes["Scope"] = "/Row" if is_row else "/Column"
    elif len(attributes) == 1:
        del cell.attributes["A"]


def _lift_text(node: StructureElement) -> None:
    """Put an element's text directly in it instead of in one anonymous Span per line."""
    if node.role not in _TEXT_HOLDERS:
        return
    kids: list[Any] = []
    for kid in node.kids:
        plain = isinstance(kid, StructureElement) and kid.origin is None and kid.role == "Span" and not kid.attributes
        kids.extend(kid.kids if plain else [kid])
    node.kids = kids


def _mark_language(node: StructureElement) -> None:
    """Copy the `lang` of inner elements (7.2); the document's own is in the catalog."""
    import pydyf

    if node.origin and (language := node.origin.element.get("lang")):
        node.attributes["Lang"] = pydyf.String(language)


def _place_figure(tree: StructureTree, node: StructureElement) -> None:
    """Write a figure's BBox in points from the page bottom (ISO 32000-1, table 343); WeasyPrint 70 uses CSS pixels."""
    if node.role != "Figure" or "BBox" not in node.attributes.get("A", {}) or not (mark := next(node.marks(), None)):
        return
    left, top, right, bottom = node.attributes["A"]["BBox"]
    height = tree.page_height(mark.page)
    box = (left * _PX, height - bottom * _PX, right * _PX, height - top * _PX)
    node.attributes["A"]["BBox"][:] = [round(value, 3) for value in box]


def _make_paragraphs(node: StructureElement) -> None:
    """Put loose text into paragraphs: grouping elements have no content of their own (ISO 32000-1, 14.8.4.2)."""
    for kid in node.nodes():
        _make_paragraphs(kid)
    if node.role not in _GROUPING or not any(_is_text(kid) for kid in node.kids):
        return
    if node.role == "Div" and all(_is_inline(kid) for kid in node.kids):
        node.role = "P"
        _lift_text(node)
        return
    kids: list[Any] = []
    for inline, run in itertools.groupby(node.kids, _is_inline):
        if inline:
            paragraph = StructureElement("P", list(run))
            _lift_text(paragraph)
            kids.append(paragraph)
        else:
            kids.extend(run)
    node.kids = kids


def _is_text(kid: Any) -> bool:
    return _is_inline(kid) and not (isinstance(kid, StructureElement) and kid.role == "Figure")


def _drop_empty(node: StructureElement) -> None:
    """Drop the remains of elements that print nothing, such as `<br>`; empty cells stay because they keep the grid."""
    for kid in node.nodes():
        _drop_empty(kid)
    node.kids = [
        kid for kid in node.kids if not (isinstance(kid, StructureElement) and kid.role in _IDLE and not kid.kids)
    ]


def _tag_repeated_fields(tree: StructureTree) -> None:
    """Tag the fields in running headers, one paragraph per page, after everything else (7.18.1: each needs a Form).

    Elsewhere they would come between the cells of a row split across pages; tab order is the order of the tags.
    """
    for _, fields in itertools.groupby(tree.repeated, lambda reference: reference.dictionary["Pg"]):
        tree.document.kids.append(
            StructureElement("P", [StructureElement("Form", [reference]) for reference in fields])
        )


def _is_inline(kid: Any) -> bool:
    return isinstance(kid, Mark) or (isinstance(kid, StructureElement) and kid.role in _INLINE)


def _describe_link(node: StructureElement) -> None:
    """Describe a link's target in /Contents (7.18.5): its `aria-label`, its `title`, or its text, never the address."""
    import pydyf

    if node.role != "Link" or node.origin is None:
        return
    element = node.origin.element
    text = element.get("aria-label") or element.get("title") or "".join(element.itertext())
    if text := " ".join(text.split()):
        for kid in node.kids:
            if isinstance(kid, ObjectRef):
                kid.annotation["Contents"] = pydyf.String(text)

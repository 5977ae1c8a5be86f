"""The structure tree of a pydyf PDF as plain nodes: read it, change the nodes, write it back.

A node's `kids` are nodes, `Mark`s (content on a page) and `ObjectRef`s (annotations) in reading order
(ISO 32000-1, 14.7).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from generator.pdf.weasyprint.tag_origins import Origin, TagRecord


@dataclass(frozen=True)
class Mark:
    """Marked content: MCID `number` on the page with reference `page`."""

    page: bytes
    number: int


@dataclass(frozen=True, eq=False)
class ObjectRef:
    """An OBJR dictionary and the annotation that it refers to."""

    dictionary: Any
    annotation: Any


@dataclass(eq=False)
class StructureElement:
    """One structure element; `role` without the slash, `attributes` are the dictionary's other entries."""

    role: str
    kids: list[Any] = field(default_factory=list)
    origin: Origin | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    dictionary: Any = None

    def nodes(self) -> list[StructureElement]:
        """Return the kids that are nodes."""
        return [kid for kid in self.kids if isinstance(kid, StructureElement)]

    def walk(self) -> Iterator[StructureElement]:
        """Yield the node and all its descendants, parents first."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.nodes()))

    def marks(self) -> Iterator[Mark]:
        """Yield all marked content under the node."""
        for kid in self.kids:
            if isinstance(kid, Mark):
                yield kid
            elif isinstance(kid, StructureElement):
                yield from kid.marks()


class StructureTree:
    """The tree under the Document element, and the marks that are no longer content.

    `artifacts` maps a Mark to the property list that it gets as an artifact. `repeated` are the form fields in running
    headers and footers, in page order: they are not artifacts, because a person can fill them in.
    """

    def __init__(self, pdf: Any, record: TagRecord):
        self._pdf = pdf
        self._by_reference = {item.reference: item for item in pdf.objects if item.number}
        self._root = self._object(pdf.catalog["StructTreeRoot"])
        self._elements = [item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/StructElem"]
        self._origins = record.origins
        self.artifacts: dict[Mark, bytes] = {}
        self.repeated: list[ObjectRef] = []
        self.document = self._read(self._object(self._root["K"][0]))
        for numbers, place in record.margins:
            self._drop_margin(numbers, place)

    def page_height(self, page: bytes) -> float:
        """Return the height of a page in points."""
        box: list[float] = self._object(page)["MediaBox"]
        return box[3] - box[1]

    def discard(self, node: StructureElement) -> None:
        """Turn all content under `node` into artifacts, without links; the caller removes it from its parent."""
        for mark in node.marks():
            self.artifacts[mark] = b""
        for inner in list(node.walk()):
            for kid in inner.kids:
                if isinstance(kid, ObjectRef):
                    self.remove_annotation(kid)
        node.kids.clear()

    def remove_annotation(self, kid: ObjectRef) -> None:
        """Remove an annotation from its page; the caller removes `kid` from its node."""
        self._object(kid.dictionary["Pg"])["Annots"].remove(kid.annotation.reference)
        kid.annotation.clear()
        kid.dictionary.clear()

    def _object(self, reference: bytes) -> Any:
        return self._by_reference[reference]

    def _read(self, element: Any) -> StructureElement:
        known = ("Type", "S", "K", "P", "Pg")
        attributes = {key: value for key, value in element.items() if key not in known}
        node = StructureElement(element["S"][1:], [], self._origins.get(element.number), attributes, element)
        for kid in element["K"]:
            if isinstance(kid, int):
                node.kids.append(Mark(element["Pg"], kid))
                continue
            item = self._object(kid)
            if item["Type"] == "/OBJR":
                node.kids.append(ObjectRef(item, self._object(item["Obj"])))
            else:
                node.kids.append(self._read(item))
        return node

    def _drop_margin(self, numbers: range, place: str) -> None:
        """Running headers and footers are pagination artifacts, not content (ISO 14289-1, 7.8)."""
        kind = {"top": b"/Subtype /Header", "bottom": b"/Subtype /Footer"}.get(place, b"")
        for number in numbers:
            element = self._pdf.objects[number]
            if not isinstance(element, dict) or element.get("Type") != "/StructElem":
                continue
            for kid in element["K"]:
                if isinstance(kid, int):
                    self.artifacts[Mark(element["Pg"], kid)] = b"<</Type /Pagination " + kind + b">>"
                elif (item := self._object(kid)).get("Type") == "/OBJR":
                    reference = ObjectRef(item, self._object(item["Obj"]))
                    if reference.annotation["Subtype"] == "/Widget":
                        self.repeated.append(reference)
                    else:
                        self.remove_annotation(reference)  # no tag, so no link either

    def write(self) -> None:
        """Write the nodes back: elements, parent tree, and the page streams of new artifacts."""
        owners: dict[Mark, bytes] = {}
        annotations: dict[int, bytes] = {}
        self._write(self.document, self._root.reference, owners, annotations)
        kept = {id(node.dictionary) for node in self.document.walk()}
        for element in self._elements:
            if id(element) not in kept:
                element.clear()  # an object cannot be removed from pydyf's list: leave an empty one
        numbers = self._object(self._root["ParentTree"])["Nums"]
        pages = self._pdf.page_references
        entries: list[Any] = []
        for key, value in zip(numbers[::2], numbers[1::2], strict=True):
            if key < len(pages):
                value[:] = [owners.get(Mark(pages[key], mcid), b"null") for mcid in range(len(value))]
                entries += (key, value)
            elif key in annotations:
                entries += (key, annotations[key])
        numbers[:] = entries
        self._write_artifacts()

    def _write(
        self, node: StructureElement, parent: bytes, owners: dict[Mark, bytes], annotations: dict[int, bytes]
    ) -> None:
        import pydyf

        if node.dictionary is None:
            node.dictionary = pydyf.Dictionary()
            self._pdf.add_object(node.dictionary)
        element, reference = node.dictionary, node.dictionary.reference
        page = next((kid.page for kid in node.kids if isinstance(kid, Mark)), None)
        element.clear()
        element.update({"Type": "/StructElem", "S": "/" + node.role, "P": parent, **node.attributes})
        if page:
            element["Pg"] = page
        element["K"] = pydyf.Array()
        for kid in node.kids:
            if isinstance(kid, StructureElement):
                self._write(kid, reference, owners, annotations)
                element["K"].append(kid.dictionary.reference)
            elif isinstance(kid, ObjectRef):
                element["K"].append(kid.dictionary.reference)
                annotations[kid.annotation["StructParent"]] = reference
            else:
                owners[kid] = reference
                # A bare MCID refers to the element's page; content on another page names that page.
                elsewhere = pydyf.Dictionary({"Type": "/MCR", "Pg": kid.page, "MCID": kid.number})
                element["K"].append(kid.number if kid.page == page else elsewhere)

    def _write_artifacts(self) -> None:
        """Rewrite `/Span <</MCID n>> BDC` as an artifact in the page's stream or in a group painted on the page."""
        import pydyf

        by_tags: dict[int, list[Any]] = {}
        for item in self._pdf.objects:
            if isinstance(item, pydyf.Stream) and getattr(item, "_tags", None) is not None:
                by_tags.setdefault(id(item._tags), []).append(item)
        for page in {mark.page for mark in self.artifacts}:
            stream = self._object(self._object(page)["Contents"])
            for part in by_tags[id(stream._tags)]:
                self._rewrite(part.stream, page)

    def _rewrite(self, operators: list[Any], page: bytes) -> None:
        for index, entry in enumerate(operators):
            if not isinstance(entry, dict) or "MCID" not in entry:
                continue
            with contextlib.suppress(KeyError):
                properties = self.artifacts[Mark(page, entry["MCID"])]
                end = b"BDC" if properties else b"BMC"
                operators[index - 1 : index + 2] = [b"/Artifact", properties, end]

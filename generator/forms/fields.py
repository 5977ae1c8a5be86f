"""The fields of a filled form, and whether its pages show people what programs read in its field list.

A file may list a field twice, hide it, or show a field that is not on the list. Nothing is guessed: such a form is
rejected. `values.py` reads a field's value and checks whether its picture shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from generator.forms.spec import PDF_SEPARATOR, PUSH_BUTTON
from generator.pdf.streams import bounded_bytes

_DEEPEST = 32  # levels of names; a malicious file can nest without end
_MAX_FIELDS, _MAX_PAGES, _MAX_ANNOTATIONS = 5_000, 2_000, 1_000  # the last on one page
_MAX_TEXT = 100_000  # bytes of one text
_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
_INHERITED = ("/FT", "/Ff", "/V", "/MaxLen", "/Opt")
# Annotation flags, ISO 32000-1 table 165. PDF/A requires only Print, so an issued form has none of the others.
_PRINTED, _HIDING = 1 << 2, 1 << 0 | 1 << 1 | 1 << 5 | 1 << 8
_SMALLEST, _OVERLAP = 3.0, 1.0  # points
_LIES_UNDER = ("/Link", "/Popup", "/Widget")


class UnreadableForm(Exception):
    """The file is not a form that can be read; the message tells people why."""


Box = tuple[float, float, float, float]
"""Left, lower, right and upper edges of a rectangle on a page, in points."""


@dataclass(frozen=True)
class Widget:
    """A place where a field is visible: the annotation, its page (from 1) and its rectangle."""

    annotation: pikepdf.Object
    page: int
    box: Box

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.box[2] - self.box[0], self.box[3] - self.box[1]


@dataclass(frozen=True)
class Field:
    """A field that can have a value. `kind` is /Tx, /Ch, /Btn or /Sig; `options` are export values and texts."""

    name: str
    label: str
    kind: str
    flags: int
    value: Any
    max_length: int | None
    options: tuple[tuple[str, str], ...]
    widgets: tuple[Widget, ...]

    def same_places(self, other: Field) -> bool:
        """Whether the other field is visible in the same places: the list then has one field twice."""
        return [item.annotation.objgen for item in self.widgets] == [item.annotation.objgen for item in other.widgets]


def read_fields(document: pikepdf.Pdf) -> list[Field]:
    """Return the fields of a form in the order of its list, each with the places where it is visible.

    Raises UnreadableForm if a field is listed twice, is nested without end, is not visible, or is covered by another;
    if a page shows a field that is not listed; and if scripts or another kind of form (XFA) decide what is visible.
    """
    form = document.Root.get("/AcroForm")
    _refuse_scripts(document, form)
    if form is None or not len(form.get("/Fields", [])):
        raise UnreadableForm("the file has no form fields: is it a scan, or was it printed to PDF?")
    seen = _widgets(document)
    fields: dict[str, Field] = {}
    read: set[tuple[int, int]] = set()
    _take(_walk(form.Fields, seen), fields, read)
    # Some programs drop whole fields from the list that pages still show; viewers show and fill these too.
    unlisted = [widget for key, widget in seen.items() if key not in read]
    for widget in unlisted:
        if not {"/T", "/FT"} <= set(widget.annotation.keys()):
            raise UnreadableForm(f"page {widget.page} shows a field that the form does not list")
    _take(_walk([widget.annotation for widget in unlisted], seen), fields, read)
    if not fields:
        raise UnreadableForm("the file has no form fields: is it a scan, or was it printed to PDF?")
    return list(fields.values())


def _take(
    walk: Iterator[tuple[Field | None, list[tuple[int, int]]]], fields: dict[str, Field], read: set[tuple[int, int]]
) -> None:
    for field, places in walk:
        again = read.issuperset(places)
        read.update(places)
        if field is None or (again and field.name in fields and fields[field.name].same_places(field)):
            continue
        if field.name in fields:
            raise UnreadableForm(f"two fields have the name {field.name}")
        fields[field.name] = field
        if len(fields) > _MAX_FIELDS:
            raise UnreadableForm(f"the form has more than {_MAX_FIELDS:,} fields")


def text_of(value: Any) -> str:
    """Return a text string or text stream, decoded, with one kind of line ending; empty for other kinds of objects."""
    if isinstance(value, pikepdf.Stream):
        value = pikepdf.String(bounded_bytes(value, _MAX_TEXT))
    if not isinstance(value, pikepdf.String):
        return ""
    raw = bytes(value)
    if len(raw) > _MAX_TEXT:
        raise UnreadableForm(f"a text in the form has more than {_MAX_TEXT:,} bytes")
    # UTF-8 with its mark is PDF 2.0, and programs write it into older files too.
    text = raw[3:].decode("utf-8", "replace") if raw.startswith(b"\xef\xbb\xbf") else str(value)
    return re.sub(r"\r\n?", "\n", text)


def _refuse_scripts(document: pikepdf.Pdf, form: pikepdf.Object | None) -> None:
    opening = document.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") != "/GoTo":
        raise UnreadableForm("the file has scripts or actions, which may change what is shown")
    holders: list[Any] = [document.Root, document.Root.get("/Names", {}), form if form is not None else {}]
    for holder, keys in zip(holders, (("/AA",), ("/JavaScript",), ("/CO",)), strict=True):
        if any(key in holder for key in keys):
            raise UnreadableForm("the file has scripts or actions, which may change what is shown")
    if form is not None and "/XFA" in form:
        raise UnreadableForm("the file contains a second form (XFA), which may show different answers")


def _widgets(document: pikepdf.Pdf) -> dict[tuple[int, int], Widget]:
    """Return every field's places by their object numbers."""
    found: dict[tuple[int, int], Widget] = {}
    if len(document.pages) > _MAX_PAGES:
        raise UnreadableForm(f"the file has more than {_MAX_PAGES:,} pages")
    for number, page in enumerate(document.pages, 1):
        annotations: Any = page.obj.get("/Annots", [])
        if len(annotations) > _MAX_ANNOTATIONS:
            raise UnreadableForm(f"page {number} has more than {_MAX_ANNOTATIONS:,} fields and notes")
        boxes: list[Box] = []
        notes: list[Box] = []
        for annotation in annotations:
            kind = annotation.get("/Subtype")
            if kind == "/Widget":
                key = annotation.objgen
                if key == (0, 0) or key in found:
                    raise UnreadableForm(f"page {number} shows a field that the form does not list")
                found[key] = Widget(annotation, number, _box(annotation.Rect))
                boxes.append(found[key].box)
            elif kind not in _LIES_UNDER and not int(annotation.get("/F", 0)) & _HIDING and "/Rect" in annotation:
                notes.append(_box(annotation.Rect))
        _refuse_covered(number, boxes, notes)
        frame = _box(page.cropbox)
        for x1, y1, x2, y2 in boxes:
            if x1 < frame[0] - 1 or y1 < frame[1] - 1 or x2 > frame[2] + 1 or y2 > frame[3] + 1:
                raise UnreadableForm(f"page {number} has a field outside the visible area")
    return found


def _refuse_covered(number: int, boxes: list[Box], notes: list[Box]) -> None:
    for index, box in enumerate(boxes):
        if any(_overlap(box, other) for other in boxes[:index]):
            raise UnreadableForm(f"page {number} has a field that overlaps another field")
        if any(_overlap(box, note) for note in notes):
            raise UnreadableForm(f"page {number} has a note or drawing that overlaps a field")


def _overlap(one: Box, other: Box) -> bool:
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > _OVERLAP
        and min(one[3], other[3]) - max(one[1], other[1]) > _OVERLAP
    )


def _box(rectangle: Any) -> Box:
    x1, y1, x2, y2 = (float(value) for value in rectangle)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _walk(
    siblings: Any,
    seen: dict[tuple[int, int], Widget],
    path: tuple[pikepdf.Object, ...] = (),
    prefix: str = "",
    inherited: dict[str, Any] | None = None,
) -> Iterator[tuple[Field | None, list[tuple[int, int]]]]:
    """Yield each field that can have a value, None for a push button, with the object numbers of its places."""
    if len(siblings) > _MAX_FIELDS:
        raise UnreadableForm(f"the form has more than {_MAX_FIELDS:,} fields")
    for node in siblings:
        if len(path) > _DEEPEST or node.objgen in [above.objgen for above in path]:
            raise UnreadableForm("the form in the file is damaged: its fields are nested without end")
        if "/T" not in node:
            raise UnreadableForm("the form in the file is damaged: a field has no name")
        # Some programs go down from the list, others up from what a page shows.
        above = node.get("/Parent")
        if above.objgen != path[-1].objgen if path and above is not None else bool(path) or above is not None:
            raise UnreadableForm("the form in the file is damaged: its fields are nested in two ways")
        held = dict(inherited or {}) | {key: node[key] for key in _INHERITED if key in node}
        part = text_of(node.T)
        name = f"{prefix}.{part}" if prefix else part
        kids = node.get("/Kids", [])
        if len(kids) > _MAX_FIELDS:
            raise UnreadableForm(f"the form has more than {_MAX_FIELDS:,} fields")
        if any(kid.objgen == node.objgen != (0, 0) for kid in kids):
            raise UnreadableForm("the form in the file is damaged: its fields are nested without end")
        if named := sum("/T" in kid for kid in kids):
            if named < len(kids) or "/V" in node:
                raise UnreadableForm(f"the field {name} is a group of fields and also a field itself")
            yield from _walk(kids, seen, (*path, node), name, held)
        elif "/FT" in held:
            yield _field(name.replace(PDF_SEPARATOR, "."), node, held, seen)


def _field(
    name: str, node: pikepdf.Object, held: dict[str, Any], seen: dict[tuple[int, int], Widget]
) -> tuple[Field | None, list[tuple[int, int]]]:
    kind, flags = str(held["/FT"]), int(held.get("/Ff", 0))
    kids = list(node.Kids) if "/Kids" in node else [node]
    keys = [kid.objgen for kid in kids]
    if kind == "/Btn" and flags & PUSH_BUTTON:
        return None, keys
    if kind != "/Sig" and not _NAME.fullmatch(name):  # programs that sign add a field with their own name for it
        raise UnreadableForm(f"the form has a field {name!r}, which no form of this kind has")
    widgets = [seen[key] for key in keys if key in seen]
    if len(widgets) < len(keys) or len(set(keys)) < len(keys):
        raise UnreadableForm(f"the field {name} is not on any page")
    for kid in kids:
        _refuse_unseen(name, kid, node)
    for widget in widgets:
        if kind != "/Sig" and min(widget.size) < _SMALLEST:
            raise UnreadableForm(f"the field {name} is too small to be seen")
    if len(held.get("/Opt", [])) > _MAX_FIELDS:
        raise UnreadableForm(f"the field {name} has more than {_MAX_FIELDS:,} entries")
    options = tuple(_option(item) for item in held.get("/Opt", []))
    if "/RV" in node:
        raise UnreadableForm(f"the field {name} contains a second, formatted text")
    length = int(held["/MaxLen"]) if "/MaxLen" in held else None
    return Field(
        name, text_of(node.get("/TU")) or name, kind, flags, held.get("/V"), length, options, tuple(widgets)
    ), keys


def _refuse_unseen(name: str, kid: pikepdf.Object, node: pikepdf.Object) -> None:
    flags = int(kid.get("/F", _HIDING))  # without flags it is not printed
    if kid is not node and ("/Kids" in kid or kid.get("/Parent", node).objgen != node.objgen):
        raise UnreadableForm("the form in the file is damaged: its fields are nested in two ways")
    if "/OC" in kid or flags & _HIDING or not flags & _PRINTED:
        raise UnreadableForm(f"the field {name} is hidden or not printed")
    if "/A" in kid or "/AA" in kid or "/AA" in node:
        raise UnreadableForm(f"the field {name} has a script or an action, which may change what is shown")


def _option(item: Any) -> tuple[str, str]:
    return (text_of(item[0]), text_of(item[1])) if isinstance(item, pikepdf.Array) else (text_of(item), text_of(item))

"""Whether a filled form is the one that was issued: the same pages, fields and criteria, with different answers."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import pikepdf

from generator.forms.fields import Field, UnreadableForm
from generator.forms.shown import picture
from generator.forms.spec import READ_ONLY
from generator.pdf import CRITERIA
from generator.pdf.streams import bounded_bytes

_DEEPEST, _MAX = 12, 32 << 20  # levels of an object, and bytes of one stream
# Where an object is and how it is packed, not what it shows.
_LEFT_OUT = {
    "/Parent",
    "/P",
    "/Length",
    "/Filter",
    "/DecodeParms",
    "/StructParent",
    "/StructParents",
    "/Type",
    "/FormType",
    "/Metadata",
    "/Group",
}


def refuse_another_form(filled: pikepdf.Pdf, fields: list[Field], issued: pikepdf.Pdf, wanted: list[Field]) -> None:
    """Raise UnreadableForm if a filled form differs from the form as issued in more than its answers.

    In: both files with their fields (`read_fields`). A signature field may be added, and a program that fills in forms
    may add fonts and leave out attachments.
    """
    found = {field.name: field for field in fields}
    for field in wanted:
        if field.name not in found:
            raise UnreadableForm(f"it is not the form as issued: the field {field.name} is missing")
        if _facts(found.pop(field.name)) != _facts(field):
            raise UnreadableForm(f"it is not the form as issued: the field {field.name} is different")
    if added := [field.name for field in found.values() if field.kind != "/Sig"]:
        raise UnreadableForm(f"it is not the form as issued: the field {added[0]} was added")
    if len(filled.pages) != len(issued.pages):
        raise UnreadableForm("it is not the form as issued: it has a different number of pages")
    for number, (page, before) in enumerate(zip(filled.pages, issued.pages, strict=True), 1):
        if _page(page) != _page(before) or not _holds(page.resources, before.resources):
            raise UnreadableForm(f"it is not the form as issued: page {number} shows something different")
    if not _holds(filled.Root.AcroForm.get("/DR", {}), issued.Root.AcroForm.DR):
        raise UnreadableForm("it is not the form as issued: its answers are drawn in a different font")
    if CRITERIA in filled.attachments and _attached(filled) != _attached(issued):
        raise UnreadableForm("it is not the form as issued: it contains different criteria")


def _facts(field: Field) -> tuple[Any, ...]:
    """Return what no answer changes; for a read-only field, that includes its value."""
    places = [(widget.page, *(round(side) for side in widget.box), _states(widget)) for widget in field.widgets]
    fixed = str(field.value) if field.flags & READ_ONLY else ""
    return field.kind, field.flags, field.label, field.options, field.max_length, places, fixed


def _states(widget: Any) -> list[str]:
    pictures = picture(widget)
    return sorted(map(str, pictures.keys())) if isinstance(pictures, pikepdf.Dictionary) else []


def _page(page: pikepdf.Page) -> tuple[Any, ...]:
    contents = page.obj.get("/Contents")
    parts = contents if isinstance(contents, pikepdf.Array) else [] if contents is None else [contents]
    drawn = b" ".join(bounded_bytes(part, _MAX) for part in parts)
    return (drawn.split(), [round(float(side)) for side in page.cropbox], int(page.obj.get("/Rotate", 0)))


def _holds(found: Any, wanted: Any) -> bool:
    """Return whether every resource of the form as issued is present under its name, unchanged."""
    return all(
        name in found.get(category, {}) and _digest(found[category][name]) == _digest(item)
        for category, named in wanted.items()
        if isinstance(named, pikepdf.Dictionary)
        for name, item in named.items()
    )


def _digest(item: Any, depth: int = 0) -> str:
    return hashlib.sha256(repr(_plain(item, depth)).encode()).hexdigest()


def _plain(item: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        return "…"
    if isinstance(item, pikepdf.Stream | pikepdf.Dictionary):
        parts = sorted((str(key), _digest(value, depth + 1)) for key, value in item.items() if key not in _LEFT_OUT)
        if isinstance(item, pikepdf.Stream):
            return parts, hashlib.sha256(bounded_bytes(item, _MAX)).hexdigest()
        return parts
    if isinstance(item, pikepdf.Array):
        return [_plain(value, depth + 1) for value in item]
    if isinstance(item, int | float | Decimal) and not isinstance(item, bool):
        return round(float(item), 1)
    return str(item)


def _attached(document: pikepdf.Pdf) -> bytes:
    return bounded_bytes(document.attachments[CRITERIA].get_file().obj, _MAX)

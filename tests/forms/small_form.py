"""Forms of a few objects, made without a renderer: what a test asks of a reader's limits needs no pages of text."""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, String

BOX = (100, 700, 200, 720)


def blank(pages: int = 1) -> pikepdf.Pdf:
    """Return a form without fields."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(612, 792))
    document.Root.AcroForm = Dictionary(Fields=Array(), DR=Dictionary(Font=Dictionary()))
    return document


def field(document: pikepdf.Pdf, name: str = "a", box: tuple = BOX, page: int = 0, listed: bool = True, **keys):
    """Add a text field, or another by its `FT`; return it."""
    made = document.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String(name), F=4, Rect=list(box))
    )
    for key, value in keys.items():
        if value is None:
            del made[f"/{key}"]
        else:
            made[f"/{key}"] = value
    on_page(document, made, page)
    if listed:
        document.Root.AcroForm.Fields.append(made)
    return made


def on_page(document: pikepdf.Pdf, annotation: pikepdf.Object, page: int = 0) -> None:
    """Put an annotation on a page."""
    sheet = document.pages[page].obj
    if "/Annots" not in sheet:
        sheet.Annots = Array()
    sheet.Annots.append(annotation)


def stream(document: pikepdf.Pdf, content: str, size: tuple = (100, 20), **keys) -> pikepdf.Stream:
    """Return a picture of a field, with the form's font F1 for a text."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    base = {"BBox": Array([0, 0, *size]), "Resources": Dictionary(Font=Dictionary(F1=font))}
    return document.make_stream(content.encode("latin-1"), Type=Name.XObject, Subtype=Name.Form, **{**base, **keys})


def drawn(document: pikepdf.Pdf, text: str, before: str = "0 g /F1 9 Tf 2 3 Td", after: str = "", **keys):
    """Return the pictures of a field that show a text."""
    return Dictionary(N=stream(document, f"/Tx BMC q BT {before} ({text}) Tj {after} ET Q EMC", **keys))


def data(document: pikepdf.Pdf) -> bytes:
    """Return a document as bytes."""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()

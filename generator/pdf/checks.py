"""Our own checks of a finished PDF: problems that a validator accepts but that affect readers or screen readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

_MCID = re.compile(rb"/MCID\s+(\d+)")
_TEXT_SHOWN = re.compile(rb"\b(?:TJ|Tj)\b")
_TO_UNICODE = re.compile(rb"<[0-9a-fA-F]+>\s+<([0-9a-fA-F]*)>")
_ANCHOR_NAME = re.compile(r"[A-Za-z][\w.]*[-_:][\w.:-]*")


def structural_findings(pdf: pikepdf.Pdf) -> list[str]:
    """Return what is wrong with an open PDF, in the order of the checks below."""
    tags = list(_tags(pdf))
    return [
        *_check_identity(pdf),
        *_check_fonts(pdf),
        *_check_headings(tags),
        *_check_tables(tags),
        *_check_figures(tags),
        *_check_links(pdf),
        *_check_content(pdf, tags),
    ]


def _tags(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any, list[Any]]]:
    """Yield (role, element, kids) for each structure element in reading order."""
    root = pdf.Root.get("/StructTreeRoot")
    stack = _kids(root)[::-1] if root is not None else []
    seen = set()
    while stack:
        element = stack.pop()
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
            continue
        if element.objgen in seen:
            raise ValueError("an element appears twice in the structure tree, or inside itself")
        if element.objgen != (0, 0):
            seen.add(element.objgen)
        kids = _kids(element)
        yield str(element.S)[1:], element, kids
        stack.extend(kids[::-1])


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _role(kid: Any) -> str:
    return str(kid.get("/S", "/"))[1:] if isinstance(kid, pikepdf.Dictionary) else ""


def _check_identity(pdf: pikepdf.Pdf) -> Iterator[str]:
    if not str(pdf.docinfo.get("/Title", "")).strip():
        yield "the document has no title"
    if not str(pdf.Root.get("/Lang", "")).strip():
        yield "the document has no language"
    preferences: Any = pdf.Root.get("/ViewerPreferences", {})
    if not preferences.get("/DisplayDocTitle", False):
        yield "viewers are not told to show the title"
    if "/PageLabels" not in pdf.Root:
        yield "pages have no labels"


def _check_fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Each font is embedded, and each of its glyphs maps to text, so that pages can be searched and copied."""
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != pikepdf.Name.Font:
            continue
        name = str(item.get("/BaseFont", "/unnamed"))[1:]
        holder = item.DescendantFonts[0] if "/DescendantFonts" in item else item
        descriptor: Any = holder.get("/FontDescriptor", {})
        embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        if not embedded and item.get("/Subtype") != pikepdf.Name.Type3:
            yield f"font {name} is not embedded"
        if item.get("/Subtype") == pikepdf.Name.Type0:
            if "/ToUnicode" not in item:
                yield f"text in font {name} cannot be extracted: no ToUnicode"
            elif any(_is_no_text(code) for code in _TO_UNICODE.findall(item.ToUnicode.read_bytes())):
                yield f"text in font {name} cannot be extracted: a glyph maps to no character"


def _is_no_text(code: bytes) -> bool:
    if len(code) % 4:
        return True  # not a complete UTF-16 character
    text = bytes.fromhex(code.decode()).decode("utf-16-be", "replace")
    return not text or "\0" in text or "\ufffd" in text


def _check_headings(tags: list[tuple[str, Any, list[Any]]]) -> Iterator[str]:
    last = 0
    for role, _, _ in tags:
        if not re.fullmatch(r"H[1-6]", role):
            continue
        level = int(role[1])
        if level > last + 1:
            yield f"heading level {level} follows level {last}" if last else f"the first heading is {role}, not H1"
        last = level
    if not last:
        yield "the document has no heading"


def _check_tables(tags: list[tuple[str, Any, list[Any]]]) -> Iterator[str]:
    number = 0
    for role, _, kids in tags:
        if role != "Table":
            continue
        number += 1
        groups = [kid for kid in kids if _role(kid) in ("THead", "TBody", "TFoot")]
        rows = [row for group in groups for row in _kids(group)] + [kid for kid in kids if _role(kid) == "TR"]
        if not any(_role(row) == "TR" for row in rows):
            yield f"table {number} has no row"
        if sum(_role(group) == "THead" for group in groups) > 1:
            yield f"table {number} has more than one header group"
        headers = [cell for row in rows for cell in _kids(row) if _role(cell) == "TH"]
        if not headers:
            yield f"table {number} has no header cell"
        if any("/Scope" not in _attributes(cell) for cell in headers):
            yield f"table {number} has a header cell without scope"


def _attributes(element: Any) -> Any:
    attributes = element.get("/A", {})
    return attributes[0] if isinstance(attributes, pikepdf.Array) else attributes


def _check_figures(tags: list[tuple[str, Any, list[Any]]]) -> Iterator[str]:
    for role, element, _ in tags:
        if role == "Figure" and not str(element.get("/Alt", "")).strip():
            yield "a figure has no alternative text"


def _check_links(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Each link describes its target in words. Its text may be a web address, as printed in references."""
    for number, page in enumerate(pdf.pages, 1):
        for annotation in page.get("/Annots", []):
            if annotation.get("/Subtype") != pikepdf.Name.Link:
                continue
            contents = str(annotation.get("/Contents", "")).strip()
            target = str(annotation.get("/Dest", ""))
            if not contents:
                yield f"page {number}: a link has no description"
            elif contents.startswith("#") or (contents == target and _ANCHOR_NAME.fullmatch(contents)):
                yield f"page {number}: a link is described by its address {contents!r}"


def _check_content(pdf: pikepdf.Pdf, tags: list[tuple[str, Any, list[Any]]]) -> Iterator[str]:
    """Each page has text, and each piece of marked content appears in the tree exactly once."""
    tagged: dict[tuple[int, int] | None, list[int]] = {page.obj.objgen: [] for page in pdf.pages}
    for _, element, kids in tags:
        own_page = element["/Pg"].objgen if "/Pg" in element else None
        for kid in kids:
            if isinstance(kid, int):
                tagged[own_page].append(kid)
            elif "/MCID" in kid:
                tagged[kid.Pg.objgen if "/Pg" in kid else own_page].append(int(kid.MCID))
    for number, page in enumerate(pdf.pages, 1):
        streams = [_page_content(page), *_form_contents(page)]
        if not any(map(_TEXT_SHOWN.search, streams)):
            yield f"page {number} has no text"
        painted = {int(mcid) for stream in streams for mcid in _MCID.findall(stream)}
        own = tagged[page.obj.objgen]
        if untagged := painted - set(own):
            yield f"page {number}: {len(untagged)} pieces of content are not tagged"
        if len(own) != len(set(own)):
            yield f"page {number}: content is tagged twice"


def _page_content(page: pikepdf.Page) -> bytes:
    contents = page.get("/Contents")
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(part.read_bytes() for part in parts if part is not None)


def _form_contents(page: pikepdf.Page) -> Iterator[bytes]:
    """Yield the streams of groups that this page paints (WeasyPrint uses one resource dictionary for all pages)."""
    content = _page_content(page)
    resources: Any = page.get("/Resources", {})
    for name, item in resources.get("/XObject", {}).items():
        if item.get("/Subtype") == pikepdf.Name.Form and re.search(re.escape(name.encode()) + rb"\s+Do\b", content):
            yield item.read_bytes()

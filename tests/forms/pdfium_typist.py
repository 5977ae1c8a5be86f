"""Fill a form as a person would: clicks and keys in PDFium, the form engine of Chrome."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pypdfium2.raw as raw


def _centres(form: bytes) -> dict[tuple[str, str], tuple[int, float, float]]:
    """Page and center of each widget, by full name and, for buttons, by state."""
    places = {}
    with pikepdf.open(io.BytesIO(form)) as document:
        for index, page in enumerate(document.pages):
            for widget in page.obj.get("/Annots", []):
                if widget.Subtype != "/Widget":
                    continue
                parts, field = [], widget
                while field is not None:
                    parts.insert(0, str(field.T)) if "/T" in field else None
                    field = field.get("/Parent")
                normal = widget.AP.N
                state = "" if isinstance(normal, pikepdf.Stream) else next(s[1:] for s in normal if s != "/Off")
                x1, y1, x2, y2 = map(float, widget.Rect)
                places[".".join(parts).replace("/", "."), state] = (index, (x1 + x2) / 2, (y1 + y2) / 2)
    return places


def fill(form: bytes, texts: dict[str, str], clicks: list[tuple[str, str]], choices: dict[str, int]) -> bytes:
    """Type, click and choose (by position in the list), save with PDFium, and return the file."""
    places = _centres(form)
    document = pypdfium2.PdfDocument(form)
    document.init_forms()
    env = document.formenv.raw
    pages = [document[index] for index in range(len(document))]

    def click(place):
        index, x, y = place
        page = pages[index].raw
        raw.FORM_OnMouseMove(env, page, 0, x, y)
        raw.FORM_OnLButtonDown(env, page, 0, x, y)
        raw.FORM_OnLButtonUp(env, page, 0, x, y)
        return page

    for name, text in texts.items():
        page = click(places[name, ""])
        raw.FORM_SelectAllText(env, page)
        for character in text:
            raw.FORM_OnChar(env, page, ord(character), 0)
        raw.FORM_ForceToKillFocus(env)
    for place in clicks:
        click(places[place])
        raw.FORM_ForceToKillFocus(env)
    for name, index in choices.items():
        page = click(places[name, ""])
        assert raw.FORM_SetIndexSelected(env, page, index, True)
        raw.FORM_ForceToKillFocus(env)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()

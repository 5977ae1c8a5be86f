"""Turn WeasyPrint's incomplete form into a conforming one: the field tree, names, flags, fonts and appearances."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from generator.forms.appearance import WIDE, TextStyle, draw_dot, draw_nothing, draw_text, draw_tick
from generator.forms.fonts import FormFont, embed, make_form_font
from generator.forms.spec import COMBO, MULTILINE, PDF_SEPARATOR, RADIO, READ_ONLY, REQUIRED, FieldSpec, FormError
from generator.pdf.streams import saved

_DA_FONT = re.compile(r"/(\S+)\s+([\d.]+)\s+Tf")
_DA_COLOR = re.compile(r"(?:(?:[\d.]+\s+){3}rg|[\d.]+\s+g)(?!s)")


def finish_form(pdf: bytes, fields: Sequence[FieldSpec]) -> bytes:
    """Return the PDF with a conforming form. The same input gives the same bytes.

    In: what WeasyPrint wrote with `pdf_forms` and tags, and the fields of the same HTML (`parse_fields`).
    Out: every field with name (TU), flags, initial value, appearance and embedded font; radio groups as one field;
    marked inputs as signature fields; no NeedAppearances and no JavaScript. The XMP metadata is left unchanged.
    Raises FormError if PDF and fields do not belong together, if page text uses the inputs' font, if an initial value
    has a character that the font lacks, or if a list entry has one that cannot be typed (Windows-1252 and ≥ ≤ ≠ ≈).
    Source: ISO 14289-1 7.18.1 and 7.18.3 (names, tab order), ISO 19005-3 6.3.3 and 6.4.1 (appearances), ISO 32000-1
    12.7.3.2 (no dots in names: a dot is a level of a tree, and programs that fill in forms mishandle trees).
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        widgets = _widgets_by_name(document)
        _check_same_names(widgets, fields)
        _put_repeats_last(document, fields)
        maker = _FieldMaker(document, fields)
        finished = {field.name: maker.make(field, widgets[field.name]) for field in fields}
        if finished:
            maker.remove_whole_fonts()
            for name, field in finished.items():
                field.T = String(name.replace(".", PDF_SEPARATOR))
            form = Dictionary(Fields=Array(finished.values()), DR=maker.resources)
            if any(field.kind == "signature" for field in fields):
                form.SigFlags = 1  # the document has signature fields (table 219)
            document.Root.AcroForm = document.make_indirect(form)
        return saved(document)


def _widgets_by_name(document: pikepdf.Pdf) -> dict[str, list[pikepdf.Object]]:
    """Return the widgets of each name in page order; WeasyPrint's own field list repeats radio buttons."""
    widgets: dict[str, list[pikepdf.Object]] = {}
    for page in document.pages:
        for annotation in page.obj.get("/Annots", Array()):
            if annotation.get("/Subtype") == Name.Widget:
                widgets.setdefault(str(annotation.T), []).append(annotation)
    return widgets


def _check_same_names(widgets: dict[str, list[pikepdf.Object]], fields: Sequence[FieldSpec]) -> None:
    names = {field.name for field in fields}
    lost = sorted(names ^ set(widgets))
    if lost:
        raise FormError(f"in the HTML or in the PDF, but not in both: {', '.join(lost)}")
    for field in fields:
        expected = len(field.options) if field.kind == "radio" else 1
        found = [widget for widget in widgets[field.name] if not _is_repeat(widget, field)]
        if len(found) != expected:
            raise FormError(f"field {field.name!r}: {expected} in the HTML, {len(found)} in the PDF")


def _is_repeat(widget: pikepdf.Object, field: FieldSpec) -> bool:
    """Return whether a WeasyPrint widget shows a field again: its name is then the title of the repeating input."""
    return bool(field.repeat) and widget.get("/TU") == field.repeat


def _put_repeats_last(document: pikepdf.Pdf, fields: Sequence[FieldSpec]) -> None:
    """List the fields of running headers last on each page, as they are tagged: some viewers tab in list order."""
    by_name = {field.name: field for field in fields if field.repeat}
    for page in document.pages:
        annotations = list(page.obj.get("/Annots", Array()))
        repeats = [
            item
            for item in annotations
            if "/T" in item and (field := by_name.get(str(item.T))) and _is_repeat(item, field)
        ]
        if repeats:
            page.obj.Annots = Array([item for item in annotations if item not in repeats] + repeats)


class _FieldMaker:
    """Creates fields in one document and shares the fonts among them."""

    def __init__(self, document: pikepdf.Pdf, fields: Sequence[FieldSpec]):
        self.document = document
        shown = [field.value for field in fields]
        shown += [option.label for field in fields if field.kind == "choice" for option in field.options]
        self.characters = frozenset("".join(shown)) - frozenset("\r\n")
        self.resources = document.make_indirect(Dictionary(Font=Dictionary()))
        self._made: dict[str, tuple[str, FormFont]] = {}  # WeasyPrint's font name: our resource name and the font
        self._drawn: dict[tuple[Any, ...], pikepdf.Object] = {}  # a long form has hundreds of equal buttons

    def make(self, field: FieldSpec, widgets: list[pikepdf.Object]) -> pikepdf.Object:
        """Return the finished field: the widget itself, or the parent of the widgets that share it."""
        repeats = [widget for widget in widgets if _is_repeat(widget, field)]
        for widget in widgets:
            for key in ("/T", "/V", "/Ff", "/MK", "/MaxLen", "/Parent", "/AS"):
                if key in widget:
                    del widget[key]
        if field.kind == "radio":
            made = self._make_radio_group(field, widgets)
        elif repeats:
            made = self._make_repeated(field, widgets, repeats)
        else:
            (made,) = widgets
            if field.kind == "checkbox":
                (state,) = field.options
                made.V = made.AS = self._set_states(made, state.value, field.value)
            elif field.kind == "signature":
                self._make_signature(made)
            else:
                self._make_text(made, field)
        flags = READ_ONLY * field.read_only | REQUIRED * field.required | int(made.get("/Ff", 0))
        if flags:
            made.Ff = flags
        made.TU = String(field.label)
        return made

    def _make_radio_group(self, field: FieldSpec, widgets: list[pikepdf.Object]) -> pikepdf.Object:
        """One field with the question as its name. NoToggleToOff stays clear, so a wrong click can be undone."""
        group = self.document.make_indirect(Dictionary(FT=Name.Btn, Ff=RADIO, Kids=Array(widgets)))
        group.V = Name(f"/{field.value or 'Off'}")
        for widget, option in zip(widgets, field.options, strict=True):
            del widget["/FT"]  # inherited
            widget.Parent = group
            # Screen readers speak only the name of the button in focus, so it repeats the question.
            widget.TU = String(f"{field.label}: {option.label}")
            widget.AS = self._set_states(widget, option.value, field.value, radio=True)
        return group

    def _make_repeated(
        self, field: FieldSpec, widgets: list[pikepdf.Object], repeats: list[pikepdf.Object]
    ) -> pikepdf.Object:
        """One text field in several places: text typed in one appears in all (ISO 32000-1, 12.7.3.1)."""
        made = self.document.make_indirect(Dictionary(Kids=Array(widgets)))
        for widget in widgets:
            self._make_text(widget, field)
            for key in ("/FT", "/V", "/MaxLen"):  # the field's own
                if key in widget:
                    made[key] = widget[key]
                    del widget[key]
            made.DA = widget.DA
            widget.Parent = made
            widget.TU = String(field.repeat if widget in repeats else field.label)
        return made

    def _set_states(self, widget: pikepdf.Object, state: str, chosen: str, radio: bool = False) -> pikepdf.Object:
        """Give a button its two appearances and return the name of the current one."""
        on = self._draw(draw_dot if radio else draw_tick, _size(widget))
        off = self._draw(draw_nothing, _size(widget))
        widget.AP = Dictionary(N=Dictionary({f"/{state}": on, "/Off": off}))
        return Name(f"/{state if state == chosen else 'Off'}")

    def _make_signature(self, widget: pikepdf.Object) -> None:
        del widget["/DA"]
        widget.FT = Name.Sig
        widget.AP = Dictionary(N=draw_nothing(self.document, _size(widget)))

    def _make_text(self, widget: pikepdf.Object, field: FieldSpec) -> None:
        style = self._style(str(widget.DA))
        shown = field.value
        widget.V = String(field.value)
        if field.kind == "choice":
            # The viewer draws an entry when it is chosen, and then only in the font that people type in.
            if lost := style.font.cannot_type("".join(option.label for option in field.options)):
                raise FormError(f"field {field.name!r}: a list entry would lose its {' '.join(lost)} when it is chosen")
            widget.Opt = Array(Array([String(o.value), String(o.label)]) for o in field.options)
            shown = next((option.label for option in field.options if option.value == field.value), "")
            widget.Ff = COMBO
        elif field.kind == "multiline":
            widget.Ff = MULTILINE
        if field.max_length:
            widget.MaxLen = field.max_length
        widget.DA = String(style.default_appearance)
        multiline = field.kind == "multiline"
        # One each, even if equal: programs that fill in forms write into the existing stream.
        widget.AP = Dictionary(N=draw_text(self.document, _size(widget), shown, style, self.resources, multiline))

    def _draw(self, draw: Callable[..., pikepdf.Object], box: tuple[float, float]) -> pikepdf.Object:
        """Return the appearance of a button's state, drawn once for all buttons of one size."""
        if (draw, box) not in self._drawn:
            self._drawn[draw, box] = draw(self.document, box)
        return self._drawn[draw, box]

    def _style(self, appearance: str) -> TextStyle:
        """Return the style that WeasyPrint wrote as "/a1.0 gs 0 0 0 rg /ABCDEF 9 Tf", in our font."""
        font_and_size = _DA_FONT.search(appearance)
        color = _DA_COLOR.search(appearance)
        if font_and_size is None:
            raise FormError(f"no font in the appearance of a field: {appearance!r}")
        old_name, size = font_and_size.groups()
        if old_name not in self._made:
            font = make_form_font(self._whole_font(old_name), self.characters)
            resource = f"Form{len(self._made) + 1}"
            simple, composite = embed(self.document, font)
            self.resources.Font[f"/{resource}"] = simple
            self.resources.Font[f"/{resource}{WIDE}"] = composite
            self._made[old_name] = (resource, font)
        resource, font = self._made[old_name]
        return TextStyle(font, resource, float(size), " ".join(color.group().split()) if color else "0 g")

    def _whole_font(self, name: str) -> bytes:
        """Return the TrueType data of a font that WeasyPrint embedded whole for the fields."""
        (descendant,) = self.document.Root.AcroForm.DR.Font[f"/{name}"].DescendantFonts
        if "/FontFile2" not in descendant.FontDescriptor:
            raise FormError("the font of the inputs must be TrueType")
        return descendant.FontDescriptor.FontFile2.read_bytes()

    def remove_whole_fonts(self) -> None:
        """Drop the fonts that only fields used. Raises FormError when page text uses one of them."""
        contents = list(_page_content(self.document))
        for name in self._made:
            used = re.compile(rb"/%s(?:\s|$)" % re.escape(name.encode()))
            if any(map(used.search, contents)):
                raise FormError("text on a page uses the font of the inputs: give inputs a font family of their own")
            for page in self.document.pages:
                fonts = page.resources.get("/Font", Dictionary())
                if f"/{name}" in fonts:
                    del fonts[f"/{name}"]


def _page_content(document: pikepdf.Pdf) -> Iterator[bytes]:
    """Yield every content stream that pages draw with: their own, and the form XObjects of all resources."""
    for page in document.pages:
        contents = page.obj.get("/Contents", Array())
        for stream in contents if isinstance(contents, Array) else [contents]:
            yield stream.read_bytes()
    for candidate in document.objects:
        if isinstance(candidate, pikepdf.Stream) and candidate.get("/Subtype") == Name.Form:
            yield candidate.read_bytes()


def _size(widget: pikepdf.Object) -> tuple[float, float]:
    x1, y1, x2, y2 = (float(value) for value in widget.Rect)
    return round(abs(x2 - x1), 2), round(abs(y2 - y1), 2)  # equal boxes differ in WeasyPrint's last digits

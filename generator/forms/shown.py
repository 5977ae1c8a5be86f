"""What the picture of a field shows, so nobody reads from a form what its pages do not show.

A program that fills in a form draws each field (its appearance). These programs draw text in only a few ways, which
are known here: plain text inside the box, over nothing but a background. Everything else is rejected, because it may
not show what it seems to. Whether a font's shapes are the letters that they should be is not checked
(docs/security.md).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from generator.forms.fields import UnreadableForm, Widget
from generator.pdf.streams import StreamProblem, bounded_bytes

_MAX_DRAWN, _MAX_MAP = 1_000_000, 1_000_000  # bytes of one picture, and of one map from codes to text
UNKNOWN = "\0"  # a character of a font that does not say what it shows
_PLACEHOLDERS = "?·•\ufffd\u25a1"  # what programs draw for a character that their font lacks
_PAINT = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s"}
_SHOW = {"Tj", "TJ", "'", '"'}
_STATE = {
    "q", "Q", "W", "W*", "n", "w", "J", "j", "M", "d", "i", "ri", "BT", "ET", "BMC", "BDC", "EMC", "MP", "G", "RG",
    "K", "TL", "Td", "TD", "T*",
}  # fmt: skip
_PATH = {"m", "l", "c", "v", "y", "h", "re"}
_DARK = 0.6  # the lightest gray that is read as text
_BUTTON_OF_LIST = 25.0  # points: the arrow that PDFium draws at the right end of a list
_CODES = re.compile(rb"<([0-9a-fA-F\s]+)>")
_UNREADABLE_FONTS = ("Symbol", "ZapfDingbats")


class _Odd(Exception):
    """The picture is drawn in a way that may deceive."""


def picture(widget: Widget) -> pikepdf.Object | None:
    """Return the normal appearance: a stream, a button's dictionary of streams, or None if there is none to show."""
    appearance = widget.annotation.get("/AP")
    normal = appearance.get("/N") if isinstance(appearance, pikepdf.Dictionary) else None
    return normal if isinstance(normal, pikepdf.Dictionary | pikepdf.Stream) else None


def shown_text(name: str, stream: pikepdf.Object, widget: Widget, fonts: Any, is_list: bool) -> str:
    """Return the text that a picture shows, without white space. Raises UnreadableForm if it is not clear."""
    try:
        return "".join(_PictureReader(stream, widget, fonts, is_list).read().split())
    except (_Odd, StreamProblem) as error:
        raise UnreadableForm(f"the field {name} is drawn in a way that may show something else: {error}") from None


def paints(name: str, stream: pikepdf.Object, widget: Widget) -> bool:
    """Return whether the picture of a button's state leaves ink. Raises UnreadableForm if it is not clear."""
    try:
        _check_frame(stream, widget)
        drawn = dark = False
        for operands, operator in _instructions(stream):
            if operator in _PAINT or operator in _SHOW:
                drawn = True
            elif operator in ("g", "rg", "k", "G", "RG", "K"):
                dark = dark or _is_dark(operands)
            elif operator not in _STATE | _PATH | {"Tf", "Tm", "Tc", "Tw", "Tz"}:
                raise _Odd(f"operator {operator}")
        if drawn and not dark:
            raise _Odd("white on white")
        return drawn
    except (_Odd, StreamProblem) as error:
        raise UnreadableForm(f"the field {name} is drawn in a way that may show something else: {error}") from None


def agrees(shown: str, value: str) -> bool:
    """Return whether a picture with the text `shown` shows `value`: a non-ASCII character may be replaced."""
    at = {0}  # how much of `shown` may be used up
    for character in "".join(value.split()):
        after = {position + 1 for position in at if shown[position : position + 1] == character}
        if not character.isascii():
            after |= {
                position + 1
                for position in at
                if shown[position : position + 1] in _PLACEHOLDERS and position < len(shown)
            }
            after |= {
                position + count
                for position in at
                for count in range(1, 5)
                if shown[position : position + count] == UNKNOWN * count
            }
        at = after
    return len(shown) in at


class _PictureReader:
    """Reads the text of one picture in the order in which it is drawn."""

    def __init__(self, stream: pikepdf.Object, widget: Widget, fonts: Any, is_list: bool):
        self.stream, self.widget, self.is_list = stream, widget, is_list
        resources: Any = stream.get("/Resources", {})
        self.fonts = [resources.get("/Font", {}), fonts]
        self.text: list[str] = []
        self.font: tuple[Any, float] | None = None
        self.x = self.y = self.scale = 0.0
        self.dark = [True]
        self.path: list[tuple[float, float]] = []
        self.plain_path = True

    def read(self) -> str:
        _check_frame(self.stream, self.widget)
        for operands, operator in _instructions(self.stream):
            self._take(operands, operator)
        return " ".join(self.text)

    def _take(self, operands: list[Any], operator: str) -> None:
        if operator in _SHOW:
            self._show(operands[-1])
        elif operator in _PATH:
            numbers = [float(item) for item in operands]
            if operator == "re":
                x, y, width, height = numbers
                numbers = [x, y, x + width, y + height]
            else:
                self.plain_path = False
            self.path += zip(numbers[::2], numbers[1::2], strict=True)
        elif operator in _PAINT | {"n", "W", "W*"}:
            self._end_path(operator)
        elif operator in ("q", "Q"):
            self.dark = [*self.dark, self.dark[-1]] if operator == "q" else self.dark[:-1] or [True]
        elif operator in ("g", "rg", "k"):
            self.dark[-1] = _is_dark(operands)
        elif operator in ("Td", "TD"):
            self.x, self.y = self.x + float(operands[0]), self.y + float(operands[1])
        elif operator == "BT":
            self.x = self.y = 0.0
            self.scale = 1.0
        elif operator == "Tm":
            a, b, c, d, self.x, self.y = map(float, operands)
            if b or c or a != d or a <= 0:
                raise _Odd("its text is rotated or skewed")
            self.scale = a
        elif operator == "Tf":
            self.font = self._find_font(str(operands[0])), float(operands[1])
        elif operator in ("Tc", "Tw", "Tz", "Tr", "Ts"):
            low, high = {"Tc": (-1, 5), "Tw": (-1, 20), "Tz": (50, 150)}.get(operator, (0, 0))
            if not low <= float(operands[0]) <= high:
                raise _Odd(f"operator {operator}")
        elif operator not in _STATE:
            raise _Odd(f"operator {operator}")

    def _end_path(self, operator: str) -> None:
        """Accept what a path clips or paints: all or most of the box, and paint only before there is text."""
        width, height = self.widget.size
        if self.path:
            (left, bottom), (right, top) = (
                tuple(pick(values) for values in zip(*self.path, strict=True)) for pick in (min, max)
            )
            whole = right - left >= 0.6 * width and top - bottom >= 0.6 * height
            if self.is_list and operator in _PAINT and left >= width - _BUTTON_OF_LIST:
                pass
            elif not (whole and self.plain_path) or (operator in _PAINT and self.text):
                raise _Odd("it has lines or areas over its text")
        if not operator.startswith("W"):
            self.path, self.plain_path = [], True

    def _show(self, operand: Any) -> None:
        if self.font is None:
            raise _Odd("its text has no font")
        font, size = self.font
        pieces = list(operand) if isinstance(operand, pikepdf.Array) else [operand]
        if any(not isinstance(piece, pikepdf.String) and abs(float(piece)) > 1000 for piece in pieces):
            raise _Odd("its text is spread out")
        text = "".join(_decode(font, bytes(piece)) for piece in pieces if isinstance(piece, pikepdf.String))
        if not text.strip():
            return
        width, height = self.widget.size
        inside = -2 <= self.x < width and (self.y < height if self.text else -2 <= self.y < height)
        if not inside or not self.dark[-1] or not 2 <= size * self.scale <= 60:
            raise _Odd("its text cannot be seen")
        self.text.append(text)

    def _find_font(self, name: str) -> Any:
        for fonts in self.fonts:
            if name in fonts:
                return fonts[name]
        raise _Odd("its text has no font")


def _instructions(stream: pikepdf.Object) -> Iterator[tuple[list[Any], str]]:
    data = bounded_bytes(stream, _MAX_DRAWN)
    if not data.strip():
        return
    holder = pikepdf.new()  # the parser takes a stream of a file, and operands live as long as the file
    for item in pikepdf.parse_content_stream(holder.make_stream(data)):
        yield list(item.operands), str(item.operator)


def _check_frame(stream: pikepdf.Object, widget: Widget) -> None:
    """Reject a picture that is moved, cut or hidden: what it draws is then not what people see."""
    if [float(value) for value in stream.get("/Matrix", [1, 0, 0, 1, 0, 0])] != [1, 0, 0, 1, 0, 0]:
        raise _Odd("it is rotated or scaled")
    box = [float(value) for value in stream.get("/BBox", [])]
    if (
        len(box) != 4
        or "/OC" in stream
        or any(abs(found - wanted) > 1.5 for found, wanted in zip(box, (0, 0, *widget.size), strict=True))
    ):
        raise _Odd("its size differs from the field's")


def _is_dark(operands: list[Any]) -> bool:
    values = [float(item) for item in operands]
    if len(values) == 4:
        return max(values) >= 1 - _DARK
    return bool(values) and sum(values) / len(values) <= _DARK


def _decode(font: Any, codes: bytes) -> str:
    if font.get("/Subtype") == "/Type0":
        known = _to_unicode(font.get("/ToUnicode"))
        pairs = [int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2)]
        return "".join(known.get(code, UNKNOWN) for code in pairs)
    if font.get("/Subtype") not in ("/Type1", "/TrueType", "/MMType1"):
        raise _Odd("its text has an unusual font")
    name = str(font.get("/BaseFont")).removeprefix("/").rpartition("+")[2]
    if name in _UNREADABLE_FONTS:
        return UNKNOWN * len(codes)
    encoding = font.get("/Encoding")
    differences = _differences(encoding) if isinstance(encoding, pikepdf.Dictionary) else {}
    base = encoding.get("/BaseEncoding") if isinstance(encoding, pikepdf.Dictionary) else encoding
    return "".join(differences.get(code) or _base_character(code, base) for code in codes)


def _base_character(code: int, base: Any) -> str:
    if code < 0x80:
        return chr(code)
    if base == "/WinAnsiEncoding":
        return bytes([code]).decode("cp1252", "replace")
    if base == "/MacRomanEncoding":
        return bytes([code]).decode("mac-roman")
    return UNKNOWN


def _differences(encoding: pikepdf.Object) -> dict[int, str]:
    from fontTools.agl import toUnicode

    found, code = {}, 0
    for item in encoding.get("/Differences", []):
        if isinstance(item, pikepdf.Name):
            found[code] = toUnicode(str(item)[1:]) or UNKNOWN
            code += 1
        else:
            code = int(item)
    return found


def _to_unicode(stream: Any) -> dict[int, str]:
    if not isinstance(stream, pikepdf.Stream):
        return {}
    return _parse_map(bounded_bytes(stream, _MAX_MAP))


@functools.lru_cache(maxsize=16)
def _parse_map(data: bytes) -> dict[int, str]:
    """Return the text of each two-byte code, as `bfchar` and `bfrange` give it (ISO 32000-1 9.10.3)."""
    found: dict[int, str] = {}
    for kind, block in re.findall(rb"beginbf(char|range)(.*?)endbf", data, re.DOTALL):
        values = [bytes.fromhex(code.decode()) for code in _CODES.findall(block)]
        step = 2 if kind == b"char" else 3
        if b"[" in block or len(values) % step:
            raise _Odd("its font has an unusual map to text")
        for at in range(0, len(values), step):
            first, last = int.from_bytes(values[at]), int.from_bytes(values[at + step - 2])
            text = values[at + step - 1].decode("utf-16-be", "replace")
            if not 0 <= last - first <= 0xFFFF or len(found) > 0x20000:
                raise _Odd("its font has an unusual map to text")
            for code in range(first, last + 1):
                found[code] = text[:-1] + chr((ord(text[-1]) + code - first) % 0x110000) if text else UNKNOWN
    return found

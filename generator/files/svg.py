"""Whether an SVG file is a plain drawing: self-contained and quick to draw.

Names are compared without their namespace where it matters, because WeasyPrint considers only the local name: it
treats a `<s:use>` in any namespace as a reference.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from generator.files.reading import MIB

MOST_BYTES = MIB // 2
_NAMESPACES = ("http://www.w3.org/2000/svg", "")
_MAX_ELEMENTS, _MAX_LEVELS, _MAX_IN_ATTRIBUTE, _MAX_IN_STYLE = 2_000, 40, 2**16, 2**14
_MAX_NUMBER = 1_000_000
_GRADIENTS = {"linearGradient", "radialGradient"}
_DRAWN = {
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "defs",
    "clipPath",
    "stop",
    *_GRADIENTS,
}
_SAID = {"title", "desc", "metadata", "style"}
# Not allowed in other namespaces either; everything else in them, such as an editor's own notes, is not drawn.
_REFERS = {
    "use",
    "image",
    "a",
    "text",
    "tspan",
    "textPath",
    "pattern",
    "mask",
    "filter",
    "marker",
    "symbol",
    "switch",
    "foreignObject",
    "script",
    "animate",
    "set",
}
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_URL = re.compile(r"url\(\s*([\"']?)(.*?)\1\s*\)", re.IGNORECASE)


class _DrawingRefused(Exception):
    """Why a drawing is rejected."""


def svg_problem(data: bytes) -> str:
    """Return why this SVG is rejected, or an empty string if it is accepted."""
    if len(data) > MOST_BYTES:
        return f"the drawing is larger than {MOST_BYTES // 1024} KiB"
    reader = _DrawingReader()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text, parser.buffer_size = True, MOST_BYTES  # a comment inside a style does not split its text
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = reader.text, reader.doctype
    parser.EntityDeclHandler = reader.entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        return f"the drawing is not well-formed XML: {expat.ErrorString(error.code)} in line {error.lineno}"
    except _DrawingRefused as refused:
        return f"{refused}, in line {parser.CurrentLineNumber}"
    except (ValueError, LookupError):  # an unknown encoding, or one with several bytes per character
        return "the drawing is not UTF-8 text"
    if chained := reader.chained & reader.asked:
        return f"the drawing's gradient `{min(chained)}` refers to another that refers to a third"
    return ""


class _DrawingReader:
    """Receives what the parser finds; raises _DrawingRefused."""

    def __init__(self) -> None:
        self.levels: list[str] = []
        self.elements = self.styled = 0
        self.chained: set[str] = set()  # gradients that refer to another
        self.asked: set[str] = set()  # gradients that are referred to by others

    def doctype(self, _name: str, _system: str | None, _public: str | None, own: bool) -> None:
        if own:
            raise _DrawingRefused("the drawing declares entities")

    def entity(self, *_: object) -> None:
        raise _DrawingRefused("the drawing declares entities")

    def start(self, full: str, attributes: dict[str, str]) -> None:
        namespace, _, name = full.rpartition("}")
        self.levels.append(name)
        self.elements += 1
        if len(self.levels) == 1 and (namespace not in _NAMESPACES or name != "svg"):
            raise _DrawingRefused("the file is not an SVG drawing")
        if self.elements > _MAX_ELEMENTS:
            raise _DrawingRefused(f"the drawing has more than {_MAX_ELEMENTS:,} elements")
        if len(self.levels) > _MAX_LEVELS:
            raise _DrawingRefused(f"the drawing is nested more than {_MAX_LEVELS} levels deep")
        if name in _REFERS or (namespace in _NAMESPACES and name not in _DRAWN | _SAID):
            raise _DrawingRefused(f"the drawing has a `{name}`: text, images, and references depend on other resources")
        for full_key, value in attributes.items():
            space, _, key = full_key.rpartition("}")
            if key == "href":
                self._reference(name, value, attributes)
            elif key.startswith("on"):
                raise _DrawingRefused(f"the drawing has a script in `{key}`")
            elif not (space or key in ("id", "class") or key.startswith(("data-", "aria-"))):
                self._attribute(key, value)

    def end(self, _name: str) -> None:
        self.levels.pop()

    def text(self, words: str) -> None:
        if self.levels and self.levels[-1] == "style":
            self.styled += len(words)
            if self.styled > _MAX_IN_STYLE:
                raise _DrawingRefused("the drawing's styles are too long")
            self._style(words)

    def _reference(self, name: str, value: str, attributes: dict[str, str]) -> None:
        if name not in _GRADIENTS or not value.startswith("#"):
            raise _DrawingRefused(f"the drawing refers to `{value[:60]}`")
        self.chained.add(attributes.get("id", ""))
        self.asked.add(value[1:])

    def _attribute(self, key: str, value: str) -> None:
        if len(value) > _MAX_IN_ATTRIBUTE:
            raise _DrawingRefused(f"`{key}` is longer than {_MAX_IN_ATTRIBUTE // 1024} KiB")
        if key == "spreadMethod" and value != "pad":
            raise _DrawingRefused("a gradient is repeated")
        if key == "clip-path" and "clipPath" in self.levels:
            raise _DrawingRefused("a clipPath is clipped by another")
        self._style(value)
        if key != "style":
            for number in _NUMBER.findall(re.sub(r"#[0-9a-fA-F]+", "", value)):
                if abs(float(number)) > _MAX_NUMBER:
                    raise _DrawingRefused(f"the number {number[:20]} in `{key}` is too large")

    def _style(self, words: str) -> None:
        if "\\" in words or "@" in words:
            raise _DrawingRefused("the drawing's styles refer to other files or obscure what they refer to")
        for _, address in _URL.findall(words):
            if not address.startswith("#"):
                raise _DrawingRefused(f"the drawing refers to `{address[:60]}`")
        if "clip-path" in words and "clipPath" in self.levels:
            raise _DrawingRefused("a clipPath is clipped by another")

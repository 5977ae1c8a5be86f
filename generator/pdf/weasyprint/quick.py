"""Faster replacements for functions of WeasyPrint 70.0 and its helpers: the same results, and so the same bytes.

They were chosen by profiling the first policy's documents, and are private functions (`versions`). A test renders with
and without them. Each states what is saved: the share of instructions (cachegrind) that rendering a document of 29
pages takes more without it, imports included.
"""

from __future__ import annotations

import re
import zlib
from types import SimpleNamespace
from typing import Any

from generator.pdf.weasyprint import quick_boxes

_LEVEL = 6  # for zlib: a third of the time of 9, which pydyf uses, for 1.4% more bytes


def quicken() -> None:
    """Replace them, once per process."""
    for replace in STAND_INS:
        replace()


def _parsing() -> None:
    """Compile each of the tokenizer's patterns once: tinyhtml5 2.1.0 caches them under a key that it never looks up.

    Saves 4.4%.
    """
    from tinyhtml5 import inputstream

    class Patterns(dict[tuple[Any, bool], re.Pattern[str]]):
        def __missing__(self, key: tuple[Any, bool]) -> re.Pattern[str]:
            characters, opposite = key
            escaped = "".join(f"\\x{ord(character):02x}" for character in characters)
            pattern = self[key] = re.compile(f"[{'' if opposite else '^'}{escaped}]+")
            return pattern

    inputstream.characters_until_regex = Patterns()


def _styles() -> None:
    """Return properties that no style sheet sets on an element right away: nine in ten of those requested.

    `ComputedStyle.__missing__` handles logical properties, variables, math functions, and special cases for each. An
    inherited math function has already been resolved as far as possible before layout. Saves 4.3%.
    """
    from weasyprint import css

    known = _plain_properties()
    widths = {f"border_{side}_width": f"border_{side}_style" for side in ("top", "right", "bottom", "left")}
    thorough = css.ComputedStyle.__missing__

    def missing(self: Any, key: str) -> Any:
        cascaded, parent = self.cascaded, self.parent_style
        if parent is None or key in cascaded:
            return thorough(self, key)
        kind, value, logical = known.get(key, _CUSTOM if key[:2] == "__" else _UNKNOWN)
        if kind is None or not cascaded.keys().isdisjoint(logical):
            return thorough(self, key)
        if kind == "inherited":
            value = parent[key]
        elif kind == "width" and self[widths[key]] not in ("none", "hidden"):
            return thorough(self, key)
        elif kind == "place":
            if key == "float":
                self["position"]  # the order in which the original computes them
            self.specified[key] = value
        self[key] = value
        return value

    css.ComputedStyle.__missing__ = missing


_CUSTOM, _UNKNOWN = ("inherited", None, ()), (None, None, ())


def _plain_properties() -> dict[str, tuple[str, Any, tuple[str, ...]]]:
    """Return the kind, value, and logical names of each property whose value is plain when it is not set."""
    from weasyprint import css

    known: dict[str, tuple[str, Any, tuple[str, ...]]] = {}
    for key, initial in css.INITIAL_VALUES.items():
        logical = ()
        if function := css.PHYSICAL_FUNCTIONS.get(key):
            logical = tuple({function(block="ttb", inline=direction) for direction in ("ltr", "rtl")})
        if key in ("position", "float"):
            known[key] = ("place", initial, ())
        elif key == "page":
            known[key] = ("inherited", None, ())  # for `auto`, the value when nothing is set
        elif re.fullmatch("border_(top|right|bottom|left)_width", key):
            known[key] = ("width", 0, logical)
        elif key.startswith("text_decoration_") or key == "display":
            continue
        elif key in css.INHERITED:
            known[key] = ("inherited", None, logical)
        elif key not in css.INITIAL_NOT_COMPUTED and not css.check_math(initial):
            known[key] = ("initial", initial, logical)
    return known


def _variables() -> None:
    """Validate a value with `var()` once for the same tokens: styles inherit the tokens of a variable unchanged.

    Saves 0.8%.
    """
    from weasyprint.css.tokens import Pending

    thorough = Pending.solve

    def solve(self: Any, tokens: list[Any], wanted_key: str, base_url: str) -> Any:
        solved = self.__dict__.setdefault("solved", {})
        key = (wanted_key, base_url, *map(id, tokens))
        if key not in solved:
            if len(solved) >= _MAX_SOLUTIONS:
                solved.clear()
            solved[key] = thorough(self, tokens, wanted_key, base_url), tokens  # kept, so that their ids are not reused
        return solved[key][0]

    Pending.solve = solve


_MAX_SOLUTIONS = 100


def _writing() -> None:
    """Write the PDF's objects with fewer type checks, compress streams only once, and compress them less.

    pydyf compresses them a second time for the hash that identifies a PDF/A file. Saves 5.3%.
    """
    import pydyf

    to_bytes, write, stream_data = pydyf._to_bytes, pydyf.PDF.write, pydyf.Stream.data.fget
    written: dict[int, bytes] | None = None  # by number, while a file is written and nothing is changed any more

    def quick_bytes(item: Any) -> Any:
        kind = item.__class__
        return item if kind is bytes else item.encode("ascii") if kind is str else to_bytes(item)

    def dictionary(self: Any) -> bytes:
        return (
            b"<<"
            + b"".join([b"/%b %b" % (quick_bytes(key), quick_bytes(value)) for key, value in self.items()])
            + b">>"
        )

    def array(self: Any) -> bytes:
        return b"[" + b" ".join([quick_bytes(item) for item in self]) + b"]"

    def stream(self: Any) -> Any:
        if written is None or self.number is None:
            return stream_data(self)
        if self.number not in written:
            written[self.number] = stream_data(self)
        return written[self.number]

    def write_once(self: Any, *args: Any, **options: Any) -> None:
        nonlocal written
        written = {}
        try:
            write(self, *args, **options)
        finally:
            written = None

    pydyf._to_bytes = quick_bytes
    pydyf.Dictionary.data, pydyf.Array.data, pydyf.Stream.data = map(property, (dictionary, array, stream))
    pydyf.PDF.write = write_once
    pydyf.zlib = SimpleNamespace(compress=zlib.compress, compressobj=lambda level: zlib.compressobj(_LEVEL))


STAND_INS = (_parsing, _styles, _variables, _writing, *quick_boxes.STAND_INS)

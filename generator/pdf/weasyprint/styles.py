"""Style sheets and fonts, parsed once per process and shared by the documents that use the same ones."""

from __future__ import annotations

import atexit
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from generator.files.signatures import Signature, signature
from generator.pdf.weasyprint.fetch import LocalFiles

_MAX = 8
_TICK_NS = 20_000_000  # a file written this recently could change again without a new timestamp


class Styles(NamedTuple):
    """Parsed style sheets, their fonts, and the lines that were set in those fonts (`lines`) and drawn (`drawn`).

    `files` are the files that were read, with their signatures; `faces` is the number of @font-face rules loaded.
    """

    sheets: list[Any]
    fonts: Any
    lines: dict[tuple[Any, ...], Any]
    drawn: dict[tuple[Any, ...], Any]
    files: dict[str, Signature | None]
    faces: int

    def hold(self) -> bool:
        """Return whether no file has changed and no document has added fonts of its own."""
        unchanged = all(signature(path) == before for path, before in self.files.items())
        return unchanged and self.fonts.faces == self.faces


_known: dict[tuple[Path | str | None, ...], Styles] = {}
atexit.register(_known.clear)  # WeasyPrint copies fonts into a folder, which is deleted with them


def prepared(paths: Sequence[Path], files: LocalFiles, fetcher: Any, log: Sequence[str]) -> Styles:
    """Return the style sheets of a document; `log` receives what WeasyPrint reports while it parses them.

    Sheets with any such message are parsed again for the next document, so that each document reports it.
    """
    import weasyprint

    key = (*paths, None, *files.allowed)
    known = _known.pop(key, None)
    if known is None or not known.hold():
        started, said = time.time_ns(), len(log) + len(files.failures)
        fonts = _font_configuration()
        sheets = [weasyprint.CSS(filename=str(path), url_fetcher=fetcher, font_config=fonts) for path in paths]
        known = Styles(
            sheets, fonts, {}, {}, {path: signature(path) for path in [*map(str, paths), *files.seen]}, fonts.faces
        )
        if said != len(log) + len(files.failures) or not _settled(known, started):
            return known
    while len(_known) >= _MAX:
        del _known[next(iter(_known))]
    _known[key] = known  # the most recently used one comes last
    return known


def _settled(styles: Styles, when: int) -> bool:
    """Return whether all files were written well before they were read."""
    return all(now is not None and max(now[1], now[2]) < when - _TICK_NS for now in styles.files.values())


def _font_configuration() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    class Fonts(FontConfiguration):  # type: ignore[misc]  # of a library without types
        faces = 0

        def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> None:
            self.faces += 1
            super().add_font_face(rule_descriptors, url_fetcher)

    return Fonts()

"""Prose of the Medicare Coverage Database, HTML whose entities are often encoded twice, as CommonMark for a policy."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_BLOCKS = {"p", "div", "br", "ul", "ol", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}
_SKIPPED = {"script", "style"}
_TAG = re.compile(r"</?[a-zA-Z]")
# what a text field reads as markup (docs/writing-a-policy.md); all else is printed as it is
_SIGNS = re.compile(r"([*\[\]])")
_AT_START = re.compile(r"^([+-]|[0-9]{1,2}\.)(?=\s|$)")


def plain_prose(source: str) -> str:
    """Return the words of a text, paragraph by paragraph; lists become lists, and no sign is read as Markdown."""
    reader = _Prose()
    reader.feed(source if _TAG.search(source) else html.unescape(source))
    reader.close()
    result, before = "", ""
    for kind, text in reader.blocks:
        words = " ".join(text.split())
        if words:
            is_item = kind == "li"
            gap = "\n" if is_item and before == "li" else "\n\n" if result else ""
            result += f"{gap}{'- ' if is_item else ''}{_escaped(words)}"
            before = kind
    return result


def _escaped(words: str) -> str:
    text = _SIGNS.sub(r"\\\1", words)
    return _AT_START.sub(lambda found: f"{found[1][:-1]}\\{found[1][-1]}", text)


class _Prose(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, str]] = [("p", "")]
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block or a list item."""
        self._skipping += tag in _SKIPPED
        if tag == "li":
            self.blocks.append(("li", ""))
        elif tag in _BLOCKS:
            self.blocks.append(("p", ""))
        elif tag in ("td", "th"):
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a block: what follows belongs to another one."""
        self._skipping -= tag in _SKIPPED and self._skipping > 0
        if tag == "li" or tag in _BLOCKS:
            self.blocks.append(("p", ""))

    def handle_data(self, data: str) -> None:
        """Add words to the current block."""
        if not self._skipping:
            kind, text = self.blocks[-1]
            self.blocks[-1] = (kind, text + data)

"""What a reader sees of an HTML document and a style sheet, as lines of text without layout.

A vote is bound to these lines. Classes, dimensions, and colors are omitted, so a new layout does not change the lines;
anything that can put other words on the page is included: text, text alternatives, form fields, list numbers,
generated content.
"""

from __future__ import annotations

import hashlib
import html as markup
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2
from lxml import etree
from lxml import html as lxml_html

_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "cite",
    "code",
    "dfn",
    "em",
    "font",
    "i",
    "input",
    "kbd",
    "label",
    "mark",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "var",
    "wbr",
}
# Attributes that are printed, read aloud, or define a form field; `type` and `value` also number a list.
_PRINTED = (
    "alt",
    "aria-label",
    "title",
    "placeholder",
    "name",
    "type",
    "value",
    "checked",
    "selected",
    "required",
    "readonly",
    "disabled",
    "hidden",
    "dir",
    "start",
    "reversed",
    "href",
    "src",
)
_UNSEEN = ("style", "script")
_UNPRINTED = re.compile("[\u00ad\u200b\u2060]")  # where a line may or may not break
# Declarations that decide which words are printed, not only where. A font's features can swap its digits.
_WORDS = {
    "content",
    "visibility",
    "text-transform",
    "quotes",
    "counter-reset",
    "counter-increment",
    "counter-set",
    "list-style",
    "list-style-type",
    "list-style-image",
    "string-set",
    "bookmark-label",
    "direction",
    "src",
    "unicode-bidi",
    "text-overflow",
    "block-ellipsis",
    "hyphenate-character",
    "font-feature-settings",
}
_NOTHING = ('""', "none", "normal")


def printed_lines(page: str) -> list[str]:
    """Return the printed text of an HTML document: a line for each block, table cell and style that adds words."""
    lines: list[str] = []
    parts: list[str] = []

    def end_line() -> None:
        if words := _UNPRINTED.sub("", "".join(parts)).split():
            lines.append(" ".join(words))
        parts.clear()

    for event, element in etree.iterwalk(lxml_html.document_fromstring(page), ("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            parts.append(element.tail or "")
            continue
        if element.tag not in _INLINE:
            end_line()
        if event == "end":
            parts.append(element.tail or "")
            continue
        parts += _attributes(element)
        if element.tag == "style":
            lines.extend(f"style: {words}" for words in style_words(element.text or ""))
        elif element.tag not in _UNSEEN:
            parts.append(element.text or "")
    end_line()
    return lines


def _attributes(element: Any) -> Iterator[str]:
    if element.tag == "meta":
        if element.get("name") not in (None, "source-sha256"):  # the content hash covers the source
            yield f"[{element.get('name')}: {element.get('content', '')}] "
        return
    for name in _PRINTED:
        value = element.get(name)
        if value is None or (name == "href" and value.startswith("#")):
            continue
        if value.startswith("data:"):
            value = f"{value.partition(',')[0]}, SHA-256 {hashlib.sha256(value.encode()).hexdigest()}"
        yield f"[{name}: {value}] " if value else f"[{name}] "
    if own := list(_declared(tinycss2.parse_blocks_contents(element.get("style", "")), "")):
        yield f"[style: {'; '.join(own)}] "
    if plot := element.get("data-plot"):
        yield " ".join(_plotted(json.loads(markup.unescape(plot))))


def _plotted(data: Any, name: str = "") -> Iterator[str]:
    """Yield the words and results of a figure that is drawn later, without its dimensions."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _plotted(value, f"{name}.{key}" if key in ("value", "low", "high") else key)
    elif isinstance(data, list):
        for value in data:
            yield from _plotted(value, name)
    elif isinstance(data, str) or name in ("points.value", "points.low", "points.high"):
        yield str(data)


def style_words(sheet: str) -> list[str]:
    """Return the declarations of a style sheet that decide which words are printed, each with its selector."""
    return list(_declared(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True), ""))


def _declared(nodes: Iterable[Any], within: str) -> Iterator[str]:
    for node in nodes:
        if node.type == "declaration":
            value = _text(node.value)
            if _decides_words(node.lower_name, value):
                yield f"{within} {node.lower_name}: {value}".strip()
        elif node.type in ("qualified-rule", "at-rule"):
            head = f"@{node.at_keyword} {_text(node.prelude)}" if node.type == "at-rule" else _text(node.prelude)
            inner = f"{within} {head}".strip()
            if node.content is None:
                yield inner  # @import, @charset
            elif head.strip() == "@font-face":
                found = tinycss2.parse_blocks_contents(node.content)
                yield f"{inner} " + "; ".join(
                    f"{item.lower_name}: {_text(item.value)}" for item in found if item.type == "declaration"
                )
            else:
                yield from _declared(tinycss2.parse_blocks_contents(node.content), inner)


def _decides_words(name: str, value: str) -> bool:
    if name == "display":
        return value == "none"
    if name == "position":
        return value.startswith("running(")
    if name.startswith("--"):  # a value that `content` may use
        return '"' in value and not name.startswith("--font")
    return (name in _WORDS and not (name == "content" and value in _NOTHING)) or name.startswith("font-variant")


def _text(tokens: Iterable[Any]) -> str:
    """Return CSS as text, with strings as they print, not as they are escaped."""
    written = "".join(
        json.dumps(token.value, ensure_ascii=False) if token.type == "string" else tinycss2.serialize([token])
        for token in tokens
        if token.type != "comment"
    )
    return " ".join(written.split())

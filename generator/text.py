"""CommonMark text fields to HTML, with Pandoc citations `[@key; @key2]`. Raw HTML is text, images are not taken."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markupsafe import Markup

CITATION = re.compile(r"\[(@[A-Za-z0-9][A-Za-z0-9_.:-]*(?:\s*;\s*@[A-Za-z0-9][A-Za-z0-9_.:-]*)*)\]")


def cited_keys(text: str) -> list[str]:
    """Return the reference keys that a text cites, in order of mention."""
    return [key.strip().lstrip("@") for match in CITATION.finditer(text) for key in match[1].split(";")]


def _citation_rule(state: StateInline, silent: bool) -> bool:
    match = CITATION.match(state.src, state.pos) if state.src[state.pos] == "[" else None
    if match is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {"keys": [key.strip().lstrip("@") for key in match[1].split(";")]}
    state.pos = match.end()
    return True


class TextRenderer:
    """Renders text fields of one document; `cite` turns citation keys into HTML and so decides their numbers."""

    def __init__(self, cite: Callable[[list[str]], str]):
        not_taken = ["image", "heading", "lheading", "html_block", "html_inline", "code"]
        self._markdown = MarkdownIt("commonmark", {"html": False}).disable(not_taken)
        self._markdown.inline.ruler.before("link", "citation", _citation_rule)

        def render_citation(_: RendererHTML, tokens: list, index: int, *__: object) -> str:
            return cite(tokens[index].meta["keys"])

        self._markdown.add_render_rule("citation", render_citation)

    def block(self, text: str) -> Markup:
        """Render paragraphs and lists."""
        return Markup(self._markdown.render(_close_up(text)))

    def inline(self, text: str) -> Markup:
        """Render one run of text without a paragraph around it."""
        return Markup(self._markdown.renderInline(_close_up(" ".join(text.split("\n")))))


def _close_up(text: str) -> str:
    """AMA 11th, 3.6: the number follows without a space, outside periods and commas, inside colons and semicolons."""
    return re.sub(r"[ \t]*(" + CITATION.pattern + r")([.,](?![0-9]))?", lambda m: (m[3] or "") + m[1], text)

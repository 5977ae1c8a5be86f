"""CommonMark text fields to HTML, with Pandoc's citations `[@key; @key2]`. Raw HTML is text; no images."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup

from generator.wording.citations import BadCitation, Cited, citation_at, placed


class CitationError(ValueError):
    """A text contains a citation that cannot be printed; `check` reports it as CITE-010."""


def _citation_rule(state: StateInline, silent: bool) -> bool:
    found = citation_at(state.src, state.pos) if state.src[state.pos] == "[" else None
    if found is None:
        return False
    if isinstance(found, BadCitation):
        raise CitationError(f"{state.src[found.start : found.end]}: {found.reason}; {found.hint}")
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {"cited": found.cited}
    state.pos = found.end
    return True


class TextRenderer:
    """Renders the text fields of one document; `cite` turns citations into HTML and thus assigns their numbers."""

    def __init__(self, cite: Callable[[Sequence[Cited]], str]):
        not_taken = ["image", "heading", "lheading", "html_block", "html_inline", "code"]
        self._markdown = MarkdownIt("commonmark", {"html": False}).disable(not_taken)
        self._markdown.inline.ruler.before("link", "citation", _citation_rule)

        def render_citation(_: RendererHTML, tokens: Sequence[Token], index: int, *__: object) -> str:
            return cite(tokens[index].meta["cited"])

        self._markdown.add_render_rule("citation", render_citation)

    def block(self, text: str) -> Markup:
        """Render paragraphs and lists."""
        return Markup(self._markdown.render(placed(text)))

    def inline(self, text: str) -> Markup:
        """Render text without a paragraph around it."""
        return Markup(self._markdown.renderInline(placed(" ".join(text.split("\n")))))

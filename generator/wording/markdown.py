"""Text fields to HTML: the safe subset of CommonMark, with Pandoc's citations `[@key; @key2]` in AMA's places."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from generator.wording.citations import BadCitation, Cited, citation_at
from generator.wording.markup import TEXT, lists_marked, text_parser

_FOLLOWED_BY = re.compile(r"[.,](?![0-9])")
_BREAKS = ("softbreak", "hardbreak")


class CitationError(ValueError):
    """A text contains a citation that cannot be printed; `check` reports it as CITE-010."""


class TextRenderer:
    """Renders the text fields of one document; `cite` turns citations into HTML and thus assigns their numbers."""

    def __init__(self, cite: Callable[[Sequence[Cited]], str]):
        self._markdown = text_parser()
        self._markdown.inline.ruler.before("link", "citation", _citation_rule)
        self._markdown.core.ruler.push("citations", _place_citations)

        def render_citation(_: RendererHTML, tokens: Sequence[Token], index: int, *__: object) -> str:
            return cite(tokens[index].meta["cited"])

        self._markdown.add_render_rule("citation", render_citation)
        self._markdown.add_render_rule("ordered_list_open", _numbered_list)

    def block(self, text: str) -> Markup:
        """Render paragraphs and lists."""
        return Markup(self._markdown.render(lists_marked(text)))

    def inline(self, text: str) -> Markup:
        """Render text without a paragraph around it."""
        return Markup(self._markdown.renderInline(" ".join(text.split("\n"))))


def _numbered_list(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Return the start of a list with its first number as a style too: in PDF documents, `start` has no effect."""
    if (first := tokens[index].attrGet("start")) is not None:
        tokens[index].attrSet("style", f"counter-reset: list-item {int(first) - 1}")
    return renderer.renderToken(tokens, index, options, env)


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


def _place_citations(state: StateCore) -> None:
    """Put each citation where AMA style prints its number (3.6), and make one of those that no word separates.

    The number follows the word without a space, after periods and commas, before colons and semicolons.
    """
    for block in state.tokens:
        if block.children:
            for token in block.children:
                token.content = token.content.replace(TEXT, "")
            block.children = _placed(block.children)


def _placed(tokens: list[Token]) -> list[Token]:
    placed: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token.type == "citation":
            punctuation = ""
            while at < len(tokens):
                after = None if punctuation else _FOLLOWED_BY.match(tokens[at].content)
                if after:
                    punctuation = after[0]
                    tokens[at].content = tokens[at].content[after.end() :]
                elif (next_one := _next_citation(tokens, at)) is not None:
                    token.meta["cited"] += tokens[next_one].meta["cited"]
                    tokens[at : next_one + 1] = [each for each in tokens[at:next_one] if not _is_space(each)]
                else:
                    break
            _end_with(placed, punctuation)
        placed.append(token)
    return placed


def _next_citation(tokens: Sequence[Token], start: int) -> int | None:
    """Return the index of the next citation if only space and markup precede it."""
    for index in range(start, len(tokens)):
        if tokens[index].type == "citation":
            return index
        if tokens[index].type == "text" and not _is_space(tokens[index]):
            return None
    return None


def _is_space(token: Token) -> bool:
    return token.type in _BREAKS or (token.type == "text" and not token.content.strip())


def _end_with(placed: list[Token], punctuation: str) -> None:
    """Remove the space at the end of what precedes a citation, and end it with the punctuation that followed."""
    while placed and _is_space(placed[-1]):
        placed.pop()
    if placed and placed[-1].type == "text":
        placed[-1].content = placed[-1].content.rstrip()
    elif punctuation:
        placed.append(Token("text", "", 0))
    if punctuation:
        placed[-1].content += punctuation

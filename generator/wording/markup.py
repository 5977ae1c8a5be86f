"""The safe subset of CommonMark: the few signs of a text field that are markup. All other signs are text.

CommonMark gives a meaning to most signs on a keyboard, so `CYP2C19*2 and *3`, `M54.*`, `> 1 year`, and `2021. The
agency` would lose some of theirs. Here markup is only what cannot be meant otherwise: emphasis in asterisks around
whole words, lists of two or more items, links to the web, and citations. A backslash makes text of it.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, link
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from generator.wording.citations import ESCAPED, TARGET

TEXT = "\ufdd0"  # before a marker that is text: a character that Unicode reserves for programs; it is never printed
_MARKER = r"(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]|$)"  # of a list item (CommonMark 0.31, 5.2)
_ITEM = re.compile(rf"^[ \t]*{_MARKER}", re.MULTILINE)
_ESCAPED_MARKER = re.compile(r"(?:(?<=[0-9])\\[.)]|(?<![0-9])\\[-+])(?=\s|$)")
_LINE_START = re.compile(r"[ \t]*(?:[0-9]{1,9})?")
_STARS = re.compile(r"\*+")
_WILDCARD = re.compile(r"[A-Za-z]?[0-9][0-9A-Za-z]*\.$")  # before an asterisk: `M54.*`
_OPENING, _CLOSING, _EITHER = "([{“‘«", ".,;:!?)]}”’»…%", "\"'/–—-"
_LONGEST_RUN = 3  # asterisks: ***bold and italic***


class Doubt(NamedTuple):
    """Signs that are printed, but may be meant as markup: where in the text, why, and what to write."""

    snippet: str
    message: str
    hint: str


def text_parser() -> MarkdownIt:
    """Return a parser that knows paragraphs, lists, emphasis, and links; `lists_marked` prepares a text for it."""
    parser = MarkdownIt("zero", {"xhtmlOut": True})
    parser.enable(["list", "newline", "escape", "emphasis", "link"])
    parser.inline.ruler.at("escape", _escape)
    parser.inline.ruler.at("emphasis", _stars)
    parser.inline.ruler.at("link", _link)
    parser.inline.ruler2.before("emphasis", "doubtful", _refuse_doubtful)
    return parser


def lists_marked(text: str) -> str:
    """Return a text in which `TEXT` precedes each marker that CommonMark takes for a list's, but that is text."""
    return _lists_marked(text)[0]


def doubts(text: str) -> Iterator[Doubt]:
    """Yield what may be meant as markup, but is printed as it is written."""
    marked, refused = _lists_marked(text)
    for line in refused:
        yield Doubt(
            line[:60],
            f"`{line[:60]}` is printed on, not as an item of a list",
            "begin each item with `- `, or number them 1., 2., 3.; write a backslash before the sign if it is meant",
        )
    env: dict[str, Any] = {}
    if text.count("*") > 2:  # a pair, and one without a partner
        _parser().parse(marked, env)
    for word in env.get("unpaired", ()):
        yield Doubt(
            word,
            f"`{word}` has an asterisk without a partner, so no asterisk in this paragraph marks emphasis",
            "write `\\*` for each asterisk that is to be printed",
        )


@functools.cache
def _parser() -> MarkdownIt:
    return text_parser()


def _lists_marked(text: str) -> tuple[str, list[str]]:
    """Return a text with its refused markers marked, and the first line of each refused list with several items."""
    if not _ITEM.search(text):
        return text, []
    written = text.split("\n")
    lines, refused = list(written), []
    while found := [each for each in _lists(lines) if not each.is_list]:
        refused += [written[each.items[0].line].strip() for each in found if len(each.items) > 1]
        for line, depth in sorted({(item.line, item.depth) for each in found for item in each.items}, reverse=True):
            start = re.match(rf"(?:[ \t]*{_MARKER}){{{depth}}}[ \t]*", lines[line])
            assert start is not None  # the parser found a marker there
            lines[line] = f"{lines[line][: start.end()]}{TEXT}{lines[line][start.end() :]}"
    return "\n".join(lines), refused


class _Item(NamedTuple):
    line: int
    depth: int  # how many markers precede its own on the line
    number: str
    is_empty: bool  # or nested so deep that the parser leaves out its content


class _List(NamedTuple):
    marker: str
    items: list[_Item]

    @property
    def is_list(self) -> bool:
        """Whether it is meant as one: several items, with hyphens or with the numbers that are printed."""
        if len(self.items) < 2 or any(item.is_empty for item in self.items):
            return False
        if self.marker == "-":
            return True
        first = self.items[0].number
        return (
            self.marker == "."
            and len(first) < 3
            and all(item.number == str(int(first) + count) for count, item in enumerate(self.items))
        )


def _lists(lines: Sequence[str]) -> list[_List]:
    """Return what CommonMark takes for lists, also inside each other."""
    parser, tokens = _parser(), list[Token]()
    parser.block.parse("\n".join(lines), parser, {}, tokens)
    found, open_lists, depths = [], list[_List](), dict[int, int]()
    for token, following in itertools.pairwise(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            open_lists.append(_List(token.markup, []))
            found.append(open_lists[-1])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            open_lists.pop()
        elif token.type == "list_item_open" and token.map:
            line = token.map[0]
            item = _Item(line, depths.get(line, 0), token.info, following.type == "list_item_close")
            depths[line] = item.depth + 1
            open_lists[-1].items.append(item)
    return found


def _escape(state: StateInline, silent: bool) -> bool:
    """Take a backslash before a sign that would be markup; before any other sign it is text."""
    found = ESCAPED.match(state.src, state.pos)
    if found is None:
        found = _ESCAPED_MARKER.match(state.src, state.pos)
        line = state.src.rfind("\n", 0, state.pos) + 1
        if found is None or not _LINE_START.fullmatch(state.src, line, state.pos):
            return False
    if not silent:
        token = state.push("text_special", "", 0)
        token.content, token.markup, token.info = found[0][1:], found[0], "escape"
    state.pos = found.end()
    return True


def _stars(state: StateInline, silent: bool) -> bool:
    """Take asterisks: they open emphasis before a word and close it after one, never inside a word."""
    found = _STARS.match(state.src, state.pos)
    if silent or found is None:
        return False
    length = found.end() - found.start()
    word = state.src[max(0, found.start() - 9) : found.start()]
    opens, closes = _emphasis(word[-1:] or " ", state.src[found.end() : found.end() + 1] or " ")
    closes = closes and not _WILDCARD.search(word)
    for number in range(length):
        token = state.push("text", "", 0)
        token.content, token.meta = "*", {"at": found.start() + number}
        known = length <= _LONGEST_RUN
        state.delimiters.append(
            Delimiter(ord("*"), length, len(state.tokens) - 1, -1, opens and known, closes and known)
        )
    state.pos = found.end()
    return True


def _emphasis(before: str, after: str) -> tuple[bool, bool]:
    """Return whether asterisks between two characters open emphasis, and whether they close it."""
    left, right = before.isspace() or before == TEXT, after.isspace()
    opens = (left or before in _OPENING + _EITHER) and not right and after not in _CLOSING
    closes = (right or after in _CLOSING + _EITHER) and not left and before not in _OPENING
    if before in _EITHER and after in _EITHER:  # `"*"`
        return False, False
    return opens, closes


def _refuse_doubtful(state: StateInline) -> None:
    """Take all asterisks of a paragraph for text if some are in pairs and others have no partner; record these."""
    paired, alone = False, list[str]()
    groups = [state.delimiters, *(meta["delimiters"] for meta in state.tokens_meta if meta)]
    for group in groups:
        partners = {item.end for item in group if item.end >= 0}
        paired = paired or bool(partners)
        for index, item in enumerate(group):
            if index not in partners and item.end < 0 and (item.open or item.close):
                at = state.tokens[item.token].meta["at"]
                start = max(state.src.rfind(" ", 0, at), state.src.rfind("\n", 0, at)) + 1
                alone.append(re.split(r"\s", state.src[start:], maxsplit=1)[0])
    if paired and alone:
        for item in itertools.chain(*groups):
            item.end = -1
        state.env.setdefault("unpaired", []).extend(dict.fromkeys(alone))


def _link(state: StateInline, silent: bool) -> bool:
    """Take a link to the web or to a mail address, `[text](https://example.org)`; the address is not printed."""
    if state.src[state.pos] != "[":
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos, True)
    return end >= 0 and TARGET.match(state.src, end + 1) is not None and link(state, silent)

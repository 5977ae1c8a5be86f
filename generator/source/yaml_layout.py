"""The layout of a YAML text, and the splices that apply an edit to it: only positions, no meaning.

Positions are the parser's own and count characters, whatever the comments and texts contain. The reader rejects the
other characters that YAML treats as line breaks (a lone CR, U+0085, U+2028, U+2029).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from generator.problem import YamlPath
from generator.source.yaml_reader import marked
from generator.source.yaml_words import flow, item_lines, quoted

_BREAK = re.compile("\r?\n")
_COMMENT = re.compile("(?:[ \t]*\r?\n)*([ \t]*)#[^\r\n]*(?:\r?\n|$)")
_BLOCK_HEADER = re.compile(r"(?:[!&]\S*\s+)*[|>][-+0-9]*")


class Unsafe(Exception):
    """The layout has no place for an edit; the message says why."""


@dataclass(frozen=True)
class Splice:
    """Replace the characters from `start` to `end` with a text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class _Spot:
    """A node (None: its key is missing), the mapping or list that contains it, and its key."""

    node: yaml.Node | None
    parent: yaml.Node | None
    key: yaml.Node | None
    in_flow: bool


class Layout:
    """The layout of a text that the strict reader accepts."""

    def __init__(self, text: str):
        self.text = text
        self.root, self.tokens = marked(text)
        found = _BREAK.search(text)
        self.newline = found[0] if found else "\n"

    @property
    def is_ended(self) -> bool:
        """Whether the last line has its line break."""
        return self.text.endswith("\n")

    def replace_scalar(self, path: YamlPath, value: str) -> list[Splice]:
        """Return the splices that replace a scalar with a text. Raises Unsafe."""
        node = self._find(path).node
        if not isinstance(node, yaml.ScalarNode):
            raise Unsafe("it is not text")
        start, end = node.start_mark.index, node.end_mark.index
        if node.style not in ("|", ">"):
            return [Splice(start, end, quoted(value) if start < end else f" {quoted(value)}")]
        header = _BLOCK_HEADER.match(self.text, start)
        if not header:
            raise Unsafe("its block text has an unusual start")
        body = self._below(header.end())
        return [Splice(start, header.end(), quoted(value)), Splice(body, max(body, self._after(node)), "")]

    def insert_item(self, path: YamlPath, index: int | None, value: Any, before: str | None) -> list[Splice]:
        """Return the splices that insert an item into a list, which is created if missing. Raises Unsafe.

        `before` names the key that a new list's key goes before; without it, the key is the mapping's last.
        """
        spot = self._find(path)
        node = spot.node
        if node is None:
            return self._new_list(spot, str(path[-1]), value, before)
        if isinstance(node, yaml.SequenceNode) and node.value:
            index = len(node.value) if index is None else index
            return self._into_flow(node, index, value) if node.flow_style else self._into_block(node, index, value)
        if node.value and not (isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("~", "null")):
            raise Unsafe("there is no list")
        return self._first_item(spot, value)

    def _find(self, path: YamlPath) -> _Spot:
        spot = _Spot(self.root, None, None, False)
        for number, step in enumerate(path):
            parent, found = spot.node, None
            if isinstance(parent, yaml.MappingNode):
                found = next(((key, value) for key, value in parent.value if key.value == step), None)
            elif isinstance(parent, yaml.SequenceNode) and isinstance(step, int) and step < len(parent.value):
                found = (None, parent.value[step])
            in_flow = spot.in_flow or bool(getattr(parent, "flow_style", False))
            if found is None and (number + 1 < len(path) or not isinstance(parent, yaml.MappingNode)):
                raise Unsafe(f"there is no `{step}` here")
            key, node = found or (None, None)
            spot = _Spot(node, parent, key, in_flow)
        return spot

    def _into_block(self, node: yaml.SequenceNode, index: int, value: Any) -> list[Splice]:
        dash = self._last_token(yaml.BlockEntryToken, node.value[0].start_mark.index - 1)
        lines = item_lines(value, dash.column)
        if index == 0:  # a comment under the key is about the list, so it stays where it is
            return [self._above(dash, lines)]
        return [self._lines(self._after_with_comments(node.value[index - 1], dash.column), lines)]

    def _into_flow(self, node: yaml.SequenceNode, index: int, value: Any) -> list[Splice]:
        last = index == len(node.value)
        item = node.value[index - 1 if last else index]
        start, end = item.start_mark.index, item.end_mark.index
        indent = self.text[self._line_start(start) : start]
        has_own_line = not indent.strip()
        if not last:
            return [Splice(start, start, f"{flow(value)},{self.newline + indent if has_own_line else ' '}")]
        comma = next(
            (
                token.end_mark.index
                for token in self.tokens
                if isinstance(token, yaml.FlowEntryToken) and end <= token.start_mark.index < node.end_mark.index
            ),
            None,
        )
        rest = _BREAK.search(self.text, comma or end)
        if not has_own_line or rest is None or rest.start() > node.end_mark.index:
            return [Splice(end, end, f", {flow(value)}")]
        added = Splice(rest.start(), rest.start(), f"{self.newline}{indent}{flow(value)}{',' if comma else ''}")
        return [added] if comma else [Splice(end, end, ","), added]

    def _first_item(self, spot: _Spot, value: Any) -> list[Splice]:
        """Replace `[]`, `~`, `null`, or an empty value with the first item."""
        node = spot.node
        assert node is not None
        start, end = node.start_mark.index, node.end_mark.index
        if spot.key is None:
            raise Unsafe("there is a list without items inside a list")
        colon = (
            self._last_token(yaml.ValueToken, end).end
            if start == end
            else (self._last_token(yaml.ValueToken, start).end)
        )
        if not spot.in_flow and not _BREAK.search(self.text, colon, end):
            lines = item_lines(value, spot.key.start_mark.column + 2)
            return [Splice(colon, end, ""), self._lines(self._below(end), lines)]
        if start < end and isinstance(node, yaml.SequenceNode):
            inside = self.text.index("[", start) + 1
            return [Splice(inside, inside, flow(value))]
        return [Splice(start, end, f" {flow([value])}" if start == end else flow([value]))]

    def _new_list(self, spot: _Spot, name: str, value: Any, before: str | None) -> list[Splice]:
        parent = spot.parent
        assert parent is not None
        if spot.in_flow:
            if not parent.value:
                raise Unsafe("the mapping is empty")
            end = parent.value[-1][1].end_mark.index
            return [Splice(end, end, f", {name}: {flow([value])}")]
        place = self._last_token(yaml.KeyToken, parent.value[0][0].start_mark.index)
        lines = [f"{' ' * place.column}{name}:", *item_lines(value, place.column + 2)]
        names = [key.value for key, _ in parent.value]
        index = names.index(before) if before in names else len(names)
        if index == 0:
            return [self._above(place, lines)]
        below = self._after_with_comments(parent.value[index - 1][1], place.column)
        return [self._lines(below, [*([""] if _BREAK.match(self.text, below) else []), *lines])]

    def _last_token(self, kind: type[yaml.Token], most: int) -> _TokenPlace:
        """Return the last token of a kind that starts at or before a position."""
        found = [token for token in self.tokens if isinstance(token, kind) and token.start_mark.index <= most]
        if not found:
            raise Unsafe("its layout is unusual")
        return _TokenPlace(found[-1].start_mark.index, found[-1].end_mark.index, found[-1].start_mark.column)

    def _above(self, place: _TokenPlace, lines: list[str]) -> Splice:
        """Insert lines where a token starts; the token then starts the line below them."""
        text = self.newline.join(lines).lstrip(" ") + self.newline + " " * place.column
        return Splice(place.start, place.start, text)

    def _lines(self, start: int, lines: list[str]) -> Splice:
        return Splice(start, start, "".join(line + self.newline for line in lines))

    def _line_start(self, index: int) -> int:
        return max((found.end() for found in _BREAK.finditer(self.text, 0, index)), default=0)

    def _below(self, index: int) -> int:
        """Return where the next line starts."""
        found = _BREAK.search(self.text, index)
        return found.end() if found else len(self.text)

    def _after(self, node: yaml.Node) -> int:
        """Return where the line below the last line of a node starts."""
        while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
        end = node.end_mark.index
        if getattr(node, "style", None) not in ("|", ">"):
            return self._below(end)
        header = _BLOCK_HEADER.match(self.text, node.start_mark.index)
        if header and "+" not in header[0]:  # empty lines below the text are not part of it
            while (last := self._break_before(end)) and self._break_before(end - last):
                end -= last
        return end

    def _break_before(self, end: int) -> int:
        """Return the length of the line break that ends at a position; 0 if there is none."""
        return 2 if self.text[max(0, end - 2) : end] == "\r\n" else int(self.text[max(0, end - 1) : end] == "\n")

    def _after_with_comments(self, node: yaml.Node, column: int) -> int:
        """Return where a node ends, including the comments below it that are indented more than a column."""
        end = self._after(node)
        while (found := _COMMENT.match(self.text, end)) and len(found[1]) > column:
            end = found.end()
        return end


@dataclass(frozen=True)
class _TokenPlace:
    start: int
    end: int
    column: int

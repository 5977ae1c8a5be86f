"""Edit YAML by path: only the intended lines change, and this is verified before a file is written.

An edit defines what it does to the data and what it does to the text. The strict reader reads the edited text again,
and it must contain exactly the data that results from editing the old data; otherwise the edit is rejected, with a
hint about what to write by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from generator.characters.unseen import tidy
from generator.problem import Problem, SourceProblems, YamlPath
from generator.source.yaml_layout import Layout, Splice, Unsafe
from generator.source.yaml_reader import Node, parse_yaml
from generator.source.yaml_words import flow


class Edit(Protocol):
    """One edit. A new kind of edit needs only these methods."""

    @property
    def path(self) -> YamlPath:
        """Where it edits."""

    def data(self, root: dict[str, Any]) -> None:
        """Change the plain data."""

    def splices(self, layout: Layout) -> list[Splice]:
        """Return what to change in the text. Raises Unsafe."""

    def by_hand(self) -> str:
        """Say what a person would write instead."""


@dataclass(frozen=True)
class ReplaceScalar:
    """Replace the scalar at a path with a text."""

    path: YamlPath
    value: str

    def data(self, root: dict[str, Any]) -> None:
        """Change the plain data."""
        _at(root, self.path[:-1])[self.path[-1]] = tidy(self.value)

    def splices(self, layout: Layout) -> list[Splice]:
        """Return what to change in the text. Raises Unsafe."""
        return layout.replace_scalar(self.path, self.value)

    def by_hand(self) -> str:
        """Say what a person would write instead."""
        return f"write by hand: `{self.path[-1]}: {flow(self.value)}`"


@dataclass(frozen=True)
class InsertItem:
    """Insert an item into the list at a path, before the item at `index`; without an index, after the last one.

    A list that is empty or missing is created. A new key goes before the key `before`, or after the mapping's last key.
    The value is plain data: strings, None, lists, and mappings.
    """

    path: YamlPath
    value: Any
    index: int | None = None
    before: str | None = None

    def data(self, root: dict[str, Any]) -> None:
        """Change the plain data."""
        parent, step = _at(root, self.path[:-1]), self.path[-1]
        items = list((parent.get(step) if isinstance(parent, dict) else parent[step]) or [])
        items.insert(len(items) if self.index is None else self.index, _read_back(self.value))
        parent[step] = items

    def splices(self, layout: Layout) -> list[Splice]:
        """Return what to change in the text. Raises Unsafe."""
        return layout.insert_item(self.path, self.index, self.value, self.before)

    def by_hand(self) -> str:
        """Say what a person would write instead."""
        where = "last" if self.index is None else "first" if self.index == 0 else f"as number {self.index + 1}"
        return f"write the item by hand, {where} in `{self.path[-1]}`: {flow(self.value)}"


@dataclass(frozen=True)
class InsertItems:
    """Put items below the last one of the list at a path, in one edit. The list exists; it may be empty."""

    path: YamlPath
    values: Sequence[Any]

    def data(self, root: dict[str, Any]) -> None:
        """Change the plain data."""
        _at(root, self.path).extend(_read_back(value) for value in self.values)

    def splices(self, layout: Layout) -> list[Splice]:
        """Return what to change in the text. Raises Unsafe."""
        return [splice for value in self.values for splice in layout.insert_item(self.path, None, value, None)]

    def by_hand(self) -> str:
        """Say what a person would write instead."""
        return f"write {len(self.values)} items by hand, last in `{self.path[-1]}`"


def edited(text: str, shown: str, edits: Sequence[Edit]) -> str:
    """Return a text with edits applied one after the other; `shown` is the path that problems print.

    Raises SourceProblems if the text cannot be read, or its layout has no safe place for an edit (EDIT-001).
    """
    for edit in edits:
        node = parse_yaml(text, shown)
        try:
            text = _applied(text, shown, node, edit)
        except Unsafe as error:
            raise SourceProblems(
                [
                    Problem(
                        node.key_place(edit.path),
                        "EDIT-001",
                        f"this layout cannot be edited safely: {error}; nothing was written",
                        edit.by_hand(),
                    )
                ]
            ) from None
    return text


def _applied(text: str, shown: str, node: Node, edit: Edit) -> str:
    layout = Layout(text)
    splices = edit.splices(layout)
    if not layout.is_ended and any(splice.start == len(text) for splice in splices):
        text += layout.newline  # end the last line first; a block text at the end gets its own line break
        return _applied(text, shown, parse_yaml(text, shown), edit)
    expected = node.plain()
    edit.data(expected)
    new, done = "", 0
    for splice in sorted(splices, key=lambda splice: splice.start):
        new, done = new + text[done : splice.start] + splice.text, splice.end
    new += text[done:]
    try:
        found = parse_yaml(new, shown).plain()
    except SourceProblems as error:
        raise Unsafe(f"the result could not be read ({error.problems[0].message})") from None
    if found != expected:
        raise Unsafe("the result would change something else")
    return new


def _at(root: Any, path: YamlPath) -> Any:
    for step in path:
        root = root[step]
    return root


def _read_back(value: Any) -> Any:
    """Return a copy of a value as the reader returns it."""
    if isinstance(value, dict):
        return {key: _read_back(item) for key, item in value.items()}
    return [_read_back(item) for item in value] if isinstance(value, list) else tidy(value) if value else value

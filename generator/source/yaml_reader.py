"""Read YAML with positions: every scalar stays the text as written, and every node knows its line and column.

`00100`, `1.10`, `NO`, `1e5`, and `2026-01-01` are read as written; the model decides what is a number. Duplicate keys,
aliases, and tags are rejected, because with them the data is not what a committee member reads.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from generator.characters.unseen import tidy
from generator.files.reading import MIB, read_file
from generator.problem import Place, Problem, SourceProblems, YamlPath
from generator.source.deceptive import disguised_values, unseen_characters
from generator.source.yaml_bounds import MAX_DEPTH, Loader, mark_place, refuse_deep, refuse_many, too_deep
from generator.source.yaml_slips import merge_conflicts, reword

MAX_BYTES = MIB  # when printed, about 350 pages per document


@dataclass(frozen=True)
class Node:
    """A YAML node: `value` is None, a str, a list of Nodes, or a dict of Nodes; `keys` are the places of the keys."""

    value: Any
    place: Place
    keys: dict[str, Place] | None = None

    def plain(self) -> Any:
        """Return the value without positions."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, path: YamlPath) -> Node:
        """Return the node at a path, or the deepest one along it; steps that are not in the source are skipped."""
        node = self
        for step in path:
            if node.has(step):
                node = node.value[step]
        return node

    def has(self, step: str | int) -> bool:
        """Return whether this node has a key or index."""
        if isinstance(self.value, dict):
            return step in self.value
        return isinstance(self.value, list) and isinstance(step, int) and step < len(self.value)

    def key_place(self, path: YamlPath) -> Place:
        """Return the place of a path's key (for a list item: of the item), or of its nearest ancestor."""
        parent, step = self.at(path[:-1]), path[-1] if path else None
        if parent.keys and step in parent.keys:
            return parent.keys[step]
        return self.at(path).place

    def leaves(self, path: YamlPath = ()) -> Iterator[tuple[YamlPath, Node]]:
        """Yield each scalar with its path, in the order of the source."""
        if isinstance(self.value, dict):
            for key, node in self.value.items():
                yield from node.leaves((*path, key))
        elif isinstance(self.value, list):
            for index, node in enumerate(self.value):
                yield from node.leaves((*path, index))
        else:
            yield path, self


def read_yaml(path: Path, shown: str) -> Node:
    """Read a file into a Node whose root is a mapping.

    `shown` is the path that problems print. Raises SourceProblems with everything that is wrong.
    """
    data = read_within(path, MAX_BYTES, shown, "YAML-001", "a policy is a few hundred kilobytes at most")
    return parse_yaml(decode(data, shown), shown)


def read_within(path: Path, most: int, shown: str, rule: str, too_large: str) -> bytes:
    """Return a file's bytes. Raises SourceProblems, with the hint `too_large` if there are more than `most`."""
    try:
        return read_file(path, most)
    except OSError as error:
        hint = too_large if error.errno == errno.EFBIG else ""
        raise SourceProblems(
            [Problem(Place(shown, 1, 1), rule, f"the file cannot be read: {error.strerror}", hint)]
        ) from None


def parse_yaml(text: str, shown: str) -> Node:
    """Parse YAML text; see read_yaml."""
    if conflicts := merge_conflicts(text, shown):
        raise SourceProblems(conflicts)
    if unseen := unseen_characters(text, shown):
        raise SourceProblems(unseen)
    refuse_deep(text, shown)
    refuse_many(text, shown)
    loader = Loader(text)
    try:
        root = loader.get_single_node()
    except yaml.YAMLError as error:
        if "maximum nesting depth" in str(error):
            raise SourceProblems([too_deep(mark_place(shown, getattr(error, "problem_mark", None)))]) from None
        raise SourceProblems([reword(error, text, shown)]) from None
    except RecursionError:
        raise SourceProblems([too_deep(Place(shown, 1, 1))]) from None
    finally:
        loader.dispose()
    if root is None:
        raise SourceProblems(
            [
                Problem(
                    Place(shown, 1, 1),
                    "YAML-003",
                    "the file is empty",
                    "a policy starts with `id:` and `title:`; `policypress new ID` creates one",
                )
            ]
        )
    problems: list[Problem] = []
    node = _convert(root, shown, problems, set())
    problems += _cut_texts(text, shown)
    problems += disguised_values(node, text)
    if not problems and not isinstance(node.value, dict):
        problems.append(
            Problem(
                node.place,
                "YAML-004",
                "this must be a mapping, not " + ("a list" if isinstance(node.value, list) else "plain text"),
                "write `key: value` lines, starting with `id:`",
            )
        )
    if problems:
        if any(problem.rule == "YAML-006" for problem in problems):
            problems = [p for p in problems if p.rule != "YAML-006"] + _alias_problems(text, shown)
        raise SourceProblems(problems)
    return node


def marked(text: str) -> tuple[yaml.Node, list[yaml.Token]]:
    """Return the parser's own nodes and tokens of a text that `parse_yaml` accepts; their marks count characters."""
    root = yaml.compose(text, Loader=Loader)
    assert root is not None  # an empty text is not accepted
    return root, list(yaml.scan(text, Loader=Loader))


def decode(data: bytes, shown: str) -> str:
    """Return the text of a file's bytes, without a byte order mark. Raises SourceProblems; see read_yaml."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Place(shown, before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1)
        raise SourceProblems(
            [
                Problem(
                    place,
                    "YAML-002",
                    "this file is not UTF-8 text",
                    "save the file as UTF-8; a PDF or Word file cannot be read here",
                )
            ]
        ) from None
    if "\x00" in text:
        start = text.index("\x00")
        place = Place(shown, text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1) + 1)
        raise SourceProblems(
            [
                Problem(
                    place,
                    "YAML-002",
                    "control character U+0000 in the text",
                    "delete it; a binary file cannot be read here",
                )
            ]
        )
    return text


def _cut_texts(text: str, shown: str) -> list[Problem]:
    """Find unquoted texts that end at ` #3` or ` #word`: YAML drops the rest of the line as a comment, silently."""
    if not re.search(r"\S[ \t]+#(?:\w|\s*[0-9])", text):
        return []
    lines, found = text.split("\n"), []
    for event in yaml.parse(text, Loader=Loader):
        if not isinstance(event, yaml.ScalarEvent) or event.style:
            continue
        end = mark_place(shown, event.end_mark)
        line, column = end.line - 1, end.column - 1
        if line >= len(lines):
            continue
        rest = lines[line][column:]
        if cut := re.match(r"[ \t]+#(?:\w|\s*[0-9])", rest):
            place = Place(shown, line + 1, column + cut[0].index("#") + 1)
            found.append(
                Problem(
                    place,
                    "YAML-011",
                    f"the text ends before `{rest.strip()[:40]}`: a # after a space starts a comment",
                    "quote the whole text; a comment has a space: `# words`",
                )
            )
    return found


def _convert(node: yaml.Node, shown: str, problems: list[Problem], seen: set[int], depth: int = 0) -> Node:
    place = mark_place(shown, node.start_mark)
    if id(node) in seen:
        problems.append(Problem(place, "YAML-006", "alias"))
        return Node(None, place)
    seen.add(id(node))
    if depth > MAX_DEPTH:
        problems.append(too_deep(place))
        return Node(None, place)
    if isinstance(node, yaml.ScalarNode):
        if node.tag not in ("tag:yaml.org,2002:str", "!", None, ""):
            problems.append(
                Problem(place, "YAML-007", f"tag `{node.tag}` is not allowed here", "write the plain value")
            )
        plain = node.style is None or node.style == ""
        return Node(None if plain and node.value in ("", "~", "null") else tidy(node.value), place)
    if isinstance(node, yaml.SequenceNode):
        return Node([_convert(item, shown, problems, seen, depth + 1) for item in node.value], place)
    values: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for key_node, value_node in node.value:
        key_place = mark_place(shown, key_node.start_mark)
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append(
                Problem(
                    key_place,
                    "YAML-008",
                    "a key must be plain text, not a list or a mapping",
                    "quote text that starts with [ or {",
                )
            )
            continue
        key = key_node.value
        if key == "<<":
            problems.append(Problem(key_place, "YAML-006", "merge key"))
        elif key in keys:
            problems.append(
                Problem(
                    key_place,
                    "YAML-009",
                    f"key `{key}` appears twice in this mapping",
                    f"first at {keys[key]}; keep one of them",
                )
            )
        keys.setdefault(key, key_place)
        values[key] = _convert(value_node, shown, problems, seen, depth + 1)
    return Node(values, place, keys)


def _alias_problems(text: str, shown: str) -> list[Problem]:
    """Locate the aliases and merge keys themselves; the composed tree only knows their anchors."""
    message = "anchors, aliases and merge keys (`&`, `*`, `<<`) are not allowed"
    found, parts = [], [""]
    for line in text.split("\n"):
        parts.append(line if re.match(r"[\w\"']", line) else parts[-1])
    for event in yaml.parse(text, Loader=Loader):
        merge = isinstance(event, yaml.ScalarEvent) and event.value == "<<"
        if isinstance(event, yaml.AliasEvent) or merge:
            place = mark_place(shown, event.start_mark)
            has_criteria = parts[min(place.line, len(parts) - 1)].startswith(("coverage:", "editions:"))
            instead = "write a criterion once and refer to it with `use: its-id`" if has_criteria else "write it out"
            found.append(Problem(place, "YAML-006", message, f"{instead}; quote text that starts with * or &"))
    return found

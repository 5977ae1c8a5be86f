"""No value in the YAML is unused: a changed leaf changes a document. Templates contain no policy facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import documents

from generator.model.policy import Policy
from generator.render.html import render_html
from generator.source.yaml_reader import Node

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
# Values that stand for something else in print (an id for a title, a word for a phrase); they are changed one by one.
WORDS = {
    "id",
    "use",
    "citation",
    "after",
    "position",
    "kind",
    "role",
    "system",
    "operator",
    "met",
    "status",
    "format",
    "language",
    "endpoint",
    "track",
    "publisher",
    "type",
    "requires",
    "action",
    "same_instrument",
    "lifetime",
    "et_al",
    "exhaustive",
    "asterisk",
    "corresponding",
    "level",
    "version",
}
LISTS_OF_IDS = {"cohorts", "tracks", "groups", "only_for", "governed_by", "artifacts", "issued", "accessed"}


def marked(node: Node, path: tuple = (), tokens: dict | None = None) -> Node:
    """Return the tree with a mark of its own in each text and number; `tokens` collects them by path."""
    if isinstance(node.value, dict):
        return Node(
            {key: marked(child, (*path, key), tokens) for key, child in node.value.items()}, node.place, node.keys
        )
    if isinstance(node.value, list):
        return Node([marked(child, (*path, index), tokens) for index, child in enumerate(node.value)], node.place)
    name = next(step for step in reversed(path) if isinstance(step, str))
    is_period = name == "unit" and node.value in ("minute", "hour", "day", "week", "month", "year")
    if (
        node.value is None
        or name in WORDS | LISTS_OF_IDS
        or is_period
        or path[0] in ("editions", "waivers")
        or re.fullmatch(r"\d{4}-\d\d(-\d\d)?", node.value)
        or (name == "n" and node.value == "not stated")
    ):
        return node
    number = len(tokens) + 30001
    tokens[path] = str(number) if NUMBER.fullmatch(node.value) else f"Zq{number}x"
    if name == "URL":
        return Node(f"https://example.org/{tokens[path]}", node.place)
    # a citation in the text must stay, so that its reference is printed
    return Node(f"{node.value} {tokens[path]}" if "[@" in node.value else tokens[path], node.place)


def printed_elsewhere(path: tuple) -> bool:
    """AMA 3.7 prints initials, the journal's abbreviation, three of seven authors; the attached source has the rest."""
    return path[0] == "references" and (path[-1] in ("given", "container-title") or ("author" in path and path[3] > 2))


@pytest.mark.parametrize("name", ["first", "demo"])
def test_every_text_and_number_is_printed(name, request):
    source = request.getfixturevalue(name)
    tokens: dict[tuple, str] = {}
    node = marked(source.node, (), tokens)
    changed = replace(source, node=node, policy=Policy.model_validate(node.plain()))
    html = "\n".join(render_html(document, source.path.parent.parent) for document in documents(changed))
    assert len(tokens) > 800
    dead = [
        path
        for path, token in tokens.items()
        if not re.search(re.escape(token) + r"(?!\d)", html) and not printed_elsewhere(path)
    ]
    assert dead == []


def changes(source) -> Iterator[tuple[tuple, str, str]]:
    """Yield each word whose change must show, with another word that is allowed there."""
    others = {
        "position": "not-addressed",
        "kind": None,
        "operator": "<",
        "met": "not stated",
        "role": "informational",
        "same_instrument": "true",
        "lifetime": "false",
        "et_al": "true",
        "exhaustive": "false",
        "asterisk": "true",
        "corresponding": "true",
        "status": "retired",
        "unit": "year",
        "version": "9.9",
        "requires": "one",
    }
    for path, leaf in source.node.leaves():
        other = others.get(path[-1]) if isinstance(path[-1], str) else None
        if path[-1] == "unit" and leaf.value not in ("day", "week", "month"):
            continue
        if other and leaf.value not in (other, None) and path[0] not in ("editions", "waivers"):
            yield path, leaf.value, other
        elif (
            leaf.value and re.fullmatch(r"\d{4}-\d\d(-\d\d)?", leaf.value) and path[0] not in ("references", "waivers")
        ):
            yield path, leaf.value, "2031-03-17"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["first", "demo"])
def test_words_and_dates_are_printed(name, request):
    source = request.getfixturevalue(name)
    root = source.path.parent.parent
    before = {document.path: render_html(document, root) for document in documents(source)}
    dead, tried = [], 0
    seen: set[tuple] = set()
    for path, _, other in changes(source):
        shape = tuple(step for step in path if isinstance(step, str))
        if shape in seen:  # one of each kind of place: the templates treat its siblings alike
            continue
        plain = source.node.plain()
        at = plain
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = other
        try:
            policy = Policy.model_validate(plain)
        except ValueError:  # the word may not be put there; a sibling may take it
            continue
        seen.add(shape)
        tried += 1
        changed = documents(replace(source, policy=policy))
        if not any(render_html(document, root) != before.get(document.path) for document in changed):
            dead.append(path)
    assert tried > 8
    assert dead == []


def test_templates_hold_no_policy_fact():
    folder = Path(__file__).parent.parent / "templates"
    facts = re.compile(
        r"M62|64590|64555|P190021|ReActiv8|multifidus|neurostimul|Mainstay|ISASS|QLK|Anthem|lumbar", re.I
    )
    found = [
        f"{path}: {match[0]}"
        for path in folder.rglob("*")
        if path.suffix in (".j2", ".css", ".yaml")
        for match in facts.finditer(path.read_text())
    ]
    assert found == []

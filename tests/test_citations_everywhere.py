"""A citation in any text field is a number of the document's own list; forms, which have none, leave it out."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from conftest import documents
from lxml import html as lxml_html
from pydantic import BaseModel

from generator.model.base import Text
from generator.model.policy import Policy, RuleWaiver
from generator.model.references import Reference
from generator.problem import Place, YamlPath
from generator.render.attachments import attachments
from generator.render.document import document_html
from generator.render.finishing import finish_document
from generator.render.html import render_html
from generator.source.policies import Source
from generator.source.yaml_reader import Node

UNCITED = (Reference, RuleWaiver)  # the list of references itself, and what is never printed
# Titles of documents: they are printed in headers and metadata, which have no room for numbers.
WITHOUT_NUMBER = {("Policy", "title"), ("Policy", "short_title")}
IN_CHANGES = ("statement", "title", "note", "summary", "of", "rationale", "policy", "label")


def is_text(hint: Any) -> bool:
    """Return whether a type hint allows a text field (`Text`), alone, optional, or in a list."""
    if typing.get_origin(hint) is typing.Annotated and hint == Text:
        return True
    return any(map(is_text, typing.get_args(hint)))


def text_keys(model: type[BaseModel]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the text fields of a class: the attribute, and the name of the class that defines it with the key."""
    hints = typing.get_type_hints(model, include_extras=True)
    for name, field in model.model_fields.items():
        if is_text(hints[name]) and not any(getattr(item, "pattern", None) for item in field.metadata):
            definer = next(base for base in reversed(model.__mro__) if name in vars(base).get("__annotations__", {}))
            yield name, (definer.__name__, field.alias or name)


def classes(hint: Any, seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """Return the classes of the model that a type hint leads to."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        if hint not in seen and hint not in UNCITED:
            seen.add(hint)
            for inner in typing.get_type_hints(hint, include_extras=True).values():
                classes(inner, seen)
    else:
        for inner in typing.get_args(hint):
            classes(inner, seen)
    return seen


def text_fields(part: Any, plain: Any, path: YamlPath = ()) -> Iterator[tuple[YamlPath, tuple[str, str]]]:
    """Yield the path of each text in a policy that may be cited in, with its class and key."""
    if isinstance(part, BaseModel) and isinstance(plain, dict):
        texts = dict(text_keys(type(part)))
        for name, field in type(part).model_fields.items():
            key, value = field.alias or name, plain.get(field.alias or name)
            if name in texts and isinstance(value, str):
                yield (*path, key), texts[name]
            elif name in texts and isinstance(value, list):
                yield from (((*path, key, at), texts[name]) for at in range(len(value)))
            else:
                yield from text_fields(getattr(part, name), value, (*path, key))
    elif isinstance(part, tuple) and isinstance(plain, list):
        for index, pair in enumerate(zip(part, plain, strict=True)):
            yield from text_fields(*pair, (*path, index))
    elif isinstance(part, dict):  # what an edition changes
        for key, value in plain.items():
            if isinstance(value, str) and key in IN_CHANGES:
                yield (*path, key), ("Deviation", key)
            elif isinstance(value, dict):
                yield from text_fields(value, value, (*path, key))


def noded(plain: Any, place: Place) -> Node:
    if isinstance(plain, dict):
        return Node({key: noded(value, place) for key, value in plain.items()}, place, dict.fromkeys(plain, place))
    if isinstance(plain, list):
        return Node([noded(value, place) for value in plain], place)
    return Node(plain, place)


def cited_everywhere(source: Source) -> tuple[Source, dict[str, tuple[YamlPath, tuple[str, str]]]]:
    """Return a policy that cites a reference of its own in each text field, and the field of each reference."""
    plain, fields = source.node.plain(), {}
    plain["editions"][0] |= {"lines_of_business": ["Commercial"], "states": ["Ohio"]}  # otherwise the publisher's
    for path, kind in text_fields(Policy.model_validate(plain), plain):
        if path[0] in ("references", "waivers"):
            continue
        key = f"cite-{len(fields) + 1}"
        fields[key] = (path, kind)
        at = plain
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = f"{at[path[-1]].rstrip()} [@{key}]"
    plain["references"] += [{"id": key, "type": "document", "title": f"Work {key}"} for key in fields]
    return replace(source, node=noded(plain, source.node.place), policy=Policy.model_validate(plain)), fields


@pytest.fixture(scope="module", params=["first", "demo"])
def cited(request):
    return cited_everywhere(request.getfixturevalue(request.param))


@pytest.fixture(scope="module")
def pages(cited):
    source, _ = cited
    return {document: render_html(document, source.path.parent.parent) for document in documents(source)}


def test_the_two_policies_have_every_text_field(first, demo):
    fields = [field for source in (first, demo) for field in cited_everywhere(source)[1].values()]
    every = {key for model in classes(Policy, set()) for _, key in text_keys(model)}
    assert len(every) > 100
    assert every - {kind for _, kind in fields} == set()


@pytest.mark.slow
def test_every_citation_is_a_number_and_none_is_printed_raw(cited, pages):
    _, fields = cited
    assert len(fields) > 400
    numbered: set[str] = set()
    for document, page in pages.items():
        tree = lxml_html.document_fromstring(page)
        raw = [line.strip()[:160] for line in page.splitlines() if "@cite-" in line or "\\40 cite-" in line]
        assert raw == [], document.path
        links = {link.get("href").removeprefix("#reference-") for link in tree.xpath("//a[@class='citation']")}
        listed = {
            item.get("id").removeprefix("reference-") for item in tree.xpath("//li[starts-with(@id, 'reference-')]")
        }
        assert links == listed, document.path
        assert not (links and document.kind.startswith("checklist-")), document.path
        numbered |= links
    missing = {kind for key, (_, kind) in fields.items() if key not in numbered}
    assert missing <= WITHOUT_NUMBER, [fields[key] for key in fields if key not in numbered]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["coverage-policy", "checklist-prior-authorization"])
def test_their_pdf_conforms(cited, kind):
    source, _ = cited
    root = source.path.parent.parent
    document = next(item for item in documents(source) if item.kind == kind)
    page = document_html(document, root)
    publisher = document.resolved.publisher.id
    made = finish_document(document.path, source.shown, publisher, page, attachments(document), root)
    assert made.validation["passed"] is True

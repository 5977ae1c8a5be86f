"""Every sign of a text field arrives in the documents, and a citation in it is a number, or nothing on a form."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pypdfium2
import pytest
from conftest import documents

from generator.model.policy import Policy
from generator.render.document import document_html
from generator.render.finishing import finish_document
from generator.render.html import render_html
from generator.render.templates import css_string
from generator.source.policies import Source
from generator.source.yaml_reader import Node
from tests.test_leaves import marked, printed_elsewhere

SIGNS = (
    "CYP2C19*2 and CYP2C19*3, M54.*, M51.*; > 1 year, _a_ `b` ~c~ ~~d~~ #e +f -g 5\\% &amp; &ge; <5 <https://h.org> "
    "[1](2) **** 2021. The"
)


def with_texts(source: Source, more: str) -> tuple[Source, dict[tuple, str]]:
    """Return a policy with a token and more in each of its texts, and the texts by path."""
    tokens: dict[tuple, str] = {}
    node = marked(source.node, (), tokens)
    texts: dict[tuple, str] = {}

    def extended(node: Node, path: tuple = ()) -> Node:
        if isinstance(node.value, dict):
            return Node(
                {key: extended(child, (*path, key)) for key, child in node.value.items()}, node.place, node.keys
            )
        if isinstance(node.value, list):
            return Node([extended(child, (*path, index)) for index, child in enumerate(node.value)], node.place)
        if path[0] == "references" or not tokens.get(path, "").startswith("Zq"):
            return node
        texts[path] = f"{tokens[path]} {more}"
        return Node(f"{node.value} {more}", node.place)

    node = extended(node)
    return replace(source, node=node, policy=Policy.model_validate(node.plain())), texts


@pytest.mark.parametrize("name", ["first", "demo"])
def test_every_sign_of_every_text_is_in_the_html(name, request):
    source = request.getfixturevalue(name)
    changed, texts = with_texts(source, SIGNS)
    pages = [render_html(document, source.path.parent.parent) for document in documents(changed)]
    printed = "\n".join(" ".join(html.unescape(page).split()) for page in pages)
    assert len(texts) > 400
    lost = [
        path
        for path, text in texts.items()
        if text not in printed and str(css_string(text)) not in printed and not printed_elsewhere(path)
    ]
    assert lost == []


def test_every_sign_is_in_the_pdf(first):
    background = first.node.at(("background", 0, "text"))
    plain = first.node.plain()
    plain["background"][0]["text"] = f"{background.value}\n\n{SIGNS}\n\n> 1 year\n\n- 3.8 points\n\n3. Three\n4. Four"
    changed = replace(first, policy=Policy.model_validate(plain))
    document = next(item for item in documents(changed) if item.kind == "coverage-policy")
    root = first.path.parent.parent
    data = finish_document("x", "x.yaml", document.resolved.publisher.id, document_html(document, root), (), root).data
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    assert "".join(f"{SIGNS} > 1 year - 3.8 points Three Four".split()) in "".join(text.split())
    assert {"3.", "4."} <= {line.strip() for line in text.splitlines()}  # markers stand apart


@pytest.mark.parametrize("name", ["first", "demo"])
def test_a_citation_in_any_text_is_a_number_or_nothing_on_a_form(name, request):
    source = request.getfixturevalue(name)
    one, two = (reference.id for reference in source.policy.references[:2])
    changed, texts = with_texts(source, f"[@{one}] [@{two}]")
    paths = {text.split()[0]: path for path, text in texts.items()}
    for document in documents(changed):
        page = " ".join(render_html(document, source.path.parent.parent).split())
        assert {paths[token] for token in re.findall(r"(Zq\d+x) \[@", page)} == set(), document.path
        assert not re.search(r"</sup> ?<sup", page), f"{document.path}: two numbers side by side read as one"
        assert document.kind.startswith("checklist-") or '<sup class="citations">' in page

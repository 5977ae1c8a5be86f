"""What a policy leaves out: each optional part is deleted or emptied in turn; what `check` accepts is printed whole.

Whole means that no document prints a hole: `None`, an empty table, list, or cell, a heading over nothing, or a sentence
with a gap. A PDF is made where the structure of a document changes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest
from conftest import documents
from lxml import html as lxml_html
from pydantic import BaseModel

from generator.model.policy import Policy
from generator.problem import SourceProblems, YamlPath
from generator.render.attachments import attachments
from generator.render.document import document_html
from generator.render.finishing import finish_document
from generator.render.html import render_html
from generator.render.public_keys import policy_keys
from generator.rules.checking import check_source
from generator.source.policies import Source
from generator.source.yaml_reader import Node
from generator.view import Document
from tests.engine.tiny import call

TODAY = date(2026, 11, 25)
HEADING = re.compile("h[1-6]$")
# A gap in a sentence: empty parentheses, space before a mark or a mark after another, an end without an end.
GAP = re.compile(r"\(\s*\)|\s[,;:.)](?![0-9])|[(,;:]\s*[,;:.)](?!\w)|\.\.|[,;(]$|\bNone\b(?! declared)")
HOLD = {"input", "textarea", "select", "img", "svg", "br"}  # an element with one of these is not empty
BLOCKS = {"p", "li", "td", "th", "dt", "dd", "caption", "figcaption", *(f"h{level}" for level in range(1, 7))}
WHOLE = {"span", "b", "strong", "em", "sup", "table", "tbody", "tr", "ul", "ol", "dl", "figure", "div", "section"}


def optional(part: Any, plain: Any, path: YamlPath = ()) -> Iterator[tuple[YamlPath, str, bool]]:
    """Yield each key of a policy, with its class and whether it is optional."""
    if isinstance(part, BaseModel) and isinstance(plain, dict):
        for name, field in type(part).model_fields.items():
            key = field.alias or name
            if key in plain:
                yield (*path, key), type(part).__name__, not field.is_required()
                yield from optional(getattr(part, name), plain[key], (*path, key))
    elif isinstance(part, tuple) and isinstance(plain, list):
        for index, pair in enumerate(zip(part, plain, strict=True)):
            yield from optional(*pair, (*path, index))


def edited(node: Node, path: YamlPath, value: Any) -> Node:
    """Return the tree with another value at a path; None deletes the key."""
    step, *rest = path
    inner = dict(node.value) if isinstance(node.value, dict) else list(node.value)
    if rest:
        inner[step] = edited(inner[step], tuple(rest), value)
    elif value is None:
        del inner[step]
    else:
        inner[step] = Node(value, inner[step].place)
    return Node(inner, node.place, node.keys)


def variants(source: Source) -> Iterator[tuple[str, str, Source]]:
    """Yield the policy without each kind of optional part, and with each kind of list and mapping emptied."""
    plain, seen = source.node.plain(), set()
    for path, kind, may_go in optional(source.policy, plain):
        if (kind, path[-1]) in seen:  # one of each key: the templates treat its siblings alike
            continue
        seen.add((kind, path[-1]))
        written = source.node.at(path).value
        emptied = [] if isinstance(written, list) else {} if isinstance(written, dict) else None
        same: list[Policy] = []
        for value in ([None] if may_go else []) + ([emptied] if emptied is not None else []):
            node = edited(source.node, path, value)
            try:
                policy = Policy.model_validate(node.plain())
            except ValueError:  # `check` refuses it
                continue
            if policy not in same:
                same.append(policy)
                name = f"{'/'.join(map(str, path))} {'deleted' if value is None else 'emptied'}"
                yield str(path[0]), name, replace(source, node=node, policy=policy)


def said(element: lxml_html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def holes(page: str) -> Counter[str]:
    """Return what a document prints with nothing in it, or with a gap."""
    tree = lxml_html.document_fromstring(page).find("body")
    found: Counter[str] = Counter()
    for element in tree.iter(lxml_html.etree.Element):
        tag, text = element.tag, said(element)
        inside = {child.tag for child in element.iter(lxml_html.etree.Element)} - {tag}
        if tag in BLOCKS | WHOLE and not text and not inside & HOLD:
            found[f"empty {tag} in {element.getparent().tag}"] += 1
        if tag in ("table", "tbody") and not element.findall(".//td"):
            found[f"{tag} without cells: {text[:60]}"] += 1
        if tag in BLOCKS and not inside & (HOLD | {"table", "ul", "ol", "dl"}) and (gap := GAP.search(text)):
            found[f"gap in {tag}: …{text[max(0, gap.start() - 30) : gap.end() + 30]}…"] += 1
        if tag in BLOCKS and text.endswith(":") and element.getnext() is None and element.getparent().tag != "tr":
            found[f"nothing follows {tag}: {text[:60]}"] += 1
        if HEADING.match(tag) and not _has_content(element):
            found[f"heading over nothing: {text[:60]}"] += 1
        if (title := element.get("title")) is not None and (not title or GAP.search(title)):
            found[f"gap in the name of a field: {title[:90]}"] += 1
    return found


def _has_content(heading: lxml_html.HtmlElement) -> bool:
    level, after = int(heading.tag[1]), heading.getnext()
    while after is not None and after.tag in ("section", "div") and len(after) and HEADING.match(after[0].tag):
        after = after[0]
    return after is not None and not (HEADING.match(after.tag) and int(after.tag[1]) <= level)


def skeleton(page: str) -> tuple[str, ...]:
    """Return the structure of a document: its tags, siblings with the same content once."""
    tags = [element.tag for element in lxml_html.document_fromstring(page).iter(lxml_html.etree.Element)]
    return tuple(sorted({f"{one} {other}" for one, other in pairwise(tags)}))


def printed(source: Source, part: str = "editions") -> dict[str, str]:
    """Return a document of each kind that prints a part, with the changes of an edition if one has any."""
    first = {document.kind: document for document in sorted(documents(source), key=_has_changes)}
    root = source.path.parent.parent
    asks = ("checklist-committee",)  # whether there are studies, codes, and errata
    return {
        item.path: render_html(item, root)
        for kind, item in first.items()
        if part == "editions" or kind in asks or part in policy_keys(kind)
    }


def _has_changes(document: Document) -> bool:
    return bool(document.resolved.edition.changes)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["first", "demo"])
def test_what_check_accepts_is_printed_without_holes(name, request):
    source = request.getfixturevalue(name)
    root = source.path.parent.parent
    usual = sum((holes(page) for page in printed(source).values()), Counter())
    tried, wrong = 0, []
    for part, what, changed in variants(source):
        tried += 1
        try:
            pages = printed(changed, part)
            found = [f"{path}: {hole}" for path, page in pages.items() for hole in holes(page) if hole not in usual]
        except Exception as error:  # whatever stops the build, `check` must have said it
            found = [f"{type(error).__name__}: {error}"]
        if found and not any(problem.severity == "error" for problem in checked(changed, root)):
            wrong.append((what, found[:4]))
    assert tried > 150
    assert wrong == [], "\n".join(f"{what}: {found}" for what, found in wrong)


def checked(source: Source, root) -> list:
    try:
        return check_source(source, root, TODAY)
    except SourceProblems as error:
        return error.problems


# What changes the structure of a document when it goes.
PARTS = [
    "evidence",
    "evidence/studies",
    "evidence/cohorts",
    "codes",
    "history",
    "coverage/prerequisites",
    "coverage/exclusions",
    "coverage/limits",
]


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_a_pdf_without_a_part_conforms(demo, part):
    root = demo.path.parent.parent
    path = tuple(int(step) if step.isdigit() else step for step in part.split("/"))
    node = edited(demo.node, path, None)
    changed = replace(demo, node=node, policy=Policy.model_validate(node.plain()))
    before = {document.path: skeleton(document_html(document, root)) for document in documents(demo)}
    made = 0
    for document in documents(changed):
        page = document_html(document, root)
        if skeleton(page) != before.get(document.path):
            made += 1
            assert finished(document, page, changed, root).validation["passed"] is True
    assert made


def finished(document: Document, page: str, source: Source, root):
    publisher = document.resolved.publisher.id
    return finish_document(document.path, source.shown, publisher, page, attachments(document), root)


MINIMAL = """format: 1
id: least
title: A policy with no more than it needs
short_title: Least
version: "1.0"
status: draft
dates: {}
coverage:
  summary: The service is covered for pain.
  indications:
    - {id: pain, title: Pain, position: medically-necessary, statement: The service is covered.}
  other_uses: {position: not-addressed, statement: Other uses are not addressed.}
"""


@pytest.fixture
def least(tmp_path):
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "least.yaml").write_text(MINIMAL, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(
    "more",
    [
        "",
        "evidence: {}\n",
        "evidence: {studies: []}\n",
        "evidence: {limitations: [There is none.]}\nreferences: []\n",
        "regulatory: {}\nlcd: {}\ncode_sets: {}\ncodes: []\nhistory: []\nkeywords: []\neditions: []\n",
    ],
)
def test_the_least_policy_builds(least, more):
    file = least / "policy" / "least.yaml"
    file.write_text(MINIMAL + more, encoding="utf-8")
    assert (found := call("check", "--strict", cwd=least)).returncode == 0, found.stdout
    assert (found := call("build", cwd=least)).returncode == 0, found.stdout + found.stderr
    built = json.loads((least / "build" / "manifest.json").read_text())["documents"]
    assert {item["artifact"] for item in built} == {document.kind for document in documents(loaded(least))}
    for item in built:
        text = " ".join(
            page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(least / "build" / item["path"])
        )
        assert "A policy with no more than it needs" in text
        assert not re.search(r"\bNone\b(?! declared)", text), item["path"]
    for page in printed(loaded(least)).values():
        assert holes(page) == Counter()


def loaded(root) -> Source:
    from generator.source.policies import load_policy

    return load_policy(root / "policy" / "least.yaml", root)


def shown(source: Source, kind: str, node: Node | None = None) -> lxml_html.HtmlElement:
    """Return the first document of a kind, of the policy or of an edited tree."""
    if node is not None:
        source = replace(source, node=node, policy=Policy.model_validate(node.plain()))
    document = next(item for item in documents(source) if item.kind == kind)
    return lxml_html.document_fromstring(render_html(document, source.path.parent.parent))


@pytest.mark.parametrize(
    "kind",
    ["coverage-policy", "lcd-draft", "billing-article", "checklist-prior-authorization", "checklist-reviewer"],
)
def test_a_phase_without_criteria_of_its_own_says_so(demo, kind):
    """Otherwise a reader would take the criteria of the next phase for its own."""
    found = r"3\.P3 Removal in the study\s*(After: [\w ]+\.)?\s*This phase has no criteria of its own\."
    assert re.search(found, said(shown(demo, kind)))


def test_phases_that_ask_for_nothing_are_only_named(demo):
    node = demo.node
    at = ("coverage", "indications", 2, "phases")
    for index, keys in ((0, ["criteria"]), (1, ["criteria", "after"]), (2, ["after"])):
        for key in keys:
            node = edited(node, (*at, index, key), None)
    (section,) = shown(demo, "coverage-policy", node).xpath("//section[@id='indication-ind-pdn']")
    assert "A request is for one of the following phases:" in said(section)
    assert "of the phase requested are met" not in said(section)


def test_a_pathway_needs_criteria(demo):
    at = ("coverage", "indications", 0, "pathways", 0, "criteria")
    with pytest.raises(ValueError, match=r"the pathway `[a-z-]+` needs `criteria`"):
        Policy.model_validate(edited(demo.node, at, None).plain())


def test_studies_need_the_system_of_their_levels(demo):
    with pytest.raises(ValueError, match="`grading` must name the system of the levels"):
        Policy.model_validate(edited(demo.node, ("evidence", "grading"), None).plain())
    node = edited(edited(demo.node, ("evidence", "grading"), None), ("evidence", "studies"), [])
    assert Policy.model_validate(node.plain()).evidence.grading is None


@pytest.mark.parametrize(("n", "printed_as"), [("not stated", "not stated"), ("35", "35"), (None, "NA")])
def test_sample_size(demo, n, printed_as):
    node = edited(demo.node, ("evidence", "studies", 5, "n"), n)
    (row,) = shown(demo, "coverage-policy", node).xpath("//tr[@id='study-study-registry']")
    assert said(row[2]) == printed_as


def test_no_total_where_no_number_is_stated(demo):
    node = demo.node
    for index in (0, 1):
        node = edited(node, ("evidence", "cohorts", index, "participants"), None)
    for kind in ("coverage-policy", "lcd-draft"):
        text = said(shown(demo, kind, node))
        assert "Each cohort is counted once." in text and "people in total" not in text

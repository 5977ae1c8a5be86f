"""Numbers, anchors and connectives of the coverage logic are the same in every document."""

from __future__ import annotations

import re

import pytest
from conftest import documents
from lxml import html as lxml_html

from generator.html import render_html
from generator.view.coverage import coverage_view


def test_numbers_of_the_first_policy(first):
    (indication,) = coverage_view(first.policy).indications
    numbers = {view.id: view.number for view in indication.criteria.everything()}
    assert numbers["documented-multifidus-dysfunction"] == "1.1"
    assert numbers["imaging-ultrasound"] == "1.1.2.2"
    assert numbers["failed-conservative-management"] == "1.2"
    assert numbers["older-than-18"] == "1.4"


def test_connectives_are_spelled_out(demo):
    view = coverage_view(demo.policy)
    roots = [*view.prerequisites, *(root for item in view.indications for root in item.roots()), *view.absolute]
    said = {criterion.connective for root in roots for criterion in root.everything() if criterion.is_group}
    for word in ("ALL of", "ANY ONE of", "EXACTLY ONE of", "NONE of"):
        assert any(connective.startswith(word) for connective in said)
    assert any(re.match(r"AT LEAST \d of the following \d are met", connective) for connective in said)


def test_a_criterion_used_again_has_its_own_number_and_anchor(demo):
    view = coverage_view(demo.policy)
    everything = [criterion for item in view.indications for root in item.roots() for criterion in root.everything()]
    anchors = [criterion.anchor for criterion in everything]
    assert len(anchors) == len(set(anchors))
    ids = [criterion.id for criterion in everything]
    assert len(set(ids)) < len(ids), "the demonstration policy uses a criterion twice"


@pytest.mark.parametrize("name", ["first", "demo"])
def test_every_document_says_the_same_of_a_criterion(name, request):
    """Number, id and wording of each criterion agree in policy, LCD, article and checklist."""
    source = request.getfixturevalue(name)
    view = coverage_view(source.policy)
    wanted = {(criterion.number, criterion.id) for item in view.indications for root in item.roots()
              for criterion in root.everything()}
    for document in documents(source):
        if document.resolved.edition.id != "model" or document.kind == "checklist-committee":
            continue  # an edition may change criteria; the committee's form asks about the policy as a whole
        tree = lxml_html.document_fromstring(render_html(document, source.path.parent.parent))
        printed = set()
        for number in tree.xpath("//*[contains(concat(' ', @class, ' '), ' number ')]"):
            ident = number.getparent().xpath(".//*[@class='id']")
            if ident:
                printed.add((number.text_content().strip(), ident[0].text_content().strip()))
        assert wanted <= printed, (document.path, sorted(wanted - printed))

"""Numbers, anchors and connectives of the coverage logic are the same in every document."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from conftest import documents
from lxml import html as lxml_html

from generator.render.html import render_html
from generator.view.coverage import coverage_view, every_criterion
from generator.wording import phrases as words


def test_numbers_of_the_first_policy(first):
    (indication,) = coverage_view(first.policy).indications
    numbers = {view.id: view.number for view in indication.criteria.everything()}
    assert numbers["documented-multifidus-dysfunction"] == "1.1"
    assert numbers["imaging-ultrasound"] == "1.1.2.2"
    assert numbers["failed-conservative-management"] == "1.2"
    assert numbers["older-than-18"] == "1.4"


def test_the_words_of_a_group_end_before_its_connective(demo):
    roots = [view.criteria for view in coverage_view(demo.policy).indications if view.criteria]
    groups = [item for root in roots for item in root.everything() if item.is_group and item.text]
    assert groups and all(item.named[-1] in ".:?!" and item.named.startswith(item.text) for item in groups)
    assert replace(groups[0], text="Is it severe?").named == "Is it severe?" and not replace(groups[0], text="").named


def test_connectives_are_spelled_out(demo):
    view = coverage_view(demo.policy)
    roots = [*view.prerequisites, *(root for item in view.indications for root in item.roots()), *view.absolute]
    said = {criterion.connective for root in roots for criterion in root.everything() if criterion.is_group}
    for word in ("ALL of", "ANY ONE of", "EXACTLY ONE of", "NONE of"):
        assert any(connective.startswith(word) for connective in said)
    assert any(re.match(r"AT LEAST \d of the following \d are met", connective) for connective in said)
    assert any(re.match(r"AT LEAST 1 of the following \d is (met|present)", connective) for connective in said)


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
    wanted = {
        (criterion.number, criterion.id)
        for item in view.indications
        for root in item.roots()
        for criterion in root.everything()
    }
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


def test_a_heading_says_the_kind_once(demo):
    views = coverage_view(demo.policy).indications
    tracks = [track for view in views for track in (*view.pathways, *view.phases)]
    assert {track.heading for track in tracks if track.track.id == "fbss-permanent"} == {"Permanent implant"}
    assert any(track.heading.startswith(f"{track.track.kind.capitalize()}: ") for track in tracks)


def test_a_criterion_that_stands_in_several_places_is_documented_with_all_of_them(demo):
    places = [[view.number for view in views] for views in coverage_view(demo.policy).documented]
    assert any(len(numbers) > 1 for numbers in places)
    assert all(len(numbers) == len(set(numbers)) for numbers in places)


def test_groups_that_do_not_count_all_members_say_so(demo):
    policy = demo.policy
    document = next(item for item in documents(demo) if item.kind == "coverage-policy")
    page = lxml_html.fromstring(render_html(document, demo.path.parent.parent))
    said = {item.getparent().get("id") for item in page.iter("p") if words.NOT_APPLYING in item.text_content()}
    roots = [
        *coverage_view(policy).prerequisites,
        *(root for item in coverage_view(policy).indications for root in item.roots()),
    ]
    assert "criterion-fbss-replacement-cause" in said
    assert said == {view.anchor for root in roots for view in root.everything() if view.counts_not_all}


def test_a_criterion_in_several_places_is_named_in_forms_by_what_holds_it(demo):
    """Numbers change when an indication is moved; the names of the answers do not."""

    def fields(coverage):
        return {
            view.field
            for _, view in every_criterion(coverage_view(demo.policy.model_copy(update={"coverage": coverage})))
        }

    coverage = demo.policy.coverage
    turned = coverage.model_copy(update={"indications": tuple(reversed(coverage.indications))})
    assert fields(turned) == fields(coverage)
    assert any("-in-" in field for field in fields(coverage))


@pytest.mark.parametrize(
    "kind", ["coverage-policy", "lcd-draft", "checklist-reviewer", "checklist-prior-authorization"]
)
def test_a_request_is_for_one_phase(demo, kind):
    document = next(item for item in documents(demo) if item.kind == kind)
    page = lxml_html.fromstring(render_html(document, demo.path.parent.parent))
    said = [item for item in page.iter("p") if "criteria of the phase requested are met:" in item.text_content()]
    assert len(said) == sum(bool(item.phases) for item in coverage_view(demo.policy).indications)


@pytest.mark.parametrize("kind", ["coverage-policy", "checklist-prior-authorization"])
def test_pathways_add_to_the_criteria_before_them_where_there_are_some(demo, kind):
    coverage = demo.policy.coverage
    bare = coverage.model_copy(
        update={"indications": tuple(item.model_copy(update={"criteria": None}) for item in coverage.indications)}
    )
    for shown, start in ((coverage, "In addition, the criteria"), (bare, "The criteria")):
        source = replace(demo, policy=demo.policy.model_copy(update={"coverage": shown}))
        document = next(item for item in documents(source) if item.kind == kind)
        page = lxml_html.fromstring(render_html(document, demo.path.parent.parent))
        said = [item.text_content() for item in page.iter("p") if "following pathways are met" in item.text_content()]
        assert said
        assert all(text.startswith(start) for text in said)

"""The worksheet's table of what findings imply: a row for each position that a way leads to, true by the logic."""

from __future__ import annotations

import re

import pytest
from conftest import DEMO, documents
from lxml import html as lxml_html

from generator.logic.answers import Answers
from generator.logic.outcome import judge_request
from generator.logic.tree import coverage_tree
from generator.render.html import render_html
from generator.view.coverage import coverage_view


@pytest.fixture(scope="module")
def rows(demo) -> dict[str, str]:
    document = next(item for item in documents(demo) if item.kind == "checklist-reviewer")
    page = lxml_html.document_fromstring(render_html(document, DEMO.parent.parent))
    (table,) = (item for item in page.iter("table") if "What the findings imply" in item.text_content())
    cells = ([" ".join(cell.text_content().split()) for cell in row.iter("th", "td")] for row in table.iter("tr"))
    return dict(cells)


def test_pathway_and_phase_must_both_be_met(rows):
    (when,) = (text for text in rows if text.startswith("Indication 1:"))
    assert "P7, 1 met; pathway met, the one requested or else any (1A, 1B); phase requested met" in when
    assert "no exclusion present; no limit exceeded" in when
    assert " or phase" not in when


def test_a_phase_with_a_position_of_its_own_has_a_row(rows):
    assert rows["Indication 2, 2.P2"] == "Investigational"
    (when,) = (text for text in rows if text.startswith("Indication 2, 2.P1:"))
    assert rows[when] == "Medically necessary"


def test_coverage_in_a_study_asks_for_enrollment(rows):
    (when,) = (text for text in rows if text.startswith("Indication 3"))
    assert "3 (study), 3 met" in when and rows[when] == "Covered in a study"


def test_a_limit_is_exceeded_and_exclusions_say_for_which_use(rows):
    assert rows["A limit is exceeded"] == "Not covered" and not any("reached" in text for text in rows)
    (when,) = (text for text in rows if text.startswith("An exclusion is present"))
    assert re.search(r"X2 \(only for Pain after surgery of the lumbar spine; Complex regional pain syndrome\)", when)


def test_the_positions_are_those_that_the_logic_comes_to(demo):
    """Where the position alone decides, any answers lead to it."""
    tree = coverage_tree(demo.policy.coverage)
    for view, node in zip(coverage_view(demo.policy).indications, tree.indications, strict=True):
        for result in view.results:
            phases = [track.id for track in node.phases if track.number in result.phases] or [None]
            for phase in phases:
                outcome = judge_request(tree, Answers(indication=node.id, phase=phase))
                by_position = outcome.because == (f"the position on indication {node.number}",)
                assert by_position is not result.depends or result.position == "not-addressed"

"""What an edition's documents show: deviations, marks, dates, and the numbered paragraphs of a review copy."""

from __future__ import annotations

import re

import pytest

from generator.problem import SourceProblems
from generator.render.html import render_html
from generator.render.review_copies import number_paragraphs
from generator.source.editions import resolve_editions
from generator.source.policies import load_policy
from generator.view import Document

ID = "restorative-neurostimulation"


def html_of(root, edition: str, kind: str) -> str:
    source = load_policy(root / "policy" / f"{ID}.yaml", root)
    resolved = next(found for found in resolve_editions(source, root) if found.edition.id == edition)
    return render_html(Document(resolved, kind), root)


def test_deviations_are_in_a_table_and_marked_in_the_text(root):
    html = html_of(root, "example-health-plan", "coverage-policy")
    assert '<a class="deviation" href="#deviation-2">' in html
    row = re.search(r'<tr id="deviation-2" class="whole">.*?</tr>', html, re.S)[0]
    assert '<tr id="deviation-1">' in html  # has much text: it may break
    assert "at least 6 months" in row and "at least 12 months" in row and "More restrictive." in row
    assert "6 months of comprehensive" in row and "12 months of comprehensive" in row
    assert "Example only." in row, "the reason"
    assert "Record:" not in row, "what both have in common is not repeated"


@pytest.mark.parametrize("kind", ["coverage-policy", "lcd-draft", "checklist-prior-authorization"])
def test_the_base_edition_shows_none(root, kind):
    html = html_of(root, "model", kind)
    assert "deviation-1" not in html and "Deviations from" not in html


def test_a_form_shows_them_too(root):
    html = html_of(root, "example-health-plan", "checklist-prior-authorization")
    assert 'id="deviation-2"' in html and 'href="#deviation-2"' in html and "at least 12 months" in html


def test_what_is_dropped_is_named_where_it_stood(root):
    path = root / "policy" / f"{ID}.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "editions:\n",
            """editions:
  - id: wider
    changes:
      - {action: drop, criterion: coagulopathy, direction: less-restrictive, reason: Judged case by case}
      - action: add
        into: exclusions
        with: {id: pregnancy, statement: The patient is pregnant.}
        direction: more-restrictive
        reason: Not studied
""",
            1,
        ),
        encoding="utf-8",
    )
    html = html_of(root, "wider", "coverage-policy")
    assert re.search(r"<b>Not in this edition:</b> A coagulopathy is present\.", html)
    assert "Not in the base policy" in html and "The patient is pregnant." in html
    assert "Deviations from the Base Policy" in html, "without a place of its own it follows the criteria"


def test_an_edition_chooses_among_what_its_publisher_issues(root):
    path = root / "policy" / f"{ID}.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "    artifacts: [lcd-draft, billing-article]\n", "    artifacts: [coverage-policy]\n"
        ),
        encoding="utf-8",
    )
    with pytest.raises(SourceProblems) as caught:
        resolve_editions(load_policy(path, root), root)
    assert [problem.rule for problem in caught.value.problems] == ["EDITION-006"]


def test_a_review_copy_numbers_its_paragraphs_and_has_a_comment_form(root):
    html = html_of(root, "example-medicare-contractor", "lcd-draft")
    numbers = re.findall(r'<p id="paragraph-([iea]\d+)"[^>]*><span class="para">(\w+) </span>', html)
    assert len(numbers) > 40 and len(set(numbers)) == len(numbers)
    for letter in "IEA":
        own = [int(number[1:]) for _, number in numbers if number[0] == letter]
        assert own == list(range(1, len(own) + 1))
    assert "Comment Form" in html and "December 3, 2026 through January 17, 2027" in html
    assert "paragraph-" not in html_of(root, "model", "lcd-draft")


def test_numbers_of_one_part_do_not_move_those_of_another():
    page = (
        '<section id="lcd-indications"><p>One</p><section><p class="lead">Two</p></section></section><p>Not</p>'
        '<section id="lcd-analysis"><p class="small">Not</p><p>Three</p></section>'
    )
    marked = number_paragraphs(page)
    assert re.findall(r'id="paragraph-(\w+)"', marked) == ["i1", "i2", "a1"]
    longer = number_paragraphs(page.replace("<p>One</p>", "<p>One</p><p>More</p>"))
    assert re.findall(r'id="paragraph-(\w+)"', longer) == ["i1", "i2", "i3", "a1"]

"""The decision path: the same numbers and words as the criteria, a text alternative, and never more than a page."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from generator.figures.decision import WIDTH, _table_height, decision_figure
from generator.figures.metrics import text_width, wrap
from generator.figures.path import PathNode, alternative, decision_path, folded
from generator.figures.svg import picture

SVG = "{http://www.w3.org/2000/svg}"


def drawn(view: dict):
    return decision_figure(view.coverage, view.publisher, view.policy.short_title)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def title(svg: str) -> str:
    return ElementTree.fromstring(svg).findtext(f"{SVG}title")


def height(svg: str) -> float:
    return float(re.search(r'height="([\d.]+)pt"', svg)[1])


def numbers(coverage) -> set[str]:
    roots = [
        *coverage.prerequisites,
        *(root for item in coverage.indications for root in item.roots()),
        *coverage.absolute,
        *coverage.relative,
    ]
    return {criterion.number for root in roots for criterion in root.everything()}


def test_every_criterion_of_a_small_policy_is_drawn_under_its_number(small):
    shown = texts(drawn(small))
    assert numbers(small.coverage) - {"1"} <= set(shown)


def test_statements_are_drawn_word_for_word(small):
    words = " ".join(texts(drawn(small)))
    for leaf in small.coverage.indications[0].criteria.leaves():
        assert leaf.text in words


def test_the_alternative_says_the_logic_in_sentences(small):
    said = title(drawn(small))
    assert "1.1.2 Imaging confirms the dysfunction: ANY ONE (1.1.2.1 Magnetic resonance imaging" in said
    assert "Step B: Exclusions. ANY ONE (X1 " in said
    assert said.count("If ") == 2
    assert "End of the path: Medically necessary. Covered when the criteria are met." in said
    assert said.endswith("All other uses: Investigational.")


def test_ends_are_in_the_publishers_words(small):
    publisher = small.publisher
    words = publisher.positions["medically-necessary"].model_copy(update={"label": "Reasonable and necessary"})
    own = publisher.model_copy(update={"positions": {**publisher.positions, "medically-necessary": words}})
    svg = decision_figure(small.coverage, own, "X")
    assert "Reasonable and necessary" in texts(svg) and "Reasonable and necessary" in title(svg)
    assert "Medically necessary" not in texts(svg)


def test_the_small_policy_shares_its_page_with_the_table(small):
    assert height(drawn(small)) + _table_height(small.coverage, small.publisher) < 500


def test_a_big_policy_is_cut_to_one_page_and_points_to_the_text(big):
    figure = drawn(big)
    assert 400 < height(figure) <= 560
    shown = texts(figure)
    assert {"1", "7"} <= set(shown)
    for count, numbers in (("5", "X1 to R2"), ("7", "P1 to P7")):
        assert any(line.startswith(f"{count} entries with ") and f"{numbers}: see Coverage" in line for line in shown)
    fewer = tuple(replace(item, phases=item.phases[:2]) for item in big.coverage.indications if item.number != "6")
    without = drawn(replace(big, coverage=replace(big.coverage, limits=(), indications=fewer)))  # leaves more room
    shown = texts(without)
    assert {"P1", "P7", "1", "7"} <= set(shown)
    assert any(re.search(r"of \d+: see P3", line) for line in shown)
    assert "EXACTLY ONE of 2: see P7" in title(without)


def test_conditions_and_exceptions_are_named(big):
    said = alternative(decision_path(big.coverage, big.publisher, "X"))
    assert "Unless R1.U: A hematologist has cleared the patient" in said
    assert "Only when P4.W is met" in said
    assert "Waived for 1.P6, 2.P2" in said
    assert "Position: Investigational" in said


def test_one_phase_is_requested_and_each_says_after_which_it_comes(big):
    whole = decision_path(big.coverage, big.publisher, "X")
    said = alternative(whole)
    assert "Criteria of the indication, for each phase requested. BY INDICATION" in said
    assert "Phases: THE ONE REQUESTED (1.P1 " in said and "IN TURN" not in said
    view = next(item for item in big.coverage.indications if item.phases)
    later = next(track for track in view.phases if track.track.after)
    before = next(track.number for track in view.phases if track.track.id == later.track.after)
    assert re.search(rf"{re.escape(later.number)} [^;]*\(After {re.escape(before)}\)", said)


def test_limits_are_the_last_step(small, big):
    with_limits = next(view for view in (big, small) if view.coverage.limits)
    path = decision_path(with_limits.coverage, with_limits.publisher, "X")
    limits = "; ".join(item.text for item in with_limits.coverage.limits)
    assert (path.steps[-1].title, path.steps[-1].off) == (f"Limits: {limits}", "one exceeded")
    assert "If within all, continue; if one exceeded: not covered" in alternative(path)
    without = replace(with_limits.coverage, limits=())
    assert not any("Limits" in step.title for step in decision_path(without, with_limits.publisher, "X").steps)


def test_members_of_none_must_be_absent(big):
    groups = [item for view in big.coverage.indications for root in view.roots() for item in _groups(root)]
    none = {group.number for group in groups if group.criterion.connective == "NONE"}
    path = decision_path(big.coverage, big.publisher, "X")
    assert none & {
        node.number for step in path.steps for node in _nodes(step.node) if node.connective == "NONE present"
    }
    assert not any(node.connective == "NONE" for step in path.steps for node in _nodes(step.node))


def _groups(root):
    return [item for item in root.everything() if item.is_group]


def _nodes(node: PathNode):
    yield node
    for member in node.members:
        yield from _nodes(member)


def test_text_stays_inside_the_figure(small, big):
    for view in (small, big):
        svg = drawn(view)
        for element in _placed(ElementTree.fromstring(svg)):
            assert element[0] >= 0 and element[1] <= WIDTH + 0.5, element
            assert element[2] <= height(svg)


def _placed(node, x=0.0, y=0.0):
    for child in node:
        if child.tag == f"{SVG}g":
            move = [float(part) for part in re.findall(r"[-\d.]+", child.get("transform", ""))] or [0, 0]
            yield from _placed(child, x + move[0], y + move[1])
        elif child.tag == f"{SVG}text":
            left = x + float(child.get("x"))
            width = text_width(child.text or "", float(child.get("font-size")), int(child.get("font-weight")))
            yield left, left + width, y + float(child.get("y")), child.text


def test_two_hundred_prerequisites_still_fit(small):
    view = small.coverage
    leaf = view.indications[0].criteria.leaves()[0]
    many = tuple(replace(leaf, number=f"P{place}", text="Wort" * 60) for place in range(1, 201))
    figure = decision_figure(replace(view, prerequisites=many), small.publisher, "X")
    assert height(figure) <= 620
    assert "P1 to P200" in title(figure)


def test_seventy_indications_still_fit(big):
    view = big.coverage
    figure = decision_figure(replace(view, indications=view.indications * 10), big.publisher, "X")
    assert height(figure) <= 620


def test_folding_points_to_the_number():
    node = PathNode(
        "1.2",
        "Drugs",
        "AT LEAST 2 of 3",
        members=(PathNode("1.2.1", "a"), PathNode("1.2.2", "b"), PathNode("1.2.3", "c")),
    )
    assert folded(node, 0).notes == ("AT LEAST 2 of 3: see 1.2",)
    assert folded(node, 1) == node


@pytest.mark.parametrize("most", [0, 1, 2])
def test_lines_are_never_wider_than_asked(most):
    rows = wrap("Short words and Donaudampfschifffahrtsgesellschaftskapitän end", 60, 8, 400, most)
    assert all(text_width(row, 8) <= 60 for row in rows)
    assert not most or len(rows) <= most


def test_markup_in_the_source_cannot_leave_its_text():
    assert "<b>" not in picture(1, 1, "a <b> & c", "", "path")

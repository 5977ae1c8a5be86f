"""What rules have in common: where something in a text is located, and which name is offered for an unknown one."""

from __future__ import annotations

import pytest

from generator.rules import registry
from generator.rules.registry import RULES, Found, found_in, nearest, rule

from .planting import expect

SUMMARY = "summary: The service is medically necessary for some patients."


def test_each_of_two_equal_findings_has_its_place(tmp_path):
    expect(tmp_path, "NUM-001", (SUMMARY, "summary: ¦1/2 (9%) and ¦1/2 (9%), then ¦1/2 (9%)."))


def test_a_part_of_a_text_is_located_at_its_first_occurrence():
    found = found_in(("a",), "x y x", "x", "message", "hint")
    assert found == (("a",), "message", "hint", "x", 0, False, None)
    assert found_in(("a",), "x y x", "x", "message") == (("a",), "message", "", "x", 0, False, None)
    assert Found(("a",), "message") == (("a",), "message", "", "", 0, False, None)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("adlut", "did you mean `adult`?"),
        ("abcde", "did you mean `abcdx`?"),  # the best of two
        ("abyyz", "else"),  # two of five letters
        ("nothing", "else"),
    ],
)
def test_the_nearest_name_is_offered(name, hint):
    assert nearest(name, {"adult", "abcxx", "abcdx"}, "else") == hint
    assert nearest(name, [], "else") == "else"


def test_of_two_names_that_are_as_near_one_is_always_offered():
    assert {nearest("ab1", names, "else") for names in (["ab2", "ab3"], ["ab3", "ab2"])} == {"did you mean `ab2`?"}


def test_a_rule_finds_errors_or_warnings():
    assert {found.severity for found in RULES.values()} == {"error", "warning"}
    assert [RULES[name].severity for name in ("CASE-011", "CASE-012")] == ["error", "warning"]


def test_what_is_found_elsewhere_is_an_error_unless_it_says_otherwise(monkeypatch):
    monkeypatch.setattr(registry, "RULES", {})
    registry.describe("OWN-001", "Title", "What\n  and why.", "\n    bad: 1\n    ", "good: 1")
    registry.describe("OWN-002", "Title", "Why.", "", "", "warning")
    assert list(registry.RULES.values()) == [
        registry.Rule("OWN-001", "error", "Title", "What and why.", "bad: 1", "good: 1", None),
        registry.Rule("OWN-002", "warning", "Title", "Why.", "", "", None),
    ]


def test_an_id_belongs_to_one_rule():
    before = RULES["NUM-001"]
    with pytest.raises(ValueError, match="rule NUM-001 is defined twice"):
        rule("NUM-001", "error", "Title", "", "")(lambda context: iter(()))
    assert RULES["NUM-001"] is before

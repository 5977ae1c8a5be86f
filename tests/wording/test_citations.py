"""The one parser of citations: what it takes, what it refuses and with which hint."""

from __future__ import annotations

import pytest

from generator.wording.citations import BadCitation, Citation, bare_keys, citations, cited_keys


def test_keys_in_order():
    assert cited_keys("a [@x] b [@y; @x] c@z [no] [-@w, p. 4]") == ["x", "y", "x", "w"]


def test_a_citation_knows_its_place_and_pages():
    (found,) = citations("Pain fell [@a, p. 3; @b, pp. 12–14].")
    assert isinstance(found, Citation)
    assert (found.start, found.end) == (10, 35)
    assert [tuple(item) for item in found.cited] == [("a", "p3"), ("b", "pp12-14")]


@pytest.mark.parametrize(
    ("text", "reason", "hint"),
    [
        ("[see @a]", "words inside a citation (`see`)", "see [@a]"),
        ("[@a, @b]", "separated by semicolons", "[@a; @b]"),
        ("[@a, chap. 3]", "only a page can follow", "put `chap. 3` into the sentence"),
        ("[@a; more]", "names no reference", "[@a]"),
        ("[@{a}]", "braces", "[@a]"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_a_hint(text, reason, hint):
    (found,) = citations(f"Pain fell {text}.")
    assert isinstance(found, BadCitation)
    assert reason in found.reason and hint in found.hint
    assert (found.start, found.end) == (10, 10 + len(text))


@pytest.mark.parametrize("text", ["[words]", "[me@example.org]", "[link @a](https://example.org)", r"\[@a]"])
def test_what_is_no_citation(text):
    assert list(citations(text)) == []


def test_bare_keys_are_those_outside_brackets():
    assert [found[1] for found in bare_keys("see @a and [@b], x@c.org")] == ["a"]

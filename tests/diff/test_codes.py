"""Codes in a comparison: the same code in two spellings is one code."""

from __future__ import annotations

from tests.diff.policies import FIRST, changes, only


def test_another_spelling_of_a_code_is_no_other_code():
    for written in ("M6285", "m62.85", '"M62 .85"'):
        found = only(FIRST, ("- code: M62.85\n", f"- code: {written}\n"))
        assert (found.kind, found.id, found.effect) == ("code-respelled", "M62.85", "editorial")
        assert (found.old, found.new) == ("M62.85", written.strip('"'))


def test_a_respelled_code_keeps_its_other_changes():
    found = changes(
        FIRST,
        ("- code: M62.85\n", "- code: M6285\n"),
        ("label: Dysfunction of the multifidus muscles, lumbar region\n", "label: Dysfunction of the multifidus\n"),
    )
    assert sorted(change.kind for change in found) == ["code-relabelled", "code-respelled"]
    assert {change.id for change in found} == {"M62.85"}


def test_another_code_is_another_code():
    found = changes(FIRST, ("- code: M62.85\n", "- code: M62.86\n"))
    assert sorted(change.kind for change in found) == ["code-added", "code-removed"]

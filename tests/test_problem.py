"""Which known name is offered for an unknown one: a misspelling, never another word."""

from __future__ import annotations

import pytest

from generator.problem import misspelled


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("adlut", "adult", "adult"),
        ("dault", "adult", "adult"),  # the first two are swapped
        ("titel", "title", "title"),
        ("statment", "statement", "statement"),
        ("Medically Necessary", "medically-necessary", "medically-necessary"),
        ("short title", "short_title", "short_title"),
        ("mir", "mri", "mri"),
        ("mt", "mri", None),
        ("abcdefg", "abcdexy", None),  # two of seven letters
        ("abcdefgh", "abcdefxy", "abcdefxy"),  # two of eight
        ("abcdefgh", "abcdexyz", None),
        ("abcdefghijkl", "abcdefghixyz", "abcdefghixyz"),  # three of twelve
        ("abcdefghijklmnop", "abcdefghijklwxyz", None),  # four of sixteen
        ("abcdefghijkl", "abcdefghi", None),  # three of nine are superfluous
        ("supersedes", "superseded_by", None),
        ("none", "one", None),
        ("use", "code", None),
        ("", "one", None),
        ("one", "", None),
    ],
)
def test_a_misspelling(name, known, meant):
    assert misspelled(name, [known]) == meant


def test_the_nearest_is_meant_and_the_order_does_not_matter():
    assert misspelled("abcdefgh", ["abcdefxy", "abcdefgx"]) == "abcdefgx"
    assert misspelled("ab1", ["ab3", "ab2"]) == misspelled("ab1", ["ab2", "ab3"]) == "ab2"
    assert misspelled("ab1", []) is None

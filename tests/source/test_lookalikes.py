"""Names that look the same are found; names that a reader can tell apart are not."""

from __future__ import annotations

import unicodedata

import pytest

from generator.characters.lookalikes import look_alike, skeleton


@pytest.mark.parametrize(
    "other",
    [
        "A.  Reviewer",
        " A. Reviewer ",
        "A.\u00a0Reviewer",
        "A. Re\u200bviewer",
        "A. Reviewer\u2060",
        "a. reviewer",
        "\u0410. Reviewer",
        "A. R\u0435vi\u0435w\u0435r",
        "\uff21. Reviewer",
        "A. \U0001d411eviewer",
        "A. Reviewer\U000e0041",
        "\u202eA. Reviewer",
        "A. Re\u00adviewer",
        "A. Reviewer\ufe0f",
        "A. Rev\u0456ewer",
    ],
)
def test_one_voter(other):
    assert look_alike("A. Reviewer", other)


@pytest.mark.parametrize(
    "one, other",
    [
        ("A. Reviewer", "B. Reviewer"),
        ("José Núñez", "Jose Nunez"),
        ("Burns", "Bums"),
        ("Иванов", "Петров"),
        ("A. Reviewer", "AA. Reviewer"),
        ("王伟", "王芳"),
        ("Ivan", "Inan"),
    ],
)
def test_two_voters(one, other):
    assert not look_alike(one, other)


def test_composed_and_decomposed_names_are_one():
    assert look_alike("José", unicodedata.normalize("NFD", "José"))


def test_names_of_one_script_in_another_case_are_one():
    assert look_alike("НИНА", "Нина")


def test_the_zero_that_is_an_o_and_the_one_that_is_an_l():
    assert skeleton("1O0") == skeleton("lOO")

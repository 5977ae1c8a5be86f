"""Names, dates, pages, and supplements as AMA style prints them (AMA Manual of Style, 11th edition, chapter 3)."""

from __future__ import annotations

import pytest

from generator.model.references import Name
from generator.wording.reference_parts import (
    author_as_printed,
    edition_number,
    family_name,
    issue_and_supplement,
    pages,
    whole_date,
    year_words,
)


@pytest.mark.parametrize(
    ("name", "printed", "family"),
    [
        ({"family": "Shaffrey", "given": "C I"}, "Shaffrey CI", "Shaffrey"),
        ({"family": "Shaffrey", "given": "CI"}, "Shaffrey CI", "Shaffrey"),
        ({"family": "Smith", "given": "JR"}, "Smith JR", "Smith"),
        ({"family": "Molken", "given": "MPMH"}, "Molken MPMH", "Molken"),
        ({"family": "Loo", "given": "M.P.J."}, "Loo MPJ", "Loo"),
        ({"family": "SMITH", "given": "ANNE"}, "SMITH A", "SMITH"),
        ({"family": "SMITH", "given": "JR"}, "SMITH JR", "SMITH"),
        ({"family": "Lewandrowski", "given": "Kai-Uwe"}, "Lewandrowski KU", "Lewandrowski"),
        ({"family": "Lewandrowski", "given": "K-U"}, "Lewandrowski KU", "Lewandrowski"),
        ({"family": "King", "given": "Martin Luther", "suffix": "Jr."}, "King ML Jr", "King"),
        ({"family": "King", "given": "Martin Luther, Jr."}, "King ML Jr", "King"),
        ({"family": "King, Jr", "given": "Martin Luther"}, "King ML Jr", "King"),
        ({"family": "Sailer", "given": "Henry F", "suffix": "III"}, "Sailer HF III", "Sailer"),
        ({"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"}, "van den Berg J", "van den Berg"),
        ({"family": "Humboldt", "given": "A", "dropping-particle": "von"}, "von Humboldt A", "von Humboldt"),
        (
            {"family": "Loo", "given": "M", "dropping-particle": "van", "non-dropping-particle": "der"},
            "van der Loo M",
            "van der Loo",
        ),
        ({"family": "Gogh", "given": "Vincent van"}, "van Gogh V", "van Gogh"),
        ({"family": "Alembert", "given": "J", "non-dropping-particle": "d’"}, "d’Alembert J", "d’Alembert"),
        ({"family": "Udhri", "given": "Jamil", "non-dropping-particle": "al-"}, "al-Udhri J", "al-Udhri"),
        ({"family": "van der Berg", "given": "J"}, "van der Berg J", "van der Berg"),
        ({"family": "Silva", "given": "Maria de Lourdes"}, "Silva M de L", "Silva"),
        ({"family": "王", "given": "伟"}, "王 伟", "王"),
        ({"family": "Plato"}, "Plato", "Plato"),
        ({"family": "Plato", "given": ""}, "Plato", "Plato"),
        ({"literal": "JR Study Group"}, "JR Study Group", "JR Study Group"),
    ],
)
def test_a_name(name, printed, family):
    read = Name.model_validate(name)
    assert author_as_printed(read) == printed
    assert family_name(read) == family


@pytest.mark.parametrize(
    ("text", "whole", "year"),
    [
        ("2024", "2024", "2024"),
        ("2024-03", "March 2024", "2024"),
        ("2024-03-15", "March 15, 2024", "2024"),
        ("2024-21", "Spring 2024", "2024"),
        ("2019~", "circa 2019", "circa 2019"),
        ("2024-11/2024-12", "November-December 2024", "2024"),
        ("2023-12/2024-01", "December 2023-January 2024", "2023-2024"),
        ("2024-03-15/2024-03-22", "March 15-22, 2024", "2024"),
        ("2024-03-15/2024-04-02", "March 15-April 2, 2024", "2024"),
        ("2019/2020", "2019-2020", "2019-2020"),
        ("2019/..", "2019-", "2019-"),
        ("2024/2024", "2024", "2024"),
        ("in press", "In press", "in press"),
    ],
)
def test_a_date(text, whole, year):
    assert whole_date(text) == whole
    assert year_words(text) == year


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("123-128", "123-128"),
        ("123-8", "123-128"),
        ("1234-41", "1234-1241"),
        ("123–8", "123-128"),
        ("123--128", "123-128"),
        ("S12-8", "S12-S18"),
        ("S12-S18", "S12-S18"),
        ("S12-18", "S12-S18"),
        ("98-102", "98-102"),
        ("E1301-e1310", "E1301-e1310"),
        ("98-2", "98-2"),
        ("1-5, 8-12", "1-5, 8-12"),
        ("e079970", "e079970"),
        ("rapm-2025-106123", "rapm-2025-106123"),
        ("S0140-6736(20)30183-5", "S0140-6736(20)30183-5"),
    ],
)
def test_pages(written, printed):
    assert pages(written) == printed


@pytest.mark.parametrize(
    ("issue", "supplement", "printed"),
    [
        ("3", None, ("3", None)),
        ("Suppl 1", None, (None, "suppl 1")),
        ("Suppl", None, (None, "suppl")),
        ("4 Suppl 2", None, ("4", "suppl 2")),
        ("4 (Suppl. 2)", None, ("4", "suppl 2")),
        ("Supplement_1", None, ("Supplement_1", None)),
        ("3", "1", ("3", "suppl 1")),
        (None, "suppl 1", (None, "suppl 1")),
        (None, None, (None, None)),
    ],
)
def test_a_supplement(issue, supplement, printed):
    assert issue_and_supplement(issue, supplement) == printed


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("2", "2"),
        ("2nd", "2"),
        ("3rd ed.", "3"),
        ("Revised", "Revised"),
        ("Second", "2"),
        ("Tenth edition", "10"),
        ("Revised ed.", "Revised ed."),
    ],
)
def test_an_edition(written, number):
    assert edition_number(written) == number

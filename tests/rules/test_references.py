"""Rules on references: the form of each identifier, and which two references are one publication."""

from __future__ import annotations

import pytest

from .planting import expect

DOI, PMID = "DOI: 10.1000/abc.1", 'PMID: "123456"'
SECOND = "    DOI: 10.1000/abc.2"


@pytest.mark.parametrize(
    ("doi", "bare"),
    [
        ("10.1000/a", None),
        ("10.1000.10/a", None),
        ("10.123456789/a", None),
        ("¦10.100/a", False),
        ("¦10.1234567890/a", False),
        ("¦10.1000/", False),
        ("¦10.1000/a.", "10.1000/a"),
        ("¦10.1000/a,", "10.1000/a"),
        ("¦10.1000/a;", "10.1000/a"),
        ("¦doi:10.1000/a", "10.1000/a"),
        ("¦11.1000/a", False),
    ],
)
def test_the_form_of_a_doi(tmp_path, doi, bare):
    found = expect(tmp_path, "CITE-003", (DOI, f"DOI: {doi}"))
    assert all((f"write {bare}" == p.hint) if bare else ("10.1000/xyz123" in p.hint) for p in found)


@pytest.mark.parametrize("pmid", ["1", "12345678", "¦123456789", "¦0123", "¦12a", "¦PMID 1"])
def test_the_form_of_a_pmid(tmp_path, pmid):
    mark = "¦" if "¦" in pmid else ""
    expect(tmp_path, "CITE-003", (PMID, f'PMID: {mark}"{pmid.removeprefix("¦")}"'))


@pytest.mark.parametrize("field", ["DOI", "PMID", "URL"])
def test_an_identifier_belongs_to_one_reference(tmp_path, field):
    value = {"DOI": "10.1000/abc.1", "PMID": '"123456"', "URL": "https://a.org/X"}[field]
    first = (PMID, f"{PMID}\n    URL: https://a.org/x")
    row = f"    {field}: ¦{value}"
    found = expect(tmp_path, "CITE-004", first, (SECOND, row if field == "DOI" else f"{SECOND}\n{row}"))
    assert "`smith2024` and `lee2025`" in found[0].message
    expect(tmp_path, "CITE-004", first)


@pytest.mark.parametrize("field", ["PMID", "URL"])
def test_a_reference_without_an_identifier_does_not_hide_the_next(tmp_path, field):
    value = {"PMID": '"777"', "URL": "https://a.org/x"}[field]
    rows = [f"  - {{id: {name}, type: book, title: {name}, {field}: {mark}{value}}}\n"
            for name, mark in (("third", ""), ("fourth", "¦"))]  # fmt: skip
    expect(tmp_path, "CITE-004", (SECOND, f"{SECOND}\n{''.join(rows)}".rstrip()))


def test_each_repetition_is_compared_with_the_first(tmp_path):
    third = "  - {id: third, type: book, title: T, DOI: ¦10.1000/ABC.1}\n  - {id: fourth, type: book, title: U}\n"
    found = expect(tmp_path, "CITE-004", (SECOND, f"    DOI: ¦10.1000/abc.1\n{third}".rstrip()))
    assert ["`smith2024` and" in p.message for p in found] == [True, True]


@pytest.mark.parametrize(
    ("author", "title", "same"),
    [
        ("{family: Smith, given: B}", "Pain after one year!", True),
        ("{family: Smith, given: B}", "PAIN: after 'one' year", True),
        ("{family: Smith, given: B}", "Pain after two years", False),
        ("{family: Jones, given: A}", "Pain after one year", False),
        ("{literal: Smith}", "Pain after one year", True),
    ],
)
def test_two_papers_of_one_title_and_author(tmp_path, author, title, same):
    mark = "¦" if same else ""
    row = "author: [{family: Lee, given: B}]\n    title: Pain after two years"
    expect(tmp_path, "CITE-005", (row, f'author: [{author}, {{family: X}}]\n    title: {mark}"{title}"'))

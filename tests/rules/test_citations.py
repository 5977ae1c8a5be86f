"""Rules on citations, references and the studies that name them, at the edges of what is alike."""

from __future__ import annotations

import pytest

from .planting import expect

DOI, PMID = "DOI: 10.1000/abc.1", 'PMID: "123456"'
SECOND = "    DOI: 10.1000/abc.2"
TEXT = "Lee et al, 2025 [@lee2025]"


@pytest.mark.parametrize(
    ("key", "near"), [("smith2025", True), ("smiht2024", True), ("smith", True), ("jones1999", False)]
)
def test_a_key_that_is_near_is_offered(tmp_path, key, near):
    for rule, edit in (
        ("CITE-001", ("common [@smith2024]", f"common [¦@{key}; @smith2024]")),
        ("CITE-006", ("citation: smith2024", f"citation: ¦{key}")),
    ):
        found = expect(tmp_path, rule, edit)
        assert ("`smith2024`" in found[0].hint) == near and found[0].hint


def test_a_reference_that_only_a_study_names_is_cited(tmp_path):
    expect(tmp_path, "CITE-002", (TEXT, "Others"))
    expect(tmp_path, "CITE-002", (TEXT, "Others"), ("citation: lee2025", "citation: smith2024"),
           ("  - id: lee2025", "  - id: ¦lee2025"))  # fmt: skip


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


@pytest.mark.parametrize(
    "text",
    [
        "Lee et al, 2025 [@lee2025]",
        "¦Lee et al, 2024 [@lee2025]",
        "¦Lee et al, 2026 [@lee2025]",
        "¦Lee et al. (2024) [@lee2025]",
        "¦Lee and Smith, 2024 [@lee2025]",
        "¦Lee’s 2024 [@lee2025]",
        "¦Lee 2024 [@lee2025]",
        "¦Smith et al [@lee2025]",
        "¦Smith et al, 2025 [@lee2025]",
        "¦Mary Smith et al, 2025 [@lee2025]",
        "Jones et al, 2025 [@lee2025]",  # no reference is by that name
        "Van Lee et al, 2025 [@lee2025]",
        "Smith [@lee2025]",  # a name alone may mean anything
        "Lee et al, 2024 [@lee2025; @smith2024]",
        "Lee et al, 2024 and others [@lee2025]",
        "Lee et al, 1824 [@lee2025]",
    ],
)
def test_a_paper_that_the_text_names_is_the_cited_one(tmp_path, text):
    expect(tmp_path, "CITE-008", (TEXT, text))


def test_a_paper_without_author_or_day_is_not_compared(tmp_path):
    lee = "    author: [{family: Lee, given: B}]\n"
    expect(tmp_path, "CITE-008", (TEXT, "Smith et al, 2024 [@lee2025]"), (lee, ""))
    expect(tmp_path, "CITE-008", (TEXT, "Lee et al, 2024 [@lee2025]"), ("    issued: 2025-01\n", ""))
    expect(tmp_path, "CITE-008", (TEXT, "Lee et al, 2024 [@nobody]"))
    second = "    author: [{family: Smith, given: A}, {family: Lee, given: C}]\n    title: Pain after one"
    expect(tmp_path, "CITE-008", (TEXT, "Lee et al, 2024 [@smith2024]"),
           ("    author: [{family: Smith, given: A}]\n    title: Pain after one", second))  # fmt: skip


@pytest.mark.parametrize(
    ("study", "citation"),
    [
        ("lee-2025", "lee2025"),
        ("lee-2025", "¦smith2024"),
        ("lee-long-term", "¦smith2024"),
        ("lee-2024", "smith2024"),  # no reference fits
        ("jones-2025", "smith2024"),
        ("smith-2024-b", "smith2024"),
        ("lee-2025", "nobody"),
    ],
)
def test_the_name_of_a_study_is_that_of_its_paper(tmp_path, study, citation):
    found = expect(
        tmp_path, "CITE-009", ("id: lee-2025", f"id: {study}"), ("citation: lee2025", f"citation: {citation}")
    )
    assert all("Smith 2024" in p.message and "`lee2025`" in p.hint for p in found)


def test_a_key_without_brackets(tmp_path):
    expect(tmp_path, "CITE-007", ("NRS was", "NRS ¦@lee2025 and ¦@smith2024 and @nobody was"))

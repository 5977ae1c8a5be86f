"""Rules on citations and the studies that name them, at the edges of what is alike."""

from __future__ import annotations

import pytest

from .planting import expect

TEXT = "Lee et al, 2025 [@lee2025]"
SUMMARY = "summary: The service is medically necessary for some patients."


@pytest.mark.parametrize(
    ("key", "near"),
    [("smith2025", True), ("smiht2024", True), ("smith", True), ("smi", False), ("jones1999", False)],
)
def test_a_key_that_is_near_is_offered(tmp_path, key, near):
    for rule, edit in (
        ("CITE-001", ("common [@smith2024]", f"common [¦@{key}; @smith2024]")),
        ("CITE-006", ("citation: smith2024", f"citation: ¦{key}")),
    ):
        found = expect(tmp_path, rule, edit)
        assert found[0].message == f"there is no reference `{key}`"
        assert found[0].hint == ("did you mean `smith2024`?" if near else "add the reference, or correct the key")


def test_a_reference_that_only_a_study_names_is_cited(tmp_path):
    expect(tmp_path, "CITE-002", (TEXT, "Others"))
    expect(tmp_path, "CITE-002", (TEXT, "Others"), ("citation: lee2025", "citation: smith2024"),
           ("  - id: lee2025", "  - id: ¦lee2025"))  # fmt: skip


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
        "Smith [@lee2025] and ¦Lee et al, 2024 [@lee2025]",
        "Lee et al, 2024 [@lee2025; @smith2024]",
        "Lee et al, 2024 and others [@lee2025]",
        "Lee et al, 1824 [@lee2025]",
        "Smith et al, 2024 found it; ¦Lee et al, 2024 [@lee2025]",
    ],
)
def test_a_paper_that_the_text_names_is_the_cited_one(tmp_path, text):
    expect(tmp_path, "CITE-008", (TEXT, text))


def test_the_message_says_what_differs(tmp_path):
    [found] = expect(tmp_path, "CITE-008", (TEXT, "¦Lee et al, 2024 [@lee2025]"))
    assert found.message == "the text says 2024, the reference `lee2025` was issued in 2025"
    [found] = expect(tmp_path, "CITE-008", (TEXT, "¦Mary Smith et al, 2025 [@lee2025]"))
    assert found.message == "the text names Mary Smith, the reference `lee2025` is by Lee"


def test_a_text_may_begin_with_the_name(tmp_path):
    expect(tmp_path, "CITE-008", (SUMMARY, "summary: ¦Lee et al, 2024 [@lee2025] found it."))


def test_an_organization_is_an_author(tmp_path):
    lee = "author: [{family: Lee, given: B}]"
    named = (TEXT, "¦Smith et al, 2025 [@lee2025]")
    found = expect(tmp_path, "CITE-008", named, (lee, "author: [{literal: National Pain Society}]"))
    assert found[0].message == "the text names Smith, the reference `lee2025` is by National Pain Society"
    society = (lee, "author: [{literal: Smith Society}]")
    expect(tmp_path, "CITE-008", (TEXT, "Smith Society et al, 2025 [@lee2025]"), society)
    # the last words of a name are enough, though another reference is by that name alone
    other = "author: [{family: Smith, given: A}]"
    short = (other, "author: [{literal: Society}]")
    expect(tmp_path, "CITE-008", (TEXT, "Society et al, 2025 [@lee2025]"), society, short)
    whole = (other, "author: [{family: Van Lee, given: A}]")
    expect(tmp_path, "CITE-008", (TEXT, "Van Lee et al, 2025 [@lee2025]"), whole)
    # an organization that another reference is by
    smith = ("author: [{family: Smith, given: A}]", "author: [{literal: Smith Society}]")
    expect(tmp_path, "CITE-008", smith, (TEXT, "¦Smith Society et al, 2025 [@lee2025]"))


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
    for problem in found:
        assert problem.message == f"the study is called `{study}`, but its citation is Smith 2024"
        assert problem.hint == "did you mean `lee2025`?"


def test_the_name_of_a_study_needs_an_author_and_a_year_to_compare(tmp_path):
    lee = "    author: [{family: Lee, given: B}]\n"
    wrong = ("citation: lee2025", "citation: smith2024")
    expect(tmp_path, "CITE-009", wrong, (lee, ""))  # no reference is known to be by Lee
    unsigned = ("    author: [{family: Smith, given: A}]\n", "")
    expect(tmp_path, "CITE-009", wrong, unsigned)
    marked = ("citation: lee2025", "citation: ¦smith2024")
    undated = ("    issued: 2024-03\n", "")
    assert expect(tmp_path, "CITE-009", marked, undated)[0].message.endswith(" is Smith")
    expect(tmp_path, "CITE-009", marked, ("    issued: 2025-01\n", ""))
    hyphen = ("author: [{family: Lee, given: B}]", 'author: [{family: "L\'e-E", given: B}]')
    expect(tmp_path, "CITE-009", marked, hyphen)


def test_a_key_without_brackets(tmp_path):
    expect(tmp_path, "CITE-007", ("NRS was", "NRS ¦@lee2025 and ¦@smith2024 and @nobody was"))


def test_each_citation_that_cannot_be_printed_is_located(tmp_path):
    found = expect(tmp_path, "CITE-010", ("NRS was", "NRS ¦[see @lee2025] and ¦[@lee2025, chapter 3] was"))
    assert all(p.message and p.hint for p in found)

"""What the catalogue lists, and where: a draft is never listed among documents in force."""

from __future__ import annotations

import re

import pytest

from generator.problem import SourceProblems
from generator.publish.catalogue import catalogue, catalogue_input
from generator.publish.catalogue.view import catalogue_view
from generator.publish.manifest import Manifest
from publish.catalogue.lists import DRAFT, FULL, entry, kept, manifest


def shown(found: Manifest) -> list[tuple[str, str, str, str, str, list[str], list[str]]]:
    """Return section, title, publisher, version, status, names of documents and earlier versions of every row."""
    return [
        (
            name,
            title,
            row.publisher,
            row.version,
            row.mark or row.status,
            [link.name for link in row.links],
            [item.version for item in row.earlier],
        )
        for name, _, _, policies in catalogue_view(found)["sections"]
        for title, _, rows in policies
        for row in rows
    ]


def test_sections_rows_and_earlier_versions():
    assert shown(FULL) == [
        (
            "in-force",
            "Knee arthroscopy",
            "Example North Plan",
            "2.0",
            "Active",
            ["Coverage Policy EX-1", "Request Form"],
            ["1.10", "1.9"],
        ),
        (
            "coming",
            "Lumbar fusion",
            "Example North Plan",
            "2.0",
            "Approved",
            ["Coverage Policy EX-1", "Billing Article EX-1"],
            [],
        ),
        ("drafts", "Knee arthroscopy", "Example South Plan", "0.3", "DRAFT", ["Coverage Policy EX-1"], []),
        ("ended", "Back brace", "Example South Plan", "2.0", "SUPERSEDED", ["Coverage Policy EX-1"], []),
        ("ended", "Old laser", "Example North Plan", "1.0", "Withdrawn", ["Coverage Policy EX-1"], []),
    ]


def test_an_active_policy_that_was_not_built_as_final_is_a_draft():
    found = shown(manifest(entry("knee", "north", final=False, mark="NOT FINAL")))
    assert [(row[0], row[4]) for row in found] == [("drafts", "NOT FINAL")]


def test_documents_of_two_versions_have_a_row_each():
    """After a build of one document the others are still those of the earlier version."""
    found = shown(manifest(entry("knee", "north"), entry("knee", "north", "billing-article", version="1.0")))
    assert [(row[3], row[5]) for row in found] == [("1.0", ["Billing Article EX-1"]), ("2.0", ["Coverage Policy EX-1"])]


def test_what_stands_again_is_no_earlier_version():
    document = entry("knee", "north", version="1.0")
    again = kept("1.0", document, sha256=document["sha256"])
    assert shown(manifest(document, previous=(again,)))[0][6] == []


def test_of_a_withdrawn_policy_the_newest_version_stands_first():
    old = entry("knee", "north")
    found = shown(manifest(previous=(kept("9", old), kept("10", old), kept("1", old, effective="2030-01-01"))))
    assert [(row[3], row[4], row[6]) for row in found] == [("1", "Withdrawn", ["10", "9"])]


def test_the_choices_are_those_that_there_are():
    view = catalogue_view(FULL)
    assert [name for name, _ in view["publishers"]] == ["Example North Plan", "Example South Plan"]
    assert [name for name, _ in view["statuses"]] == ["Draft", "Approved", "Active", "Superseded", "Withdrawn"]
    assert [name for name, _ in view["kinds"]] == [
        "coverage-policy",
        "billing-article",
        "checklist-prior-authorization",
    ]


def test_a_link_says_format_pages_and_size(tmp_path):
    page = catalogue(FULL, tmp_path)[1].decode()
    assert "Coverage Policy EX-1<small> (PDF, 7 pages, 123 kB)</small>" in page
    assert "Request Form<small> (PDF, 1 page, 2.3 MB)</small>" in page
    assert 'href="knee-arthroscopy/north/versions/1.10/coverage-policy.pdf"' in page


def test_the_page_is_the_same_in_whatever_order_and_asks_for_nothing(tmp_path):
    turned = Manifest(dict(reversed(FULL.documents.items())), dict(reversed(FULL.previous.items())))
    first, again = catalogue(FULL, tmp_path), catalogue(turned, tmp_path)
    assert first == again
    page = first[1].decode()
    assert not re.findall(r"""(?:src|action)=|url\(|@import|https?://""", page)
    assert not [link for link in re.findall(r'href="([^"]*)"', page) if not re.match(r"#|manifest|[a-z-]+/", link)]
    assert not re.findall(r"\sstyle=|\son[a-z]+=", page)  # which the content security policy forbids


def test_text_of_a_policy_is_text(tmp_path):
    evil = "<script>alert(1)</script>"
    facts = dict.fromkeys(("policy_title", "publisher", "kind", "number", "version", "mark", "superseded_by"), evil)
    page = catalogue(
        manifest(
            entry(
                "knee",
                "north",
                lines_of_business=[evil],
                states=[evil],
                codes=[{"system": evil, "role": "covered", "codes": evil}],
                **facts,
            )
        ),
        tmp_path,
    )[1].decode()
    assert page.count("<script>") == 1 and "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("value", [None, 7, [], {}, "", ["x"], [7], {"x": 1}, "nonsense"])
def test_a_manifest_that_a_hand_has_changed_still_gives_a_page(tmp_path, value):
    good = entry("knee", "north")
    wrong = good | {name: value for name in good if name not in ("path", "sha256", "bytes")}
    bare = {name: good[name] for name in ("path", "sha256", "bytes")}
    for item in (wrong, bare):
        row = catalogue_view(manifest(item, previous=(kept("1", good) | {"version": value},)))["sections"][0]
        assert row[0] in ("drafts", "ended")  # never in force
        assert b"knee/north/coverage-policy.pdf" in catalogue(manifest(item), tmp_path)[1]


def test_an_empty_folder_has_a_page(tmp_path):
    assert b"No documents have been built yet." in catalogue(Manifest(), tmp_path)[1]


def test_the_root_may_have_its_own_template(tmp_path):
    own = tmp_path / "templates" / "catalogue" / "page.html.j2"
    own.parent.mkdir(parents=True)
    own.write_text("<p>{{ count }} rows</p>\n")
    first = catalogue(FULL, tmp_path)
    assert first[1] == b"<p>5 rows</p>\n"
    (own.parent / "more.html.j2").write_text("more")
    assert catalogue_input(FULL, tmp_path) != first[0]["input_sha256"]
    own.write_text("<p>{{ nobody }}</p>\n")
    with pytest.raises(SourceProblems) as raised:
        catalogue(manifest(entry("knee", "north", **DRAFT)), tmp_path)
    assert str(raised.value.problems[0]).startswith(
        "templates/catalogue/page.html.j2:1:1: error PUB-003: the template fails: 'nobody' is undefined"
    )

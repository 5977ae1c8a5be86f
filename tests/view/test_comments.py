"""The response-to-comments article: who issues it, in which order, what each row says; what it carries and cites."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import yaml
from conftest import documents

from generator.problem import SourceProblems
from generator.render.attachments import attachments, source_yaml
from generator.render.document import document_html
from generator.render.finishing import finish_document
from generator.render.html import render_html
from generator.source.editions import resolve_editions
from generator.source.policies import load_policy
from generator.view import Document

KIND = "response-to-comments"
ORDER = [
    "Document Note",
    "Contractor Information",
    "Article Information",
    "AMA CPT / ADA CDT / AHA NUBC Copyright Statement",
    "Article Guidance",
    "Response to Comments",
    "Coding Information",
    "Bibliography",
    "Revision History Information",
    "Associated Documents",
    "Keywords",
]


@pytest.fixture
def document(demo) -> Document:
    return next(item for item in documents(demo) if item.kind == KIND)


def words(page: str) -> str:
    return re.sub(r"\s+([.,;:])", r"\1", re.sub(r"\s+", " ", re.sub("<.*?>", " ", page)))


def test_only_an_edition_with_comments_issues_it(demo, first, document):
    assert [item.resolved.edition.id for item in documents(demo) if item.kind == KIND] == ["example-lcd"]
    assert [item for item in documents(first) if item.kind == KIND] == []
    without = document.resolved.edition.model_copy(update={"comments": ()})
    assert KIND not in replace(document.resolved, edition=without).artifacts


def test_the_pdf_conforms_and_keeps_the_order(demo, document):
    root = demo.path.parent.parent
    page = document_html(document, root)
    done = finish_document(document.path, demo.shown, document.resolved.publisher.id, page, attachments(document), root)
    text = "\n".join(item.get_textpage().get_text_bounded() for item in pypdfium2.PdfDocument(done.data))
    assert re.findall("<h2>(.*?)</h2>", page) == ["Contents", *ORDER]
    assert "Article Type" in text and "Response to Comments: Implanted" in text


def test_rows_say_who_on_what_and_what_came_of_it(demo, document):
    text = words(render_html(document, demo.path.parent.parent))
    assert "on the proposed Local Coverage Determination DL99999, Implanted Neuromodulation" in text
    assert "Comments were accepted from June 4, 2026 through July 19, 2026." in text
    assert "4 submissions were received" in text
    assert "Example Society for Invented Medicine (society), received 06/20/2026" in text
    assert "On criterion P4 (pre-smoking); paragraph I4 of the proposed document." in text
    assert "Changed: the summary of coverage in version 0.9 of 10/15/2026." in text
    assert text.count("No change.") == 3  # two outcomes and a row of the policy's history
    assert "DA99999, Billing and Coding: Implanted" in text


def test_citations_of_comments_and_responses_are_listed(demo, document):
    page = render_html(document, demo.path.parent.parent)
    cited = set(re.findall(r'href="#reference-([a-z-]+)"', page))
    assert cited == {"demo-trial-one", "demo-guideline", "demo-report"}
    assert cited == set(re.findall(r'<li id="reference-([a-z-]+)"', page))


def test_it_carries_the_comments_and_the_others_do_not(demo):
    for item in documents(demo):
        carried = yaml.load(source_yaml(item), yaml.BaseLoader)
        assert ("comments" in carried["edition"]) == (item.kind == KIND)
        assert item.kind != KIND or "evidence" not in carried


def test_an_unanswered_comment_says_so(demo, document):
    open_ = [item.model_copy(update={"response": None, "outcome": None}) for item in document.resolved.edition.comments]
    edition = document.resolved.edition.model_copy(update={"comments": tuple(open_)})
    changed = replace(document, resolved=replace(document.resolved, edition=edition))
    assert words(render_html(changed, demo.path.parent.parent)).count("No response yet.") == 3


def test_the_example_contractor_can_issue_it(root: Path):
    file = root / "policy" / "restorative-neurostimulation.yaml"
    text = file.read_text(encoding="utf-8")
    old = "    artifacts: [lcd-draft, billing-article]\n"
    assert text.count(old) == 1
    comment = (
        "    comments:\n      - number: 1\n        commenters: [{name: A fictitious society, kind: society, "
        "received: 2026-12-04}]\n        about: [older-than-18]\n        comment: Adults of 18 years too?\n"
    )
    file.write_text(text.replace(old, comment), encoding="utf-8")
    issued = resolve_editions(load_policy(file, root), root)[2]
    assert issued.artifacts == ("lcd-draft", "billing-article", KIND)
    page = words(render_html(Document(issued, KIND), root))
    assert "Example Medicare Contractor, LLC thanks all who commented. 1 submission was received" in page
    assert "No response yet." in page
    file.write_text(text.replace(old, "    artifacts: [lcd-draft, response-to-comments]\n"), encoding="utf-8")
    with pytest.raises(SourceProblems) as caught:
        resolve_editions(load_policy(file, root), root)
    found = caught.value.problems
    assert [(item.rule, item.message) for item in found] == [
        ("EDITION-006", "`response-to-comments` is listed, but there are no comments")
    ]
    assert "artifacts:" in file.read_text(encoding="utf-8").splitlines()[found[0].place.line - 1]

"""The mark of each status, read back from every page of the PDF; a final document has none while it is in force."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pypdfium2
import pytest

from generator.model.edition import Status
from generator.render.document import document_html
from generator.render.finishing import finish_document
from generator.source.editions import resolve_editions
from generator.source.policies import load_policy
from generator.view import Document
from tests.lifecycle.test_lifecycle import run

MARKS = {
    "draft": "DRAFT",
    "in-review": "DRAFT",
    "proposed": "PROPOSED",
    "comment": "PROPOSED",
    "notice": "FUTURE",
    "approved": "APPROVED, NOT YET FINAL",
    "active": "NOT FINAL",
    "retired": "RETIRED",
    "superseded": "SUPERSEDED",
}
WORDS = set(MARKS.values())


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    root = tmp_path_factory.mktemp("marks")
    (root / "policy").mkdir()
    run(root, "new", "knee-arthroscopy")
    file = root / "policy" / "knee-arthroscopy.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace(
            "references:   ", "superseded_by: P-2, Knee Arthroscopy and More\n\nreferences:   "
        ),
        encoding="utf-8",
    )
    return root, resolve_editions(load_policy(file, root), root)[0]


def pages(edition, status: str, final: bool = False) -> list[str]:
    root, resolved = edition
    document = Document(replace(resolved, status=status), "checklist-committee", final)
    data = finish_document(
        document.path, "policy.yaml", document.resolved.publisher.id, document_html(document, root), (), root
    ).data
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data)]


@pytest.mark.parametrize("status", get_args(Status))
def test_every_page_carries_the_mark_of_its_status(edition, status):
    found = pages(edition, status)
    assert len(found) > 1
    for text in found:
        assert MARKS[status] in text
    said = "Replaced by P-2, Knee Arthroscopy and More."
    assert (said in " ".join(found[0].split())) == (status in ("retired", "superseded"))


@pytest.mark.parametrize("status", ["approved", "active", "notice", "retired", "superseded"])
def test_a_final_document_in_force_has_no_mark(edition, status):
    text = "\n".join(pages(edition, status, final=True))
    if status in ("approved", "active"):
        assert not [word for word in WORDS if word in text]
    else:
        assert MARKS[status] in text

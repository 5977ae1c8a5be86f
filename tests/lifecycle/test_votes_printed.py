"""Votes in print: the record in the committee's checklist, who approved a final policy, votes for an earlier text."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest

from tests.lifecycle.test_lifecycle import change, final, run, vote
from tests.lifecycle.test_lifecycle import root as started  # noqa: F401


@pytest.fixture
def root(started: Path) -> Path:  # noqa: F811
    """The started policy with nothing left to be written."""
    file = started / "policy" / "knee-arthroscopy.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Write here: ", "Written: "), encoding="utf-8")
    return started


def text(root: Path, kind: str) -> str:
    pdf = pypdfium2.PdfDocument(root / "build" / "knee-arthroscopy" / "model" / f"{kind}.pdf")
    return re.sub(r"\s+", " ", " ".join(page.get_textpage().get_text_bounded() for page in pdf))


def build(root: Path, *words: str) -> str:
    return run(root, "build", "--artifact", "checklist-committee", "--artifact", "coverage-policy", *words)


def test_the_record_is_printed_and_printing_voids_nothing(root):
    change(root, "status: draft ", "status: approved ")
    build(root)
    assert "Votes recorded" not in text(root, "checklist-committee")
    vote(root, "--date", "2026-11-20")
    run(
        root,
        "approve",
        "knee-arthroscopy",
        "--who",
        "B. Other",
        "--role",
        "Pharmacist",
        "--vote",
        "against",
        "--conflicts",
        "consults for a maker",
        "--date",
        "2026-11-21",
    )
    run(root, "approve", "knee-arthroscopy", "--who", "C. Third", "--role", "Medical director", "--date", "2026-11-22")
    assert "2 built" not in build(root), "a vote changes the checklist, and no policy that is not final"
    printed = text(root, "checklist-committee")
    assert "A. Member Chair 11/20/2026 For none declared" in printed
    assert "B. Other Pharmacist 11/21/2026 Against consults for a maker" in printed
    assert "Approved. Recorded on this text: 2 in favor, 1 against, 0 abstained; 1 in favor needed." in printed
    assert "Approved by" not in text(root, "coverage-policy")
    assert final(root) == []
    build(root, "--final")
    assert final(root) == []
    said = "Approved by A. Member (Chair) and C. Third (Medical director) on November 22, 2026: 2 in favor, 1 against."
    assert said in text(root, "coverage-policy")


def test_votes_for_an_earlier_text_are_said_to_be_so(root):
    change(root, "status: draft ", "status: in-review ")
    vote(root)
    run(root, "approve", "knee-arthroscopy", "--who", "B. Other", "--role", "Pharmacist")
    change(root, "An active infection is present.", "An infection is present.")
    said = "2 votes were for an earlier text and do not count: A. Member, B. Other."
    assert said in run(root, "approve", "knee-arthroscopy")
    build(root)
    printed = text(root, "checklist-committee")
    assert said in printed and "Not approved. Recorded on this text: 0 in favor" in printed
    assert "Votes recorded on the text" not in printed
    assert "1 vote was" not in vote(root) and "approved (1 for" in run(root, "approve", "knee-arthroscopy")
    build(root)
    printed = text(root, "checklist-committee")
    assert "A. Member Chair" in printed and said in printed


def test_a_broken_file_of_votes_stops_the_build_at_its_line(root):
    vote(root)
    file = root / "policy" / "approvals" / "knee-arthroscopy.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace('vote: "for"', 'vote: "fro"'), encoding="utf-8")
    output = run(root, "build", "--artifact", "checklist-committee", code=1)
    assert re.search(r"policy/approvals/knee-arthroscopy\.yaml:\d+:\d+: error SCHEMA-004", output)

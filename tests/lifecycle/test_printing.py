"""What a print record is made of: the documents in each state, a sample vote, and the files that act on them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from generator.files.paths import templates_dir
from generator.lifecycle.printing import compared_state, print_record, unread_lines
from generator.lifecycle.scaffold import write_policy, write_publisher
from generator.source.editions import ResolvedEdition, resolve_editions
from generator.source.policies import load_policy

EDITIONS = (
    "editions:\n  - {id: mine, publisher: plan, artifacts: [coverage-policy, checklist-committee]}\n\nreferences:"
)
SAMPLE = "[name of the member]"


@pytest.fixture(scope="module")
def edition(tmp_path_factory) -> ResolvedEdition:
    root = tmp_path_factory.mktemp("printing")
    (root / "policy").mkdir()
    path = write_policy("knee", None, root, date(2026, 1, 1))
    path.write_text(path.read_text(encoding="utf-8").replace("\nreferences:", f"\n{EDITIONS}"), encoding="utf-8")
    write_publisher("plan", None, root)
    return resolve_editions(load_policy(path, root), root)[0]


def root_of(edition: ResolvedEdition) -> Path:
    return edition.source.path.parents[1]


@pytest.fixture(scope="module")
def record(edition):
    return print_record(edition, root_of(edition), ["in-review", "approved"])


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("draft", "in-review"),
        ("in-review", "in-review"),
        ("proposed", "in-review"),
        ("comment", "in-review"),
        ("notice", "notice"),
        ("approved", "approved"),
        ("active", "active"),
        ("retired", "retired"),
        ("superseded", "superseded"),
    ],
)
def test_an_edition_is_compared_in_its_state(edition, status, state):
    assert compared_state(replace(edition, status=status)) == state


def test_a_record_names_what_it_is_of(record):
    assert (record.policy, record.edition, record.states) == ("knee", "mine", ("in-review", "approved"))
    assert list(record.documents) == ["coverage-policy", "checklist-committee"]


def test_a_sample_vote_stands_for_the_votes(record):
    """Its words are part of the record, whose hash votes name."""
    said = [line for line in record.lines("coverage-policy", "approved") if SAMPLE in line]
    assert said == ["Approved by [name of the member] ([role]) on January 1, 2000: 1 in favor."]
    assert not any(SAMPLE in line for line in record.lines("coverage-policy", "in-review"))
    for state in record.states:
        lines = record.lines("checklist-committee", state)
        assert {SAMPLE, "[role]", "[conflicts of interest]"} <= set(lines)


def test_a_copy_under_review_has_its_mark_and_a_final_document_none(record):
    assert any("DRAFT" in line for line in record.lines("coverage-policy", "in-review"))
    assert not any("DRAFT" in line for line in record.lines("coverage-policy", "approved"))
    assert unread_lines(print_record_of_all(record)) == []


def print_record_of_all(record):
    """Return the record with the states in force that are compared, all as approved."""
    lines = {
        kind: tuple(
            ((*states, "notice", "active") if "approved" in states else states, line) for states, line in printed
        )
        for kind, printed in record.documents.items()
    }
    return replace(record, states=("in-review", "notice", "approved", "active"), documents=lines)


def test_own_templates_and_the_logo_are_in(edition, record):
    root = root_of(edition)
    assert record.files == {}
    try:
        (root / "templates" / "components").mkdir(parents=True)
        (root / "templates" / "components" / "x.css").write_text("p {}", encoding="utf-8")
        own = root / "policy" / "publishers" / "plan"
        (own / "templates").mkdir(parents=True)
        (own / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
        logo = edition.publisher.model_copy(update={"logo": type("Logo", (), {"file": "plan/logo.svg"})()})
        found = print_record(replace(edition, publisher=logo), root, []).files
    finally:
        for path in sorted((root / "templates").rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        (root / "templates").rmdir()
    assert found["templates/components/x.css"] == hashlib.sha256(b"p {}").hexdigest()
    assert "policy/publishers/plan/logo.svg" in found


def test_shipped_fonts_and_words_in_styles_are_in(record):
    fonts = [line.split()[0] for line in record.shipped if line.startswith("fonts/")]
    there = sorted(path.name for path in (templates_dir() / "fonts").iterdir() if path.suffix in (".ttf", ".otf"))
    assert fonts == [f"fonts/{name}" for name in there] != []
    first = next(line for line in record.shipped if line.startswith(f"fonts/{there[0]}"))
    assert first.split()[1] == hashlib.sha256((templates_dir() / "fonts" / there[0]).read_bytes()).hexdigest()
    words = [line for line in record.shipped if not line.startswith("fonts/")]
    assert words and all(": " in line and line.partition(": ")[0].endswith(".css") for line in words)


def test_a_file_that_changes_is_hashed_again(edition):
    root = root_of(edition)
    style = root / "templates" / "own.css"
    style.parent.mkdir()
    try:
        for words in ("p {}", "p { color: red }"):
            style.write_text(words, encoding="utf-8")
            assert print_record(edition, root, []).files == {
                "templates/own.css": hashlib.sha256(words.encode()).hexdigest()
            }
    finally:
        style.unlink()
        style.parent.rmdir()

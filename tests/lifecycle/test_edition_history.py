"""An edition with a version of its own has a history of its own: drafted, written, checked and printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from generator.render.attachments import source_yaml
from generator.render.html import render_html
from generator.rules.checking import check_files
from generator.source.editions import resolve_editions
from generator.source.policies import load_policy
from generator.view import Document
from tests.lifecycle.test_lifecycle import TODAY, change, run
from tests.lifecycle.test_stages import commit, root  # noqa: F401

EDITIONS = """editions:
  - id: model
  - id: north  # the plan of the north
    version: '1.4'  # its own
    lines_of_business: [Commercial]
    history:
      - {date: 2026-01-01, version: "1.4", action: New, explanation: First version of the north.}

references:   """


@pytest.fixture
def repository(root: Path) -> Path:  # noqa: F811
    change(root, "references:   ", EDITIONS)
    commit(root)
    return root


def read(root: Path):  # noqa: F811
    return load_policy(root / "policy" / "knee-arthroscopy.yaml", root)


def test_a_change_of_the_policy_is_told_in_both_histories(repository):
    change(repository, "value: 6, unit: week", "value: 7, unit: week")
    change(repository, "At least 6 weeks", "At least 7 weeks")
    output = run(repository, "revise", "--check", code=1)
    assert re.findall(r"HISTORY-001: (.*) changed", output) == ["the policy", "edition north"]
    run(repository, "revise", "--write")
    run(repository, "revise", "--check")
    policy = read(repository).policy
    assert (policy.version, policy.history[0].version) == ("1.0", "1.0")
    north = policy.editions[1]
    assert (north.version, [row.version for row in north.history]) == ("2.0", ["2.0", "1.4"])
    assert "≥ 6 weeks" in north.history[0].explanation and "≥ 7 weeks" in north.history[0].explanation
    assert "'1.4'  # its own" not in repository.joinpath("policy/knee-arthroscopy.yaml").read_text(encoding="utf-8")
    assert '"2.0"  # its own' in repository.joinpath("policy/knee-arthroscopy.yaml").read_text(encoding="utf-8")
    assert not [found for found in check_files(repository, (), TODAY)[1] if found.severity == "error"]


def test_a_change_of_the_edition_alone_is_told_in_its_history_alone(repository):
    change(
        repository,
        "    history:",
        "    changes:\n      - {action: drop, criterion: active-infection, direction: "
        "less-restrictive, reason: Weighed by the surgeon.}\n    history:",
    )
    output = run(repository, "revise", "--check", code=1)
    found = re.search(r":(\d+):\d+: error HISTORY-001: edition north changed \(1 change\)", output)
    lines = (repository / "policy/knee-arthroscopy.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[int(found[1]) - 1] == "    history:" and "the policy changed" not in output
    run(repository, "revise", "--write", "--edition", "north", "--version", "1.5")
    run(repository, "revise", "--check")
    policy = read(repository).policy
    assert policy.editions[1].version == "1.5" and policy.version == "0.1"
    assert "Exclusion dropped: active-infection" in policy.editions[1].history[0].explanation


def test_an_edition_without_a_version_of_its_own_is_refused_at_its_place(repository):
    output = run(repository, "revise", "knee-arthroscopy", "--edition", "model", "--write", code=1)
    found = re.search(r":(\d+):\d+: error HISTORY-004: edition model does not have its own version", output)
    lines = (repository / "policy/knee-arthroscopy.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[int(found[1]) - 1] == "  - id: model"
    assert "there is no edition `south`" in run(repository, "revise", "knee-arthroscopy", "--edition", "south", code=1)


def test_an_edition_in_one_line_gets_its_row_in_that_line(repository):
    change(repository, EDITIONS, "editions:\n  - {id: north, version: '1.4'}  # flow\n\nreferences:   ")
    commit(repository)
    change(repository, "An active infection is present.", "An infection is present.")
    before = (repository / "policy/knee-arthroscopy.yaml").read_text(encoding="utf-8").splitlines()
    run(repository, "revise", "--write", "--edition", "north")
    after = (repository / "policy/knee-arthroscopy.yaml").read_text(encoding="utf-8").splitlines()
    changed = [old for old, new in zip(before, after, strict=True) if old != new]
    assert changed == ["  - {id: north, version: '1.4'}  # flow"]
    assert [row.version for row in read(repository).policy.editions[0].history] == ["2.0"]


def test_an_edition_gets_its_first_row(repository):
    change(
        repository,
        EDITIONS,
        "editions:\n  - id: north\n    version: '0.1'\n    lines_of_business: [A]\n\nreferences:   ",
    )
    commit(repository)
    change(repository, "An active infection is present.", "An infection is present.")
    run(repository, "revise", "--write")
    run(repository, "revise", "--check")
    assert [row.version for row in read(repository).policy.editions[0].history] == ["1.0"]


def test_documents_and_attached_source_have_the_edition_s_version_and_history(repository):
    resolved = resolve_editions(read(repository), repository)[1]
    document = Document(resolved, "coverage-policy")
    page = re.sub(r"\s+", " ", re.sub("<.*?>", " ", render_html(document, repository)))
    assert "Version 1.4" in page
    own, base = page.index("First version of the north"), page.index("Revision history of the policy that this edition")
    assert page.index("Revision history") < own < base
    carried = yaml.load(source_yaml(document), yaml.BaseLoader)["edition"]
    assert carried["version"] == "1.4" and carried["lines_of_business"] == ["Commercial"]
    assert carried["dates"]["effective"] and carried["history"][0]["version"] == "1.4"
    committee = render_html(Document(resolved, "checklist-committee"), repository)
    assert "First version of the north" in committee


def test_an_edition_may_leave_its_history_to_that_of_the_policy(repository):
    followed = "editions:\n  - id: north\n    version: '0.1'\n    lines_of_business: [A]\n\nreferences:   "
    change(repository, EDITIONS, followed)
    commit(repository)
    change(repository, "An active infection is present.", "An infection is present.")
    run(repository, "revise", "--write")
    file = repository / "policy/knee-arthroscopy.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("    history:\n", text.index("- id: north"))
    file.write_text(text[:start] + text[text.index("\nreferences:   ") :], encoding="utf-8")
    assert read(repository).policy.editions[0].history == ()
    run(repository, "revise", "--check")
    change(repository, '    version: "1.0"', '    version: "1.1"')
    assert "HISTORY-001: edition north changed" in run(repository, "revise", "--check", code=1)

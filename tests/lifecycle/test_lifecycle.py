"""From a new policy to a final build: scaffold, votes bound to content, edits that void them, history rows."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli.main import main
from generator.lifecycle import final_problems
from generator.lifecycle.content_hash import content_sha256
from generator.rules.checking import check_files
from generator.source.editions import resolve_editions
from generator.source.policies import load_policy

TODAY = date.today()


def run(root: Path, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, [*words, "--root", str(root)])
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "policy").mkdir()
    run(tmp_path, "new", "knee-arthroscopy", "--title", 'Knee: "arthroscopy"')
    file = tmp_path / "policy" / "knee-arthroscopy.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace('"Write here: ', '"Written: '), encoding="utf-8")
    return tmp_path


def change(root: Path, old: str, new: str) -> None:
    file = root / "policy" / "knee-arthroscopy.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def final(root: Path) -> list[str]:
    source = load_policy(root / "policy" / "knee-arthroscopy.yaml", root)
    edition = resolve_editions(source, root)[0]
    return [problem.rule for problem in final_problems(source, edition, root, TODAY)]


def vote(root: Path, *words: str) -> str:
    return run(root, "approve", "knee-arthroscopy", "--who", "A. Member", "--role", "Chair", *words)


def test_a_new_policy_has_nothing_wrong_but_the_texts_to_be_written(root):
    assert check_files(root, (), TODAY) == (1, [])
    run(root, "new", "hip-pain")
    checked, problems = check_files(root, ("hip-pain",), TODAY)
    assert checked == 1 and {(problem.rule, problem.severity) for problem in problems} == {("WORD-007", "warning")}
    text = (root / "policy" / "hip-pain.yaml").read_text(encoding="utf-8")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if '"Write here:' in line]
    assert [problem.place.line for problem in problems] == [line for line in lines if line > 10] != []


def test_the_next_commands_are_those_of_the_root(root):
    said = run(root, "new", "hip-pain")
    assert f"`policypress check hip-pain --root {root}` and `policypress build hip-pain --root {root}`" in said
    assert "its title is derived from the id" in said
    assert f"`policypress check --root {root}`" in run(root, "publisher", "new", "my-plan")


def test_ids_that_are_taken_or_none(root):
    assert "the file already exists" in run(root, "new", "knee-arthroscopy", code=1)
    assert "not an id" in run(root, "new", "../knee", code=1)


def test_new_publisher_is_used_by_an_edition(root):
    run(root, "publisher", "new", "my-plan", "--name", "My Plan")
    change(root, "references:   ", "editions:\n  - {id: mine, publisher: my-plan}\n\nreferences:   ")
    found = [problem for problem in check_files(root, (), TODAY)[1] if "my-plan" in problem.place.file]
    lines = (root / "policy" / "publishers" / "my-plan.yaml").read_text(encoding="utf-8").splitlines()
    assert [problem.rule for problem in found] == ["WORD-007"] * 2
    assert [lines[problem.place.line - 1].split(":")[0] for problem in found] == ["tagline", "contact"]
    assert not any("model publisher" in line or "neutral publisher" in line for line in lines[3:])


def test_final_needs_status_and_votes(root):
    assert final(root) == ["FINAL-001", "FINAL-002"]
    change(root, "status: draft ", "status: approved ")
    assert final(root) == ["FINAL-002"]
    assert ": approved (1 for" in vote(root)
    assert final(root) == []


def test_an_edit_voids_the_votes_but_layout_and_status_do_not(root):
    change(root, "status: draft ", "status: in-review ")
    vote(root)
    change(root, "status: in-review ", "status: approved ")
    change(root, "\nkeywords:", "\n\n# a comment\nkeywords:")
    assert final(root) == []
    change(root, "value: 6, unit: week", "value: 7, unit: week")
    change(root, "At least 6 weeks", "At least 7 weeks")
    assert final(root) == ["FINAL-002"]
    said = run(root, "approve", "knee-arthroscopy")
    assert "voided by a later change" in said and re.search(r"edition model, content [0-9a-f]{12}: ", said)
    vote(root)
    assert final(root) == []


def test_votes_against_and_quorum(root):
    change(root, "status: draft ", "status: approved ")
    vote(root, "--vote", "against", "--conflicts", "consults for a maker")
    assert final(root) == ["FINAL-003"]
    vote(root)  # a later vote of the same person takes the place of the earlier one
    assert final(root) == []
    file = root / "policy" / "approvals" / "knee-arthroscopy.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("quorum: 1", "quorum: 2"), encoding="utf-8")
    assert final(root) == ["FINAL-003"]


def test_a_warning_forbids_a_final_build(root):
    change(root, "status: draft ", "status: approved ")
    source = load_policy(root / "policy" / "knee-arthroscopy.yaml", root)
    edition = resolve_editions(source, root)[0]
    late = date(TODAY.year + 2, 1, 1)  # the review is overdue by then
    assert "FINAL-004" in [problem.rule for problem in final_problems(source, edition, root, late)]


def test_build_final_refuses_after_an_edit(root):
    change(root, "status: draft ", "status: approved ")
    run(root, "build", "--final", "--artifact", "checklist-reviewer", code=1)
    vote(root)
    run(root, "build", "--final", "--artifact", "checklist-reviewer")
    change(root, "An active infection is present.", "An infection is present.")
    assert "FINAL-002" in run(root, "build", "--final", "--artifact", "checklist-reviewer", code=1)


def test_content_differs_for_publisher_and_edition(root):
    run(root, "publisher", "new", "my-plan")
    change(root, "references:   ", "editions:\n  - {id: mine, publisher: my-plan}\n  - id: model\n\nreferences:   ")
    source = load_policy(root / "policy" / "knee-arthroscopy.yaml", root)
    one, other = resolve_editions(source, root)
    assert content_sha256(one) != content_sha256(other)


@pytest.fixture
def repository(root) -> Path:
    name = ["-c", "user.name=n", "-c", "user.email=n@example.com"]
    for words in (["init", "-q"], ["add", "-A"], [*name, "commit", "-qm", "first"]):
        subprocess.run(["git", "-C", str(root), *words], check=True)
    return root


def test_a_change_needs_a_row_and_revise_writes_it(repository):
    run(repository, "revise", "--check")
    change(repository, "value: 6, unit: week", "value: 7, unit: week")
    change(repository, "At least 6 weeks", "At least 7 weeks")
    assert "HISTORY-001" in run(repository, "revise", "--check", code=1)
    assert "≥ 6 weeks of conservative care → ≥ 7 weeks" in run(repository, "revise")
    run(repository, "revise", "--write")
    run(repository, "revise", "--check")
    assert check_files(repository, (), TODAY) == (1, [])
    assert load_policy(repository / "policy" / "knee-arthroscopy.yaml", repository).policy.version == "1.0"


def test_reviewed_means_no_change(repository):
    assert "Reviewed; no change." in run(repository, "revise", "knee-arthroscopy")
    run(repository, "revise", "--write", "knee-arthroscopy")
    run(repository, "revise", "--check")
    change(repository, "An active infection is present.", "An infection is present.")
    assert "HISTORY" in run(repository, "revise", "--check", code=1)


def test_diff_of_revisions_and_exit_code(repository):
    change(repository, "An active infection is present.", "An infection is present.")
    assert "for a human: Criterion reworded: active-infection" in run(repository, "diff", "HEAD")
    run(repository, "diff", "HEAD", "--exit-code", code=1)
    run(repository, "diff", "HEAD", "HEAD", "--exit-code")
    assert "neither a file nor a git revision" in run(repository, "diff", "nonsense", code=2)
    path = "HEAD:policy/knee-arthroscopy.yaml"
    assert "1 change" in run(repository, "diff", path, str(repository / "policy/knee-arthroscopy.yaml"))
    assert '"class": "for-a-human"' in run(repository, "diff", "HEAD", "--format", "json")
    assert "| Criterion reworded: active-infection |" in run(repository, "diff", "HEAD", "--format", "markdown")

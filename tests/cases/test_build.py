"""Cases and builds: a publisher may require them for final documents; they are not policies, and are never printed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from engine.tiny import call, current_dates, edit, make_root

from generator.files.inputs import policy_files
from generator.source.policies import find_policies

CASES = """\
format: 1
policy: tiny
cases:
  - {id: severe, title: Severe, use: back-pain, answers: {severity: met}, expect: covered}
  - {id: mild, title: Mild, use: back-pain, answers: {severity: not-met}, expect: not-covered}
"""
WRONG = CASES.replace("expect: covered", "expect: not-covered")
UNCONFIRMED = CASES.replace("expect: covered", "expect: covered, confirmed: no")


@pytest.fixture(scope="module")
def approved(tmp_path_factory) -> Path:
    """A root whose edition may be final, with a publisher that requires cases."""
    root = make_root(tmp_path_factory.mktemp("cases"), **current_dates())
    edit(root / "policy/publishers/north.yaml", "submission: Send it.", "submission: Send it.\nrequire_cases: true")
    done = call("approve", "tiny", "--edition", "north", "--who", "A. Member", "--role", "Chair", cwd=root)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def root(approved, tmp_path) -> Path:
    return Path(shutil.copytree(approved, tmp_path / "root"))


def write(root: Path, text: str) -> None:
    (root / "policy/cases").mkdir(exist_ok=True)
    (root / "policy/cases/tiny.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("cases", "place", "said"),
    [
        (None, "policy/cases/tiny.yaml:1:1", "the policy `tiny` has no cases"),
        ("format: 1\npolicy: tiny\ncases: []\n", "policy/cases/tiny.yaml:1:1", "the policy `tiny` has no cases"),
        (WRONG, "policy/cases/tiny.yaml:4:83", "case `severe` on the policy as written: expected not covered"),
        (UNCONFIRMED, "policy/cases/tiny.yaml:4:103", "no one has confirmed the case `severe`"),
        ("format: 1\npolicy: tiny\ncase: []\n", "policy/cases/tiny.yaml:3:1", "unknown key `case`"),
    ],
    ids=["none", "empty", "failing", "unconfirmed", "unreadable"],
)
def test_a_publisher_that_requires_cases_gets_no_final_document_without(root, cases, place, said):
    if cases:
        write(root, cases)
    done = call("build", "--final", cwd=root)
    assert done.returncode == 1
    assert f"{place}: error FINAL-006: the publisher `north` requires cases that pass" in done.stderr
    assert f"`policypress test tiny --final` lists them; the first: {said}" in done.stderr
    assert not (root / "build/tiny").exists()


def test_with_cases_that_pass_the_final_documents_are_built_and_the_vote_stands(root):
    write(root, CASES)
    done = call("build", "--final", cwd=root)
    assert done.returncode == 0, done.stderr
    write(root, WRONG)  # found although nothing of the documents changed
    assert call("build", "--final", cwd=root).returncode == 1


def test_a_draft_needs_no_cases_and_theirs_are_no_policies(root):
    write(root, WRONG)
    assert call("build", cwd=root).returncode == 0
    assert [path.name for path in find_policies(root)] == ["tiny.yaml"]
    assert policy_files(str(root), ()) == [str(root / "policy/tiny.yaml")]
    assert call("check", cwd=root).stderr.startswith("1 policy checked")


def test_a_change_of_cases_makes_no_document_stale(root):
    write(root, CASES)
    assert call("build", cwd=root).returncode == 0
    write(root, UNCONFIRMED)
    done = call("build", cwd=root)
    assert (done.returncode, done.stdout) == (0, "2 unchanged\n")


def test_without_the_setting_no_cases_are_needed(root):
    edit(root / "policy/publishers/north.yaml", "\nrequire_cases: true", "\nrequire_cases: false")
    call("approve", "tiny", "--edition", "north", "--who", "A. Member", "--role", "Chair", cwd=root)
    done = call("build", "--final", cwd=root)
    assert done.returncode == 0, done.stderr

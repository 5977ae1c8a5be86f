"""Early cut-off: a document is stale only when its own text changed; partial builds and whole ones get along."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from engine.tiny import call, edit, make_root, published
from generator.engine.request import Selection
from generator.engine.tasks import plan_policy


def stamps(root: Path) -> dict[str, str]:
    """Return the input hash of every document of the root's one policy."""
    (path,) = (root / "policy").glob("*.yaml")
    found, documents = plan_policy(path, Selection(root, date(2026, 12, 1)), "same surroundings")
    assert documents, found.problems
    return {item.path.removesuffix(".pdf").split("/", 1)[1]: item.entry["input_sha256"] for item in documents}


def changed(root: Path, old: str, new: str) -> set[str]:
    """Return the kinds of documents that an edit of the first policy makes stale."""
    before = stamps(root)
    (path,) = (root / "policy").glob("*.yaml")
    edit(path, old, new)
    after = stamps(root)
    assert before.keys() == after.keys()
    return {re.sub(r"checklist-.*", "checklist", name.split("/")[1]) for name in after if before[name] != after[name]}


def test_one_result_of_a_study_leaves_checklists_and_billing_articles(root):
    finding = "finding: The safety profile was very favorable"
    assert changed(root, finding, finding + " again") == {"coverage-policy", "lcd-draft"}


def test_a_fact_that_all_documents_print_makes_all_stale(root):
    assert changed(root, "\nshort_title: ", "\nshort_title: Another ") == {
        "coverage-policy",
        "lcd-draft",
        "billing-article",
        "checklist",
    }


@pytest.fixture(scope="module")
def first_build(tmp_path_factory) -> Path:
    """A root with two policies, built."""
    root = make_root(tmp_path_factory.mktemp("first"), ("tiny", "other"))
    assert call("build", cwd=root).returncode == 0
    return root


@pytest.fixture(scope="module")
def edited_build(tmp_path_factory) -> dict[str, bytes]:
    """What a clean build gives of the same root with an edit in both policies."""
    root = make_root(tmp_path_factory.mktemp("edited"), ("tiny", "other"))
    _edit_both(root)
    assert call("build", cwd=root).returncode == 0
    return published(root / "build")


@pytest.fixture
def built(first_build, tmp_path) -> Path:
    """A copy of the first build, to be changed."""
    return Path(shutil.copytree(first_build, tmp_path / "root"))


def _edit_both(root: Path) -> None:
    for name in ("tiny", "other"):
        edit(root / f"policy/{name}.yaml", "A tiny policy", "A tidy policy")


@pytest.mark.slow
@pytest.mark.parametrize("part", [("--artifact", "billing-article"), ("--edition", "north"), ("tiny",)])
def test_a_whole_build_after_a_part_is_whole(built, edited_build, part):
    old = published(built / "build")
    _edit_both(built)
    assert call("build", *part, cwd=built).returncode == 0
    assert published(built / "build") != old
    assert call("build", cwd=built).returncode == 0
    new = published(built / "build")
    assert new.keys() == edited_build.keys()
    same = {path for path, data in edited_build.items() if new[path] == data}
    assert {path for path in old if path.endswith(".pdf")} <= same


def test_what_a_hand_changed_in_the_manifest_is_mended(built):
    old = published(built / "build")
    edit(built / "build/manifest.json", "A tiny policy", "A tidy policy")
    done = call("build", cwd=built)
    assert (done.returncode, done.stdout) == (0, "4 unchanged\n") and published(built / "build") == old


@pytest.mark.slow
def test_a_part_that_is_taken_back_is_noticed(built):
    old = published(built / "build")
    edit(built / "policy/tiny.yaml", "A tiny policy", "A tidy policy")
    assert call("build", "--artifact", "billing-article", cwd=built).returncode == 0
    edit(built / "policy/tiny.yaml", "A tidy policy", "A tiny policy")
    done = call("build", cwd=built)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 built, 3 unchanged")
    assert {path: data for path, data in published(built / "build").items() if path.endswith(".pdf")} == {
        path: data for path, data in old.items() if path.endswith(".pdf")
    }

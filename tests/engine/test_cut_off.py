"""Early cut-off: a document is stale only when its own text changed; partial builds and whole ones get along."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from engine.tiny import edit, make_root, published, run
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


@pytest.mark.slow
@pytest.mark.parametrize("part", [("--artifact", "billing-article"), ("--edition", "north"), ("tiny",)])
def test_a_whole_build_after_a_part_is_whole(tmp_path, part):
    root = make_root(tmp_path / "root", ("tiny", "other"))
    clean = make_root(tmp_path / "clean", ("tiny", "other"))
    assert run("build", cwd=root).returncode == 0
    old = published(root / "build")
    for name, base in (("tiny", root), ("other", root), ("tiny", clean), ("other", clean)):
        edit(base / f"policy/{name}.yaml", "A tiny policy", "A tidy policy")
    assert run("build", *part, cwd=root).returncode == 0
    assert published(root / "build") != old
    assert run("build", cwd=root).returncode == 0 == run("build", cwd=clean).returncode
    assert published(root / "build").keys() == published(clean / "build").keys()
    same = {path for path, data in published(clean / "build").items() if published(root / "build")[path] == data}
    assert {path for path in old if path.endswith(".pdf")} <= same


@pytest.mark.slow
def test_what_a_hand_changed_in_the_manifest_is_mended(tmp_path):
    root = make_root(tmp_path)
    assert run("build", cwd=root).returncode == 0
    old = published(root / "build")
    edit(root / "build/manifest.json", "A tiny policy", "A tidy policy")
    done = run("build", cwd=root)
    assert (done.returncode, done.stdout) == (0, "2 unchanged\n") and published(root / "build") == old


@pytest.mark.slow
def test_a_part_that_is_taken_back_is_noticed(tmp_path):
    root = make_root(tmp_path)
    assert run("build", cwd=root).returncode == 0
    old = published(root / "build")
    edit(root / "policy/tiny.yaml", "A tiny policy", "A tidy policy")
    assert run("build", "--artifact", "billing-article", cwd=root).returncode == 0
    edit(root / "policy/tiny.yaml", "A tidy policy", "A tiny policy")
    done = run("build", cwd=root)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 built, 1 unchanged")
    assert {path: data for path, data in published(root / "build").items() if path.endswith(".pdf")} == {
        path: data for path, data in old.items() if path.endswith(".pdf")
    }

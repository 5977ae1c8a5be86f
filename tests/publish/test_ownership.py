"""Attacks on the output folder through the command: links in it, and files that somebody else made."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from engine.tiny import call, edit, make_root, published

from generator.publish.manifest import read_manifest

COVERAGE, ARTICLE = "tiny/north/coverage-policy.pdf", "tiny/north/billing-article.pdf"
STAGED = "0" * 64


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    root = make_root(tmp_path_factory.mktemp("built") / "root")
    assert call("build", cwd=root).returncode == 0
    return root


@pytest.fixture
def root(built, tmp_path) -> Path:
    """A built root."""
    return Path(shutil.copytree(built, tmp_path / "root"))


@pytest.fixture
def outside(tmp_path) -> Path:
    """A user's folder with files named as ours."""
    folder = tmp_path / "outside"
    for name in (
        f"{STAGED}.file",
        "lock",
        "state.json",
        "notes.txt",
        "north/coverage-policy.pdf",
        "coverage-policy.pdf",
        ".policypress-x",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"the user's {name}")
    return folder


def everything(folder: Path) -> dict[str, object]:
    """Return all that is in a folder: what a file says, where a link leads, when it was written."""
    return {
        path.relative_to(folder).as_posix(): (
            os.readlink(path) if path.is_symlink() else path.is_file() and path.read_bytes(),
            path.lstat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
    }


def link(path: Path, target: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


@pytest.mark.parametrize(
    ("name", "target"),
    [
        (".policypress", "."),
        (".policypress", "none"),
        (".policypress/staged", "."),
        (".policypress/lock", "lock"),
        (".policypress/lock", "none"),
        ("tiny", "."),
        ("tiny/north", "north"),
        ("tiny/north", "none"),
    ],
)
@pytest.mark.parametrize("new", [False, True], ids=["built before", "first build"])
def test_nothing_is_written_through_a_link_below_the_output_folder(root, outside, name, target, new):
    if new:
        shutil.rmtree(root / "build")
    link(root / "build" / name, outside / target)
    edit(root / "policy/tiny.yaml", "for some patients", "for few patients")
    before = everything(outside)
    done = call("build", cwd=root)
    assert everything(outside) == before
    assert done.returncode == 3 and "Traceback" not in done.stderr, done
    shown = (root / "build" / name).as_posix()
    assert any(
        f"{shown}{said}" in done.stderr
        for said in (
            " cannot be written: it is a link that leads outside",
            " cannot be written: it is not a file",
            ": a link to",
        )
    )
    (root / "build" / name).unlink()
    assert call("build", cwd=root).returncode == 0


@pytest.mark.parametrize(
    "name",
    [
        ".policypress/state.json",
        ".policypress/journal.json",
        ".policypress/next-manifest.json",
        f".policypress/staged/{STAGED}.file",
        COVERAGE,
    ],
)
def test_a_link_in_place_of_a_file_of_ours_is_replaced_and_not_followed(root, outside, name):
    link(root / "build" / name, outside / "notes.txt")
    edit(root / "policy/tiny.yaml", "for some patients", "for few patients")
    before = everything(outside)
    done = call("build", cwd=root)
    assert done.returncode == 0 and everything(outside) == before, done
    assert not [path for path in (root / "build").rglob("*") if path.is_symlink()]


def test_a_journal_cannot_publish_a_link(root, outside):
    staged = root / f"build/.policypress/staged/{STAGED}.file"
    link(staged, outside / "notes.txt")
    journal = {"moves": {"tiny/north/notes.pdf": STAGED}, "removes": []}
    (root / "build/.policypress/journal.json").write_text(json.dumps(journal))
    done = call("build", cwd=root)
    assert done.returncode == 3 and f"{staged} is not a file that a build made" in done.stderr
    assert not os.path.lexists(root / "build/tiny/north/notes.pdf")


def test_a_staged_link_is_not_taken_for_a_document(root, outside):
    (root / "build" / ARTICLE).unlink()
    old = read_manifest(root / "build").documents[ARTICLE]
    stamp = old["input_sha256"]
    secret = (outside / "notes.txt").read_bytes()
    link(root / f"build/.policypress/staged/{stamp}.file", outside / "notes.txt")
    entry = old | {"sha256": hashlib.sha256(secret).hexdigest(), "bytes": len(secret)}
    (root / f"build/.policypress/staged/{stamp}.json").write_text(json.dumps(entry))
    assert call("build", cwd=root).returncode == 0
    assert (root / "build" / ARTICLE).read_bytes()[:5] == b"%PDF-" and not (root / "build" / ARTICLE).is_symlink()


def test_a_journal_neither_removes_nor_replaces_what_the_manifest_does_not_list(root):
    mine = root / "build/tiny/north/mine.pdf"
    mine.write_bytes(b"mine")
    staged = root / f"build/.policypress/staged/{STAGED}.file"
    staged.parent.mkdir()
    journal = root / "build/.policypress/journal.json"
    journal.write_text(json.dumps({"moves": {}, "removes": ["tiny/north/mine.pdf"]}))
    assert call("build", cwd=root).returncode == 0 and mine.read_bytes() == b"mine"
    staged.parent.mkdir(exist_ok=True)
    staged.write_bytes(b"other")
    journal.write_text(json.dumps({"moves": {"tiny/north/mine.pdf": STAGED}, "removes": []}))
    done = call("build", cwd=root)
    assert done.returncode == 3 and f"{mine} was not made by policypress and is not replaced" in done.stderr
    assert mine.read_bytes() == b"mine"
    mine.unlink()
    assert call("build", cwd=root).returncode == 0


def test_only_what_a_build_staged_is_cleared_away(root):
    staged = root / "build/.policypress/staged"
    staged.mkdir()
    (staged / "notes.txt").write_text("mine")
    (staged / f"{STAGED}.file").write_text("left by a killed build")
    assert call("build", "--force", cwd=root).returncode == 0
    assert [path.name for path in staged.iterdir()] == ["notes.txt"]


def test_what_a_user_made_in_the_output_folder_is_named_at_once_and_stays(root):
    shutil.rmtree(root / "build")
    for name in ("index.html", "manifest.json", COVERAGE, "tiny/north/notes.txt"):
        (root / "build" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "build" / name).write_text('{"name": "web app"}')
    (root / "build" / ARTICLE).mkdir()
    before = everything(root / "build")
    done = call("build", cwd=root)
    out = root / "build"
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "policypress: files in the output folder are in the way; nothing was written",
        f"    {out}/index.html: no build made it (manifest.json does not list it)",
        f"    {out}/manifest.json: not a policypress manifest",
        f"    {out}/{ARTICLE}: a folder, not a file",
        f"    {out}/{COVERAGE}: no build made it (manifest.json does not list it)",
        "    move them, or choose another folder with --out",
    ]
    after = everything(out)
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() == {".policypress", ".policypress/lock"}
    for path in (out / "index.html", out / "manifest.json", out / COVERAGE):
        path.rename(path.with_suffix(".mine"))
    (out / ARTICLE).rmdir()
    assert call("build", cwd=root).returncode == 0
    assert (out / "tiny/north/notes.txt").read_text() == '{"name": "web app"}'


@pytest.mark.parametrize("name", ["tiny", "tiny/north"])
def test_a_file_where_a_folder_belongs(root, name):
    shutil.rmtree(root / "build/tiny")
    (root / "build" / name).parent.mkdir(exist_ok=True)
    (root / "build" / name).write_text("mine")
    done = call("build", cwd=root)
    assert done.returncode == 3 and f"{root / 'build' / name}: not a folder" in done.stderr
    assert (root / "build" / name).read_text() == "mine"


@pytest.mark.parametrize("name", ["manifest.json", "index.html"])
def test_links_that_a_user_made_are_not_replaced(root, outside, name):
    shutil.rmtree(root / "build")
    link(root / "build" / name, outside / "notes.txt")
    before = everything(outside)
    done = call("build", cwd=root)
    assert done.returncode == 3 and f"{root / 'build' / name}: " in done.stderr
    assert (root / "build" / name).is_symlink() and everything(outside) == before


def test_a_part_of_the_documents_looks_only_where_it_writes(root):
    shutil.rmtree(root / "build")
    (root / "build" / ARTICLE).parent.mkdir(parents=True)
    (root / "build" / ARTICLE).write_text("mine")
    assert call("build", "--artifact", "coverage-policy", cwd=root).returncode == 0
    for words in (("--artifact", "billing-article"), ()):
        done = call("build", *words, cwd=root)
        assert done.returncode == 3 and f"{ARTICLE}: no build made it" in done.stderr
    parts = [call("build", "--shard", f"{number}/2", cwd=root) for number in (1, 2)]
    assert sorted(done.returncode for done in parts) == [0, 3]
    assert (root / "build" / ARTICLE).read_text() == "mine"


@pytest.mark.parametrize("lost", [".policypress", ".policypress/state.json", "manifest.json"])
def test_what_is_ours_stays_ours_without_state_or_without_manifest(root, lost):
    before = published(root / "build")
    path = root / "build" / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    (root / "build" / COVERAGE).write_bytes(b"edited")
    assert call("build", cwd=root).returncode == 0
    assert published(root / "build") == before


def test_without_both_nothing_tells_whose_the_files_are(root):
    (root / "build/manifest.json").unlink()
    (root / "build/.policypress/state.json").unlink()
    before = published(root / "build")
    done = call("build", cwd=root)
    assert done.returncode == 3 and done.stderr.count("no build made it") == 3
    assert published(root / "build") == before


def test_a_document_no_longer_produced_that_was_changed_is_left_there(root):
    edit(
        root / "policy/publishers/north.yaml",
        "  billing-article: {kind: Billing Article, sections: [{id: codes, title: Codes}]}\n",
        "",
    )
    (root / "build" / ARTICLE).write_bytes(b"signed")
    done = call("build", cwd=root)
    assert done.returncode == 0, done
    assert f"{ARTICLE}: no longer produced, but was changed after it was built, so it is not removed" in done.stderr
    assert (root / "build" / ARTICLE).read_bytes() == b"signed"
    assert ARTICLE not in read_manifest(root / "build").documents


def test_a_default_output_folder_that_leads_out_of_the_root(root, outside):
    link(root / "build", outside)
    before = everything(outside)
    for command in ("build", "verify", "watch"):
        done = call(command, cwd=root)
        assert done.returncode == 2 and f"build is a link that leads outside the root, to {outside}" in done.stderr, (
            done
        )
    assert everything(outside) == before
    done = call("build", "--out", "build", cwd=root)
    assert done.returncode == 0 and "built build/tiny" in done.stdout
    assert (outside / COVERAGE).is_file() and (outside / "notes.txt").read_text() == "the user's notes.txt"
    assert call("build", cwd=root).returncode == 2  # also where there is nothing to do
    assert call("build", "--out", "build", cwd=root).stdout == "2 unchanged\n"


@pytest.mark.parametrize(
    "words",
    [
        ("build", "--out", ""),
        ("build", "--out="),
        ("build", "--root", ""),
        ("verify", "--out", ""),
        ("check", "--root="),
    ],
)
def test_an_empty_path_is_refused_also_where_nothing_is_to_do(root, words):
    before = everything(root)
    done = call(*words, cwd=root)
    assert done.returncode == 2 and "empty" in done.stderr, done
    assert everything(root) == before


def test_a_root_that_is_a_link(root, tmp_path):
    (tmp_path / "there").symlink_to(root)
    assert call("build", "--root", "there", cwd=tmp_path).returncode == 0
    assert call("verify", "--root", "there", cwd=tmp_path).returncode == 0

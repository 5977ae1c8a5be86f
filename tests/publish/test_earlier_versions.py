"""Earlier versions: a final document is never lost to another version, and what was kept is never touched."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from engine.tiny import call, current_dates, edit, make_root, published

from generator.engine.build import BuildResult, Request, build
from generator.engine.no_change import report_if_unchanged
from generator.engine.pool import WorkerPool
from generator.problem import SourceProblems
from generator.publish.manifest import read_manifest

COVERAGE, ARTICLE = "tiny/north/coverage-policy.pdf", "tiny/north/billing-article.pdf"
OLD_COVERAGE, OLD_ARTICLE = "tiny/north/versions/1.0/coverage-policy.pdf", "tiny/north/versions/1.0/billing-article.pdf"


@pytest.fixture(scope="module")
def pool():
    with WorkerPool(2) as pool:
        yield pool


def vote(root: Path) -> None:
    done = call("approve", "tiny", "--edition", "north", "--who", "A. Member", "--role", "Chair", cwd=root)
    assert done.returncode == 0, done.stderr


def raise_version(root: Path, version: str, old: str = "1.0") -> None:
    """Give the policy a new version with its history row, and vote on it."""
    edit(root / "policy/tiny.yaml", f'version: "{old}"\nstatus', f'version: "{version}"\nstatus')
    row = f'  - {{date: 2026-06-02, version: "{version}", action: Revised, explanation: Next}}\n'
    edit(root / "policy/tiny.yaml", "history:\n", f"history:\n{row}")
    vote(root)


@pytest.fixture(scope="module")
def template(tmp_path_factory, pool) -> Path:
    root = make_root(tmp_path_factory.mktemp("template"), **current_dates())
    vote(root)
    final(root, pool)
    return root


@pytest.fixture
def root(template, tmp_path) -> Path:
    """A root whose version 1.0 was just built as final."""
    return Path(shutil.copytree(template, tmp_path / "root"))


def final(root: Path, pool: WorkerPool, **more) -> BuildResult:
    return build(Request(root, root / "build", **{"final": True, **more}), date.today(), executor=pool)


def test_another_version_keeps_the_one_before(root, pool):
    before = published(root / "build")
    raise_version(root, "2.0")
    outcome = final(root, pool)
    after = published(root / "build")
    assert outcome.kept == [OLD_ARTICLE, OLD_COVERAGE] and outcome.removed == []
    assert (after[OLD_COVERAGE], after[OLD_ARTICLE]) == (before[COVERAGE], before[ARTICLE])
    manifest = json.loads(after["manifest.json"])
    assert manifest["format"] == 1 and [item["path"] for item in manifest["documents"]] == [ARTICLE, COVERAGE]
    kept = {item["path"]: item for item in manifest["previous"]}
    old = {item["path"]: item for item in json.loads(before["manifest.json"])["documents"]}
    assert kept[OLD_COVERAGE] == old[COVERAGE] | {"path": OLD_COVERAGE}
    assert {"sha256", "bytes", "pages", "title", "version", "effective"} <= kept[OLD_COVERAGE].keys()
    assert OLD_COVERAGE in after["index.html"].decode()
    assert final(root, pool).kept == [] and published(root / "build") == after


def test_of_every_version_one_stays(root, pool):
    for old, new in (("1.0", "2.0"), ("2.0", "2.1"), ("2.1", "10/b +")):
        raise_version(root, new, old)
        final(root, pool)
    raise_version(root, "11", "10/b +")
    assert final(root, pool).kept == [path.replace("1.0", "10.b") for path in (OLD_ARTICLE, OLD_COVERAGE)]
    assert {item["version"] for item in read_manifest(root / "build").previous.values()} == {
        "1.0",
        "2.0",
        "2.1",
        "10/b +",
    }


def test_the_same_version_built_anew_is_not_kept(root, pool):
    edit(root / "templates/coverage-policy/document.html.j2", "<p>", "<p>Here: ")
    vote(root)  # it prints other words
    outcome = final(root, pool)
    assert outcome.rendered == [COVERAGE] and outcome.kept == []


def test_a_version_that_comes_back_overwrites_no_kept_one(root, pool):
    raise_version(root, "2.0")
    final(root, pool)
    kept = published(root / "build")[OLD_COVERAGE]
    edit(root / "templates/coverage-policy/document.html.j2", "<p>", "<p>Here: ")
    raise_version(root, "1.0", "2.0")
    final(root, pool)
    raise_version(root, "3.0", "1.0")
    assert "tiny/north/versions/1.0-2/coverage-policy.pdf" in final(root, pool).kept
    assert published(root / "build")[OLD_COVERAGE] == kept


def test_drafts_are_not_kept(root, pool):
    shutil.rmtree(root / "build")
    final(root, pool, final=False)
    raise_version(root, "2.0")
    assert final(root, pool, final=False).kept == []
    assert read_manifest(root / "build").previous == {}


def test_a_draft_does_not_bury_a_final_document(root, pool):
    before = published(root / "build")
    assert final(root, pool, final=False).kept == [OLD_ARTICLE, OLD_COVERAGE]
    assert published(root / "build")[OLD_COVERAGE] == before[COVERAGE]


def test_a_policy_that_is_gone_stays_reachable(root, pool):
    before = published(root / "build")
    (root / "policy/tiny.yaml").rename(root / "policy/next.yaml")
    edit(root / "policy/next.yaml", "id: tiny", "id: next")
    outcome = final(root, pool, final=False)
    assert outcome.removed == [ARTICLE, COVERAGE] and outcome.kept == [OLD_ARTICLE, OLD_COVERAGE]
    after = published(root / "build")
    assert COVERAGE not in after and after[OLD_COVERAGE] == before[COVERAGE]
    assert "Withdrawn" in after["index.html"].decode()


def test_a_damaged_document_is_not_kept_as_if_it_were_whole(root, pool):
    (root / "build" / COVERAGE).write_bytes(b"damaged")
    raise_version(root, "2.0")
    outcome = final(root, pool)
    assert outcome.kept == [OLD_ARTICLE]
    assert outcome.notes == [f"{COVERAGE}: version 1.0 was not kept, because the file is not the one that was built"]


@pytest.mark.parametrize(
    "damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"other")], ids=["lost", "changed"]
)
def test_damage_to_what_was_kept_is_said_by_every_build_and_by_verify(root, pool, damage, monkeypatch):
    raise_version(root, "2.0")
    final(root, pool)
    monkeypatch.chdir(root)
    assert call("build", "--final", cwd=root).returncode == 0
    assert report_if_unchanged(["--final"])
    kept = (root / "build" / OLD_COVERAGE).read_bytes()
    damage(root / "build" / OLD_COVERAGE)
    said = f"{OLD_COVERAGE}: not the file that was published; restore it"
    for _ in range(2):
        assert not report_if_unchanged(["--final"])
        done = call("build", "--final", cwd=root)
        assert done.returncode == 0 and said in done.stderr.splitlines()
    done = call("verify", "--final", cwd=root)
    assert done.returncode == 1 and done.stdout.splitlines() == [said]
    (root / "build" / OLD_COVERAGE).write_bytes(kept)
    assert call("verify", "--final", cwd=root).returncode == 0


def test_a_lost_manifest_is_said_and_nothing_is_overwritten(root, pool):
    raise_version(root, "2.0")
    final(root, pool)
    before = published(root / "build")
    (root / "build/manifest.json").unlink()
    notes = [
        f"{path}: an earlier version that manifest.json does not list; restore the manifest"
        for path in (OLD_ARTICLE, OLD_COVERAGE)
    ]
    assert final(root, pool).notes == notes
    assert published(root / "build")[OLD_COVERAGE] == before[OLD_COVERAGE]
    raise_version(root, "1.0", "2.0")
    final(root, pool)
    assert published(root / "build")[OLD_COVERAGE] == before[OLD_COVERAGE]


@pytest.mark.parametrize("text", [None, "", "<p>mine</p>\n"], ids=["deleted", "emptied", "edited"])
def test_the_catalogue_is_made_again(root, pool, text, monkeypatch):
    monkeypatch.chdir(root)
    call("build", "--final", cwd=root)
    assert report_if_unchanged(["--final"])
    page = root / "build/index.html"
    good = page.read_bytes()
    if text is None:
        page.unlink()
    else:
        page.write_text(text)
    assert not report_if_unchanged(["--final"])
    done = call("verify", "--final", cwd=root)
    assert (done.returncode, done.stdout) == (1, "index.html: changed since it was written\n")
    assert final(root, pool).rendered == []
    assert page.read_bytes() == good
    assert json.loads((root / "build/manifest.json").read_text())["catalogue"]["bytes"] == len(good)


def test_entries_of_an_earlier_policypress_gain_their_facts_without_rendering(root, pool):
    before = published(root / "build")
    path = root / "build/manifest.json"
    manifest = json.loads(path.read_text())
    for item in manifest["documents"]:
        for name in ("version", "publisher", "final", "codes"):
            del item[name]
    path.write_text(json.dumps({"format": 1, "documents": manifest["documents"]}))
    (root / "build/index.html").unlink()
    (root / "build/.policypress/state.json").unlink()
    assert final(root, pool).rendered == []
    assert published(root / "build") == before


def test_a_build_of_one_document_leaves_the_others_their_version(root, pool):
    raise_version(root, "2.0")
    final(root, pool, artifacts=("billing-article",))
    listed = read_manifest(root / "build")
    assert {path: entry["version"] for path, entry in listed.documents.items()} == {COVERAGE: "1.0", ARTICLE: "2.0"}
    assert list(listed.previous) == [OLD_ARTICLE]


def test_skip_drafts_leaves_what_was_published(root, pool):
    shutil.copy(root / "policy/tiny.yaml", root / "policy/other.yaml")
    edit(root / "policy/other.yaml", "id: tiny", "id: other")
    edit(root / "policy/other.yaml", "status: approved", "status: in-review")
    edit(root / "policy/tiny.yaml", "status: approved", "status: draft")
    edit(root / "policy/tiny.yaml", "for some patients", "for few patients")
    with pytest.raises(SourceProblems) as refused:
        final(root, pool)
    assert {problem.rule for problem in refused.value.problems} == {"FINAL-001", "FINAL-002"}
    before = published(root / "build")
    outcome = final(root, pool, skip_drafts=True)
    assert outcome.notes == ["left out: other, edition north, is in-review", "left out: tiny, edition north, is draft"]
    assert (outcome.rendered, outcome.removed, outcome.kept) == ([], [], [])
    assert published(root / "build") == before
    assert call("verify", "--final", "--skip-drafts", cwd=root).returncode == 0
    (root / "build" / COVERAGE).write_bytes(b"damaged")
    done = call("verify", "--final", "--skip-drafts", cwd=root)
    assert done.returncode == 1 and done.stdout == f"{COVERAGE}: the file is not the one in the manifest\n"


def test_skip_drafts_takes_drafts_out_of_a_published_folder(root, pool):
    final(root, pool, final=False)
    edit(root / "policy/tiny.yaml", "status: approved", "status: draft")
    outcome = final(root, pool, skip_drafts=True)
    assert outcome.removed == [ARTICLE, COVERAGE]
    assert b"DRAFT" not in published(root / "build")["index.html"]


def test_skip_drafts_refuses_what_was_edited_after_the_vote(root, pool):
    edit(root / "policy/tiny.yaml", "for some patients", "for few patients")
    with pytest.raises(SourceProblems) as refused:
        final(root, pool, skip_drafts=True)
    assert [problem.rule for problem in refused.value.problems] == ["FINAL-002"]


def test_skip_drafts_alone_makes_no_sense(root):
    done = call("build", "--skip-drafts", cwd=root)
    assert done.returncode == 2 and "--skip-drafts requires --final" in done.stderr


def test_after_skip_drafts_a_plain_final_build_still_refuses(root, pool, monkeypatch):
    edit(root / "policy/tiny.yaml", "status: approved", "status: draft")
    monkeypatch.chdir(root)
    assert call("build", "--final", "--skip-drafts", cwd=root).returncode == 0
    assert not report_if_unchanged(["--final"])
    assert call("build", "--final", cwd=root).returncode == 1

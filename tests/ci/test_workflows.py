"""The workflows that users copy, run step by step over the life of a small policy: draft, vote, publish, revise."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from engine.tiny import call, current_dates, edit, make_root

from ci.machine import Failed, Machine

BASE, TOKEN = "origin/main", "token"
ON_PULL_REQUEST = "github.event_name == 'pull_request'"
FROM_HERE = f"{ON_PULL_REQUEST} && github.event.pull_request.head.repo.full_name == github.repository"
PAGES = "vars.POLICY_PAGES == 'yes'"
VALUES = {"github.base_ref": "main", "github.token": TOKEN, "github.event.pull_request.number": "5"}


def conditions(pull_request: bool) -> dict[str, bool]:
    return {ON_PULL_REQUEST: pull_request, FROM_HERE: pull_request, PAGES: False}


def git(root: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=A. Member", "-c", "user.email=member@example.org", *words],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(root: Path, message: str) -> str:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)
    return git(root, "rev-parse", "HEAD")


def policypress(root: Path, *words: str) -> None:
    done = call(*words, cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr


def vote(root: Path) -> None:
    policypress(root, "approve", "tiny", "--edition", "north", "--who", "A. Member", "--role", "Chair")


def unpacked(archive: Path, place: Path) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    subprocess.run(["tar", "-xf", archive, "-C", place], check=True)
    return place


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


FIRST = {
    "SHA256SUMS",
    "index.html",
    "manifest.json",
    "tiny/north/coverage-policy.pdf",
    "tiny/north/billing-article.pdf",
}
KEPT = {"tiny/north/versions/1.0/coverage-policy.pdf", "tiny/north/versions/1.0/billing-article.pdf"}


class Life:
    """A repository with two tags and a branch: version 1.0 is approved, 2.0 proposes a change, then is approved too."""

    def __init__(self, folder: Path, root: str = "."):
        self.top, self.root = folder, make_root(folder / root, ("tiny", "other"), **current_dates())
        edit(self.root / "policy/other.yaml", "status: approved", "status: draft")
        edit(self.root / "policy/tiny.yaml", "status: approved", "status: active")
        (self.top / ".gitignore").write_text(".venv/\nbuild/\npublic/\nchanges/\n")
        git(self.top, "init", "-q", "-b", "main")
        commit(self.top, "Two policies")
        vote(self.root)
        self.base = commit(self.top, "The vote")
        git(self.top, "tag", "v1.0")
        git(self.top, "checkout", "-q", "-b", "proposal")
        edit(self.root / "policy/tiny.yaml", "necessary for some patients", "necessary for few patients")
        edit(self.root / "policy/tiny.yaml", "statement: Pain is severe.", "statement: Pain is very severe.")
        policypress(self.root, "revise", "tiny", "--write")
        commit(self.top, "Severe becomes very severe")
        git(self.top, "checkout", "-q", "main")
        git(self.top, "merge", "-q", "--ff-only", "proposal")
        vote(self.root)
        commit(self.top, "The vote on 2.0")
        git(self.top, "tag", "v2.0")
        edit(self.root / "policy/tiny.yaml", "necessary for few patients", "necessary for all patients")
        policypress(self.root, "revise", "tiny", "--write")
        commit(self.top, "An edit after the vote")
        git(self.top, "tag", "v3.0")


@pytest.fixture(scope="module")
def life(tmp_path_factory) -> Life:
    return Life(tmp_path_factory.mktemp("life"))


@pytest.fixture(scope="module")
def machine(tmp_path_factory) -> Machine:
    return Machine(tmp_path_factory.mktemp("github"))


@pytest.fixture(scope="module")
def first(life, machine) -> Path:
    """What the first tag published, unpacked."""
    place = machine.clone(life.root, "v1.0", "first")
    machine.github("publish", place, conditions(False), VALUES | {"github.ref_name": "v1.0"})
    return unpacked(machine.store / "v1.0/documents.tar.gz", machine.folder / "published-1")


@pytest.mark.slow
def test_github_pull_request(life, machine):
    place = machine.clone(life.root, "proposal", "pull")
    git(place, "update-ref", "refs/remotes/origin/main", life.base)  # where main stood when it was opened
    machine.github("documents", place, conditions(True), VALUES)
    comment = (machine.store / "comment").read_text()
    assert comment.startswith("<!-- policypress -->\n") and "Pain is very severe." in comment
    assert "other" not in comment
    assert "Pain is very severe." in (place / "summary.md").read_text()
    assert (place / "changes/tiny-redline.pdf").read_bytes().startswith(b"%PDF-")
    assert {path.name for path in (place / "changes").iterdir()} == {"changes.md", "comment.md", "tiny-redline.pdf"}
    assert (place / "build/index.html").is_file() and (place / "build/other/north/coverage-policy.pdf").is_file()
    assert "gh pr comment 5" in (machine.store / "log").read_text()


def test_github_the_comment_is_kept_up_to_date(life, machine):
    """Run after the pull request above: there is a comment, and it is changed instead of joined by another."""
    assert (machine.store / "comment").exists()
    place = machine.folder / "pull"
    (machine.store / "log").unlink()
    machine.github("documents", place, conditions(True), VALUES, only="Post or update the comment")
    log = (machine.store / "log").read_text()
    assert "--method PATCH" in log and "gh pr comment" not in log


def test_github_a_change_without_its_row_is_refused(life, machine):
    place = machine.clone(life.root, "proposal", "no-row")
    git(place, "update-ref", "refs/remotes/origin/main", life.base)
    git(place, "checkout", "-q", life.base)
    edit(place / "policy/tiny.yaml", "Pain is severe.", "Pain is moderate.")
    with pytest.raises(Failed, match="HISTORY-001"):
        machine.github("documents", place, conditions(True), VALUES)


@pytest.mark.slow
def test_policies_in_a_subfolder_of_a_repository(tmp_path):
    """A monorepo: the variable ROOT is all that changes in the files."""
    sub = "payer a/policies"
    life = Life(tmp_path / "mono", sub)
    github = Machine(tmp_path / "github", sub)
    place = github.clone(life.top, "proposal", "pull")
    git(place, "update-ref", "refs/remotes/origin/main", life.base)
    github.github("documents", place, conditions(True), VALUES)
    comment = (github.store / "comment").read_text()
    assert "Pain is very severe." in comment and f"`{sub}/policy/tiny.yaml:" in comment
    assert (place / "changes/tiny-redline.pdf").read_bytes().startswith(b"%PDF-")
    assert (place / sub / "build/index.html").is_file() and not (place / "build").exists()
    edit(place / sub / "policy/tiny.yaml", "status: active", "status: aktive")
    with pytest.raises(Failed, match=f"::error file={sub}/policy/tiny.yaml,line=6,col=9,title=SCHEMA-"):
        github.github("documents", place, conditions(True), VALUES)
    github.github(
        "publish", github.clone(life.top, "v1.0", "first"), conditions(False), VALUES | {"github.ref_name": "v1.0"}
    )
    assert files(unpacked(github.store / "v1.0/documents.tar.gz", tmp_path / "published")) == FIRST

    gitlab = Machine(tmp_path / "gitlab", sub)
    known = {"CI_API_V4_URL": "https://gitlab.example.org/api/v4", "CI_PROJECT_ID": "9", "CI_JOB_TOKEN": TOKEN}
    place = gitlab.clone(life.top, "proposal", "merge")
    gitlab.gitlab(
        "documents",
        place,
        known | {"CI_MERGE_REQUEST_DIFF_BASE_SHA": life.base, "CI_MERGE_REQUEST_IID": "5", "NOTES_TOKEN": TOKEN},
    )
    assert f"`{sub}/policy/tiny.yaml:" in (gitlab.store / "comment").read_text()
    assert (place / "changes/tiny-redline.pdf").is_file() and (place / sub / "build/index.html").is_file()
    gitlab.gitlab("publish", gitlab.clone(life.top, "v1.0", "tag"), known | {"CI_COMMIT_TAG": "v1.0"})
    assert files(unpacked(gitlab.store / "v1.0/documents.tar.gz", tmp_path / "on-gitlab")) == FIRST


def test_github_the_first_tag(first):
    assert files(first) == FIRST  # the draft is not there
    sums = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=first, capture_output=True, text=True)
    assert sums.returncode == 0, sums.stdout + sums.stderr
    listed = {line.split("  ")[1] for line in (first / "SHA256SUMS").read_text().splitlines()}
    assert listed == FIRST - {"SHA256SUMS"}
    page = (first / "index.html").read_text()
    assert "In force" in page and "Drafts and proposals" not in page


def test_github_the_second_tag_keeps_what_the_first_published(life, machine, first):
    place = machine.clone(life.root, "v2.0", "second")
    machine.github("publish", place, conditions(False), VALUES | {"github.ref_name": "v2.0"})
    assert (machine.store / "releases").read_text() == "v1.0\nv2.0\n"
    second = unpacked(machine.store / "v2.0/documents.tar.gz", machine.folder / "published-2")
    assert files(second) == FIRST | KEPT
    for name in KEPT:
        assert (second / name).read_bytes() == (first / name.replace("versions/1.0/", "")).read_bytes()
    manifest = json.loads((second / "manifest.json").read_text())
    assert {item["path"]: (item["version"], item["pages"]) for item in manifest["previous"]} == dict.fromkeys(
        KEPT, ("1.0", 1)
    )
    assert {item["version"] for item in manifest["documents"]} == {"2.0"}
    page = (second / "index.html").read_text()
    assert "Earlier versions (1)" in page and all(f'href="{name}"' in page for name in KEPT)


def test_github_an_edit_after_the_vote_publishes_nothing(life, machine, first):
    before = (machine.store / "releases").read_text()
    place = machine.clone(life.root, "v3.0", "third")
    with pytest.raises(Failed, match=r"FINAL-002: the votes on tiny, edition north, .* are void: the text was edited"):
        machine.github("publish", place, conditions(False), VALUES | {"github.ref_name": "v3.0"})
    assert (machine.store / "releases").read_text() == before


def test_github_a_damaged_archive_publishes_nothing(life, tmp_path, first):
    machine = Machine(tmp_path / "machine")
    place = machine.clone(life.root, "v2.0", "place")
    copy = Path(shutil.copytree(first, tmp_path / "copy"))
    (copy / "tiny/north/coverage-policy.pdf").write_bytes(b"damaged")
    (machine.store / "v1.0").mkdir()
    with tarfile.open(machine.store / "v1.0/documents.tar.gz", "w:gz") as file:
        file.add(copy, ".")
    (machine.store / "releases").write_text("v1.0\n")
    with pytest.raises(Failed, match=r"coverage-policy.pdf: FAILED"):
        machine.github("publish", place, conditions(False), VALUES | {"github.ref_name": "v2.0"})


@pytest.mark.slow
def test_gitlab(life, tmp_path, machine, first):
    gitlab = Machine(tmp_path / "gitlab")
    known = {"CI_API_V4_URL": "https://gitlab.example.org/api/v4", "CI_PROJECT_ID": "9", "CI_JOB_TOKEN": TOKEN}
    place = gitlab.clone(life.root, "proposal", "merge")
    gitlab.gitlab(
        "documents",
        place,
        known | {"CI_MERGE_REQUEST_DIFF_BASE_SHA": life.base, "CI_MERGE_REQUEST_IID": "5", "NOTES_TOKEN": TOKEN},
    )
    assert "Pain is very severe." in (gitlab.store / "comment").read_text()
    assert "--request POST" in (gitlab.store / "log").read_text()
    assert (place / "changes/tiny-redline.pdf").is_file() and (place / "build/index.html").is_file()

    (gitlab.store / "latest").mkdir()
    shutil.copy(machine.store / "v1.0/documents.tar.gz", gitlab.store / "latest")
    place = gitlab.clone(life.root, "v2.0", "tag")
    gitlab.gitlab("publish", place, known | {"CI_COMMIT_TAG": "v2.0"})
    assert files(place / "public") - {".policypress/lock"} == FIRST | KEPT
    assert files(unpacked(gitlab.store / "v2.0/documents.tar.gz", tmp_path / "published")) == FIRST | KEPT
    assert (gitlab.store / "latest/documents.tar.gz").read_bytes() == (
        gitlab.store / "v2.0/documents.tar.gz"
    ).read_bytes()


def test_gitlab_a_registry_that_does_not_answer_publishes_nothing(life, tmp_path):
    gitlab = Machine(tmp_path / "gitlab")
    gitlab.environment["ABSENT"] = "503"
    place = gitlab.clone(life.root, "v1.0", "tag")
    with pytest.raises(Failed, match="cannot download what was published before: HTTP 503"):
        gitlab.gitlab(
            "publish",
            place,
            {
                "CI_API_V4_URL": "https://gitlab.example.org/api/v4",
                "CI_PROJECT_ID": "9",
                "CI_JOB_TOKEN": TOKEN,
                "CI_COMMIT_TAG": "v1.0",
            },
        )
    assert not (place / "public/index.html").exists()

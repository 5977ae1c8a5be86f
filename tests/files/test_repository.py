"""From where the places of a report are counted: real repositories, linked work trees, submodules, monorepos."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from engine.tiny import call, edit, make_root

from generator.files.repository import for_person, for_service, from_here, repository_top, service_top
from generator.problem import Place, Problem

SUB = "payer a/p\u00f6licies"


def git(folder: Path, *words: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always", *words],
        cwd=folder,
        check=True,
        capture_output=True,
    )


@pytest.fixture(autouse=True)
def no_workspace(monkeypatch):
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)


@pytest.fixture
def repository(tmp_path) -> Path:
    """A monorepo with the policies in a subfolder; one of them has an error at 7:12."""
    top = tmp_path / "mono repo"
    root = make_root(top / SUB)
    edit(root / "policy/tiny.yaml", "next_review: 2027-06-30", "next_review: 2027-13-30")
    git(top, "init", "-q", "-b", "main")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "Policies")
    return top


def problems(folder: Path, *words: str, form: str = "json", **environment: str) -> list[dict]:
    done = call("check", "--format", form, *words, cwd=folder, **environment)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    if form == "json":
        return json.loads(done.stdout)["problems"]
    return json.loads(done.stdout)["runs"][0]["results"]


def uri(folder: Path, *words: str, **environment: str) -> dict:
    found = problems(folder, *words, form="sarif", **environment)[0]
    return found["locations"][0]["physicalLocation"]["artifactLocation"]


IN_TOP = {"uri": "payer%20a/p%C3%B6licies/policy/tiny.yaml", "uriBaseId": "%SRCROOT%"}


def test_sarif_and_annotations_are_relative_to_the_repository(repository):
    root = repository / SUB
    for folder, words in (
        (repository, ("--root", SUB)),
        (root, ()),
        (root / "policy", ("--root", "..")),
        (repository.parent, ("--root", root)),
    ):
        assert uri(folder, *words) == IN_TOP
        done = call("check", "--format", "github", *words, cwd=folder)
        assert done.stdout.startswith(f"::error file={SUB}/policy/tiny.yaml,line=7,"), done.stdout


def test_text_and_json_are_relative_to_the_current_folder(repository):
    root = repository / SUB
    for folder, words, start in (
        (repository, ("--root", SUB), f"{SUB}/"),
        (root, (), ""),
        (root, ("--root", root), ""),
        (root / "policy", ("--root", ".."), "../"),
        (repository.parent, ("--root", root), f"mono repo/{SUB}/"),
    ):
        text = call("check", *words, cwd=folder)
        assert text.returncode == 1 and text.stdout.startswith(f"{start}policy/tiny.yaml:7:"), text.stdout
        file = problems(folder, *words)[0]["file"]
        assert file == f"{start}policy/tiny.yaml" and (folder / file).is_file()
        built = call("build", *words, cwd=folder)
        assert built.returncode == 1 and built.stderr.startswith(f"{start}policy/tiny.yaml:7:"), built.stderr


def test_files_of_a_root_elsewhere_are_named_from_that_root(repository, tmp_path_factory):
    found = problems(tmp_path_factory.mktemp("elsewhere"), "--root", str(repository / SUB))
    assert found[0]["file"] == "policy/tiny.yaml"


def test_a_linked_work_tree_has_a_top_of_its_own(repository):
    linked = repository.parent / "linked"
    git(repository, "worktree", "add", "-q", str(linked), "-b", "other")
    assert (linked / ".git").is_file()
    assert repository_top(linked / SUB) == linked
    assert uri(linked, "--root", SUB) == IN_TOP


def test_a_submodule_counts_from_its_own_top_but_in_the_workflow_of_the_repository_around_it(repository):
    outer = repository.parent / "outer"
    outer.mkdir()
    git(outer, "init", "-q")
    git(outer, "submodule", "add", "-q", str(repository), "modules/policies")
    assert (outer / "modules/policies/.git").is_file()
    root = outer / "modules/policies" / SUB
    assert uri(root) == IN_TOP
    assert uri(root, GITHUB_WORKSPACE=str(outer))["uri"] == "modules/policies/payer%20a/p%C3%B6licies/policy/tiny.yaml"


def test_a_checkout_into_a_folder_of_the_workspace_counts_from_the_checkout(repository):
    """actions/checkout with `path:`: the workspace is no repository."""
    assert uri(repository, "--root", SUB, GITHUB_WORKSPACE=str(repository.parent)) == IN_TOP
    assert uri(repository, "--root", SUB, GITHUB_WORKSPACE="/nowhere/else") == IN_TOP


def test_a_checkout_without_git_counts_from_the_workspace(tmp_path):
    root = make_root(tmp_path / "work" / SUB)
    edit(root / "policy/tiny.yaml", "next_review: 2027-06-30", "next_review: 2027-13-30")
    assert uri(root, GITHUB_WORKSPACE=str(tmp_path / "work")) == IN_TOP
    assert uri(root) == {"uri": "policy/tiny.yaml", "uriBaseId": "%SRCROOT%"}  # and elsewhere from the root


def test_what_is_no_repository(tmp_path):
    (tmp_path / "a/.git").mkdir(parents=True)  # an empty folder of that name, as a broken checkout leaves it
    (tmp_path / "b").mkdir()
    (tmp_path / "b/.git").write_text("something else\n")
    assert repository_top(tmp_path / "a") is None and repository_top(tmp_path / "b") is None
    assert service_top(tmp_path / "a") == tmp_path / "a"


def test_a_file_outside_the_repository_has_its_full_path(repository, tmp_path):
    outside = tmp_path / "s p.yaml"
    outside.write_text("id: [\n")
    found = uri(repository, "../s p.yaml", "--root", SUB)
    assert found == {"uri": f"file://{tmp_path}/s%20p.yaml".replace("[", "%5B").replace("]", "%5D")}
    assert problems(repository, "../s p.yaml", "--root", SUB)[0]["file"] == "../s p.yaml"


def test_other_lines_that_a_problem_names_are_named_alike(repository, monkeypatch):
    root = repository / SUB
    place = Place("policy/tiny.yaml", 3, 1)
    problem = Problem(place, "ID-001", "twice", "first at policy/tiny.yaml:2:5, not old/policy/tiny.yaml:2:5")
    assert for_service(problem, root).hint == f"first at {SUB}/policy/tiny.yaml:2:5, not old/policy/tiny.yaml:2:5"
    monkeypatch.chdir(repository)
    assert for_person(problem, Path(SUB)).hint == f"first at {SUB}/policy/tiny.yaml:2:5, not old/policy/tiny.yaml:2:5"


def test_names_of_revisions_and_unknown_policies_stay(repository, monkeypatch):
    monkeypatch.chdir(repository)
    for name in ("HEAD:policy/tiny.yaml", "v1.0", "unknown"):
        assert from_here(Place(name, 1, 1), Path(SUB)) == Place(name, 1, 1)
    assert from_here(Place("policy/tiny.yaml", 1, 1), Path(SUB)).file == f"{SUB}/policy/tiny.yaml"


def test_a_report_for_a_machine_says_that_there_is_no_policy(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "sub").mkdir()
    assert problems(tmp_path, "--root", "sub")[0]["rule"] == "FILE-001"
    assert uri(tmp_path, "--root", "sub")["uri"] == "sub/policy"
    annotation = call("check", "--root", "sub", "--format", "github", cwd=tmp_path)
    assert annotation.returncode == 1
    assert annotation.stdout.startswith(
        "::error file=sub/policy,line=1,col=1,title=FILE-001::there are no policies here"
    )

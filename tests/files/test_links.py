"""A link among publishers and templates may not lead out of the root, whatever is made of it."""

from __future__ import annotations

import os
import shutil

import pytest
from click.testing import CliRunner

from generator.cli.main import main
from generator.files.links import walk

PLAN = "policy/publishers/example-health-plan"
SECRET = "the secret of another folder"


@pytest.fixture
def outside(tmp_path_factory):
    """A folder elsewhere that has what a publisher's templates folder may have."""
    folder = tmp_path_factory.mktemp("outside")
    for name in ("components/masthead.html.j2", "styles/tokens.css", "fonts/a.ttf", "logo.svg", "publisher.yaml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(SECRET)
    return folder


def run(*arguments: str):
    return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("templates", "."),
        ("templates/components", "components"),
        ("templates/components/masthead.html.j2", "components/masthead.html.j2"),
        ("templates/components/unused.html.j2", "components/none.html.j2"),
        ("templates/styles/tokens.css", "styles/tokens.css"),
        ("templates/fonts/a.ttf", "fonts/a.ttf"),
        (f"{PLAN}/templates", "."),
        (f"{PLAN}/templates/components/masthead.html.j2", "components/masthead.html.j2"),
        (f"{PLAN}/templates/styles", "styles"),
        (PLAN, "."),
        (f"{PLAN}/sign.svg", "logo.svg"),
        ("policy/publishers/another.yaml", "publisher.yaml"),
        ("policy/publishers/example-health-plan.svg", "logo.svg"),
    ],
)
@pytest.mark.parametrize("command", ["build", "check"])
def test_a_link_that_leads_out_is_refused(root, outside, link, target, command):
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    (root / link).unlink(missing_ok=True)
    (root / link).symlink_to(outside / target)
    done = run(command, "--root", str(root), *(["--out", str(root / "build")] if command == "build" else []))
    said = done.stdout + done.stderr
    assert done.exit_code == 1 and said.count("FILE-006") == 1
    assert f"{link}:1:1: error FILE-006: this leads outside the root, to {(outside / target).resolve()}" in said
    assert SECRET not in said and not list(root.rglob("*.pdf"))


def test_all_of_publishers_elsewhere(root, outside):
    shutil.move(root / "policy/publishers", outside / "publishers")
    (root / "policy/publishers").symlink_to(outside / "publishers")
    assert "policy/publishers:1:1: error FILE-006" in run("check", "--root", str(root)).stdout


def test_a_link_over_another_link_is_followed_to_its_end(root, outside):
    (root / "templates").mkdir()
    (root / "policy/inner").symlink_to(outside)
    (root / "templates/components").symlink_to("../policy/inner/components")
    assert "templates/components:1:1: error FILE-006" in run("check", "--root", str(root)).stdout


def test_a_link_inside_the_root_is_followed(root):
    """Also where the root itself is reached through a link."""
    shared = root / "shared/components"
    shared.mkdir(parents=True)
    (shared / "masthead.html.j2").write_text("{{ misspelt }}")
    (root / PLAN).mkdir()
    (root / PLAN / "templates").symlink_to("../../../shared")
    (root.parent / "link").symlink_to(root)
    done = run("build", "--root", str(root.parent / "link"), "--out", str(root / "build"))
    assert done.exit_code == 1 and "FILE-006" not in done.stderr and "'misspelt' is undefined" in done.stderr


def test_eject_writes_nothing_elsewhere(root, outside):
    (root / "templates").symlink_to(outside)
    done = run("eject", "components/dates.html.j2", "--root", str(root))
    assert done.exit_code == 1 and "templates:1:1: error FILE-006" in done.stderr
    assert not (outside / "components/dates.html.j2").exists()


def test_loops_and_strange_files_end(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("")
    for link, target in (
        ("a/self", "."),
        ("a/up", ".."),
        ("a/b", "../b"),
        ("b/a", "../a"),
        ("a/itself", "itself"),
        ("b/root", ".."),
    ):
        (tmp_path / link).symlink_to(target)
    os.mkfifo(tmp_path / "a/pipe")
    found = walk(tmp_path / "a", tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in found.files} >= {"a/file", "a/b/file", "a/up/b/file"}
    assert found.leading_out == [] and len(found.files) < 20


def test_links_that_multiply_end(tmp_path):
    """Twenty folders, each with two links to the next: a million names."""
    for number in range(20):
        (tmp_path / str(number)).mkdir()
        for name in "ab":
            (tmp_path / str(number) / name).symlink_to(f"../{number + 1}")
    (tmp_path / "20").mkdir()
    (tmp_path / "20/file").write_text("")
    assert 1 <= len(walk(tmp_path / "0", tmp_path).files) <= 100

"""Links among policies and votes: none is read or written where it leads out of the root; and files that are there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from engine.tiny import call, make_root

SECRET = "the secret of another folder"


@pytest.fixture
def root(tmp_path) -> Path:
    return make_root(tmp_path / "root")


@pytest.fixture
def outside(tmp_path, root) -> Path:
    """A folder elsewhere: a policy that could be read, a file of votes, and files that nobody may see."""
    folder = tmp_path / "outside"
    shutil.copytree(root / "policy", folder / "policy")
    for name in ("secret", "votes.yaml", "empty/votes.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(SECRET)
    return folder


def listing(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def link(path: Path, target: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


@pytest.mark.parametrize(
    "command",
    [
        "check",
        "build",
        "build --force policy/tiny.yaml",
        "check tiny",
        "diff policy/tiny.yaml policy/tiny.yaml",
        "approve tiny --who A --role Chair",
    ],
)
@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("policy/tiny.yaml", "policy/tiny.yaml"),
        ("policy/tiny.yaml", "secret"),
        ("policy", "policy"),
    ],
)
def test_a_policy_elsewhere_is_not_read(root, outside, name, target, command):
    link(root / name, outside / target)
    before = listing(outside)
    done = call(*command.split(), cwd=root)
    assert done.returncode == 1, done
    said = done.stdout + done.stderr
    assert f"policy/tiny.yaml:1:1: error FILE-006: this leads outside the root, to {outside}/" in said
    assert SECRET not in said
    assert listing(outside) == before and not list(root.rglob("*.pdf"))


def test_a_policy_elsewhere_that_is_named_is_read(root, outside):
    assert call("check", outside / "policy/tiny.yaml", cwd=root).returncode == 0


def test_links_inside_the_root_are_followed(root, tmp_path):
    (root / "drafts").mkdir()
    (root / "policy/tiny.yaml").rename(root / "drafts/tiny.yaml")
    link(root / "policy/tiny.yaml", Path("../drafts/tiny.yaml"))
    (tmp_path / "there").symlink_to(root)
    assert call("check", cwd=root).returncode == 0
    assert call("check", "--root", "there", "there/policy/tiny.yaml", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("policy/approvals/tiny.yaml", "votes.yaml"),
        ("policy/approvals/tiny.yaml", "none"),
        ("policy/approvals", "empty"),
        ("policy/approvals/tiny", "empty"),
    ],
)
def test_votes_are_neither_read_nor_written_elsewhere(root, outside, name, target):
    link(root / name, outside / target)
    before = listing(outside)
    done = call("approve", "tiny", "--who", "A. Member", "--role", "Chair", cwd=root)
    assert done.returncode == 1 and ":1:1: error FILE-006: this leads outside the root" in done.stderr, done
    assert SECRET not in done.stderr and listing(outside) == before


def test_licensed_descriptors_elsewhere_are_not_read(root, outside):
    link(root / "policy/licensed/cpt.csv", outside / "secret")
    done = call("check", cwd=root)
    assert done.returncode == 1 and "policy/licensed/cpt.csv:1:1: error FILE-006" in done.stdout
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("new", "next"), "policy"),
        (("publisher", "new", "south"), "policy/publishers"),
        (("eject", "components/masthead.html.j2"), "templates"),
        (("eject", "components/masthead.html.j2"), "templates/components"),
        (("eject", "components/masthead.html.j2", "--publisher", "north"), "policy/publishers/north"),
    ],
)
def test_no_command_writes_through_a_link_that_leads_out(root, outside, words, name):
    link(root / name, outside / "empty")
    if name == "policy/publishers/north":
        shutil.copy(outside / "policy/publishers/north.yaml", root / "policy/publishers")
    before = listing(outside)
    done = call(*words, cwd=root)
    assert done.returncode == 1 and done.stderr.startswith(name) and ":1:1: error FILE-006" in done.stderr, done
    assert listing(outside) == before


@pytest.mark.parametrize(
    ("words", "name", "code"),
    [
        (("new", "next"), "policy/next.yaml", 1),
        (("publisher", "new", "south"), "policy/publishers/south.yaml", 1),
        (("eject", "components/masthead.html.j2"), "templates/components/masthead.html.j2", 2),
    ],
)
@pytest.mark.parametrize("kind", ["file", "broken link"])
def test_what_is_there_is_not_replaced(root, outside, words, name, code, kind):
    if kind == "file":
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("mine")
    else:
        link(root / name, outside / "none")
    done = call(*words, cwd=root)
    assert done.returncode == code and "already exists" in done.stderr, done
    assert (root / name).is_symlink() or (root / name).read_text() == "mine"
    assert not (outside / "none").exists()


def redline(root: Path, file: Path | str):
    text = (root / "policy/tiny.yaml").read_text()
    (root / "old.yaml").write_text(text.replace("for some patients", "for few patients"))
    return call("diff", "old.yaml", "policy/tiny.yaml", "--pdf", file, cwd=root)


@pytest.mark.parametrize("name", ["policy/tiny.yaml", "/dev/null", "/dev/full", "link.pdf", "broken.pdf", "folder"])
def test_a_redline_replaces_no_other_file(root, outside, name):
    link(root / "link.pdf", outside / "secret")
    link(root / "broken.pdf", outside / "none.pdf")
    (root / "folder").mkdir()
    before = listing(root / "policy")
    done = redline(root, name)
    assert done.returncode == 2 and ("is not a PDF" in done.stderr or "is a directory" in done.stderr), done
    assert listing(root / "policy") == before and not (outside / "none.pdf").exists()
    assert (outside / "secret").read_text() == SECRET and Path(name if name[0] == "/" else "/dev/null").is_char_device()


def test_a_redline_replaces_an_earlier_one(root):
    for _ in range(2):
        done = redline(root, "redlines/tiny.pdf")
        assert done.returncode == 0 and (root / "redlines/tiny.pdf").read_bytes()[:5] == b"%PDF-", done

"""Files are replaced whole, under a lock, all or none, and only where nobody else changed them."""

from __future__ import annotations

import fcntl
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.problem import MachineProblem, Problem, SourceProblems
from generator.source import edit_file
from generator.source.edit_file import FileEdit, edit_files
from generator.source.yaml_edit import InsertItem
from generator.source.yaml_reader import Node, parse_yaml

BEFORE = b"\xef\xbb\xbf# top\r\nh:\r\n  - a: 1  # one\r\n"


def row(path: Path, value: str = "x", **more) -> FileEdit:
    """Return an edit that adds an item to the list `h`; everything may be validated, and the root is the folder."""
    more = {"validate": lambda _: None, "root": path.parent, **more}
    return FileEdit(path, path.name, edits=[InsertItem(("h",), value)], **more)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "p.yaml"
    path.write_bytes(BEFORE)
    return path


def test_mark_line_breaks_comments_permissions_and_link_stay(file):
    file.chmod(0o640)
    link = file.parent / "folder" / "link.yaml"
    link.parent.mkdir()
    link.symlink_to(file)
    edit_files([row(link, root=file.parent)])
    assert file.read_bytes() == BEFORE + b'  - "x"\r\n'
    assert link.is_symlink() and stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(path.name for path in file.parent.rglob("*")) == ["folder", "link.yaml", "p.yaml"]


@pytest.mark.parametrize("of_folder", [True, False])
def test_a_link_that_leads_out_is_refused(file, of_folder):
    root, outside = file.parent / "root", file.parent / "outside"
    outside.mkdir()
    root.mkdir()
    file.rename(outside / "p.yaml")
    path = root / "folder" / "p.yaml" if of_folder else root / "p.yaml"
    (path.parent if of_folder else path).symlink_to(outside if of_folder else outside / "p.yaml")
    with pytest.raises(SourceProblems, match="FILE-006: this leads outside the root"):
        edit_files([row(path, root=root)])
    with pytest.raises(SourceProblems, match="FILE-006: this leads outside the root"):
        edit_files([row(path.with_name("new.yaml"), root=root, start="h:")] if of_folder else [row(path, root=root)])
    assert (outside / "p.yaml").read_bytes() == BEFORE and len(list(outside.iterdir())) == 1
    edit_files([row(outside / "p.yaml", root=root)])  # a file that was named outside is meant


def test_a_new_file_starts_with_its_text(tmp_path):
    path = tmp_path / "new" / "p.yaml"
    edit_files([row(path, start="# top\nh:\n")])
    assert path.read_text() == '# top\nh:\n  - "x"\n'
    edit_files([row(path, "y", start="# other\nh:\n")])
    assert path.read_text() == '# top\nh:\n  - "x"\n  - "y"\n'


def refuse(node: Node) -> None:
    raise SourceProblems([Problem(node.key_place(("h",)), "SCHEMA-001", "refused")])


def test_all_files_are_checked_before_the_first_is_written(file, tmp_path):
    other, third = tmp_path / "q.yaml", tmp_path / "r.yaml"
    other.write_bytes(BEFORE)
    third.write_bytes(b"h: text\n")
    with pytest.raises(SourceProblems) as raised:
        edit_files([row(file), row(other, validate=refuse), row(third)])
    assert [(found.place.file, found.place.line, found.rule) for found in raised.value.problems] == [
        ("q.yaml", 2, "SCHEMA-001"),
        ("r.yaml", 1, "EDIT-001"),
    ]
    assert file.read_bytes() == other.read_bytes() == BEFORE


@pytest.mark.parametrize("as_seen", [True, False])
def test_edits_are_for_the_data_that_was_seen(file, as_seen):
    seen = parse_yaml("h:\n  - a: 1\n" if as_seen else "h:\n  - a: 2\n", "p")
    if as_seen:
        return edit_files([row(file, seen=seen)])
    with pytest.raises(SourceProblems, match=r"p\.yaml:1:1: error EDIT-002: another program changed the file"):
        edit_files([row(file, seen=seen)])
    assert file.read_bytes() == BEFORE


def test_what_an_editor_saved_meanwhile_is_not_written_over(file):
    saved = BEFORE + b"  - saved\r\n"
    with pytest.raises(SourceProblems, match="EDIT-002"):
        edit_files([row(file, validate=lambda _: file.write_bytes(saved))])
    assert file.read_bytes() == saved


def test_a_file_that_is_gone_is_not_made_anew(file):
    with pytest.raises(SourceProblems, match="EDIT-002"):
        edit_files([row(file, validate=lambda _: file.unlink())])
    assert list(file.parent.iterdir()) == []


def test_who_cannot_have_the_lock_writes_nothing(file, monkeypatch):
    monkeypatch.setattr(edit_file, "PATIENCE", 0.1)
    descriptor = os.open(file.parent, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(MachineProblem, match="another program is still editing"):
        edit_files([row(file)])
    assert file.read_bytes() == BEFORE
    os.close(descriptor)
    edit_files([row(file)])
    assert file.read_bytes() != BEFORE


def test_the_limit_of_the_reader_is_the_limit_of_an_edit(file, monkeypatch):
    whole = len(BEFORE + b'  - "x"\r\n')
    monkeypatch.setattr(edit_file, "MAX_BYTES", whole - 1)
    with pytest.raises(SourceProblems, match="EDIT-001: the file would be larger"):
        edit_files([row(file)])
    monkeypatch.setattr(edit_file, "MAX_BYTES", whole)
    edit_files([row(file)])
    assert len(file.read_bytes()) == whole


def test_litter_of_killed_commands_goes_and_what_is_being_written_stays(file):
    old, young = file.parent / ".policypress-old", file.parent / ".policypress-young"
    for path, age in ((old, 3700), (young, 3500)):
        path.touch()
        os.utime(path, (time.time() - age, time.time() - age))
    edit_files([row(file)])
    assert not old.exists() and young.exists()


def test_processes_at_once_lose_nothing(tmp_path):
    path = tmp_path / "p.yaml"
    code = (
        "import sys; from tests.source.test_edit_file import *; sys.stdin.read(); "
        "[edit_files([row(Path(sys.argv[1]), f'{sys.argv[2]}.{n}', start='h:')]) for n in range(5)]"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path), str(number)], stdin=subprocess.PIPE, cwd=Path(__file__).parents[2]
        )
        for number in range(6)
    ]
    for process in running:
        process.stdin.close()  # all of them start their work now
    assert [process.wait(120) for process in running] == [0] * 6
    assert sorted(parse_yaml(path.read_text(), "p").plain()["h"]) == [f"{a}.{b}" for a in range(6) for b in range(5)]
    assert [found.name for found in tmp_path.iterdir()] == ["p.yaml"]

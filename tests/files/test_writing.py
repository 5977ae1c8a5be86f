"""Writing a file: whole, with its permissions, and only where it belongs."""

from __future__ import annotations

import os

import pytest

from generator.files.writing import open_folder, write_whole
from generator.problem import MachineProblem


def test_a_file_is_made_with_its_folders_and_permissions(tmp_path):
    path = tmp_path / "a/b/c.txt"
    write_whole(path, b"one", 0o640, below=tmp_path)
    write_whole(path, b"two", 0o600, below=tmp_path)
    assert path.read_bytes() == b"two" and path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(path.parent) == ["c.txt"]


@pytest.mark.parametrize(
    ("target", "said"),
    [("outside", "it is a link that leads outside"), ("top/inner", "it is a link, and links are not followed")],
)
def test_links_below_the_folder_are_not_followed(tmp_path, target, said):
    top = tmp_path / "top"
    for name in ("top/inner", "outside"):
        (tmp_path / name).mkdir(parents=True)
    (top / "a").symlink_to(tmp_path / target)
    with pytest.raises(MachineProblem, match=f"^{top}/a cannot be written: {said}"):
        write_whole(top / "a/b.txt", b"x", below=top)
    assert os.listdir(tmp_path / target) == []


def test_the_folder_itself_and_what_is_over_it_may_be_links(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_whole(tmp_path / "link/a/b.txt", b"x", below=tmp_path / "link")
    assert (tmp_path / "real/a/b.txt").read_bytes() == b"x"


def test_a_link_of_the_file_s_own_name_is_replaced(tmp_path):
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / "file").symlink_to(tmp_path / "mine")
    write_whole(tmp_path / "file", b"x")
    assert (tmp_path / "file").read_bytes() == b"x" and not (tmp_path / "file").is_symlink()
    assert (tmp_path / "mine").read_bytes() == b"mine"


def test_a_file_where_a_folder_belongs(tmp_path):
    (tmp_path / "a").write_bytes(b"mine")
    with pytest.raises(MachineProblem, match="/a cannot be written: it is not a folder"):
        write_whole(tmp_path / "a/b.txt", b"x", below=tmp_path)
    assert (tmp_path / "a").read_bytes() == b"mine"


def test_a_folder_that_is_moved_away_meanwhile_is_still_the_one_that_is_written_to(tmp_path):
    (tmp_path / "top/a").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    with open_folder(tmp_path / "top/a", tmp_path / "top") as folder:
        (tmp_path / "top/a").rename(tmp_path / "top/b")
        (tmp_path / "top/a").symlink_to(tmp_path / "outside")
        os.close(os.open("x", os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    assert os.listdir(tmp_path / "outside") == [] and os.listdir(tmp_path / "top/b") == ["x"]

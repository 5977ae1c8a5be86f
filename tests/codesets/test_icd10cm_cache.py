import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from generator.codesets.icd10cm_cache import _FORM, cache_path, open_store
from generator.codesets.icd10cm_source import ReleaseFiles

TABULAR = """<ICD10CM.tabular><chapter><name>1</name><desc>One</desc><section id="A00-A01"><desc>Two</desc>
<diag><name>A00</name><desc>Cholera</desc></diag><diag><name>A01</name><desc>Typhoid</desc></diag>
</section></chapter></ICD10CM.tabular>"""


@pytest.fixture
def source(tmp_path):
    tabular = tmp_path / "icd10c-tabular-April-1-2026.xml"
    tabular.write_text(TABULAR, encoding="utf-8")
    code_list = tmp_path / "code-list-April-2026.txt"
    code_list.write_text("A00\nA01\n", encoding="utf-8")
    return ReleaseFiles("2026-04-01", tabular, code_list)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


def codes(store):
    with_codes = store.execute("SELECT code FROM node WHERE kind = 'code' ORDER BY position").fetchall()
    store.close()
    return [code for (code,) in with_codes]


def test_built_once_and_then_only_opened(source, cache):
    assert codes(open_store(source)) == ["A00", "A01"]
    path = cache_path(source)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    source.tabular.write_text("x" * len(TABULAR), encoding="utf-8")
    assert codes(open_store(source)) == ["A00", "A01"]


def foreign(path):
    """Write the database of another program, which happens to have our mark."""
    path.unlink()
    with closing(sqlite3.connect(path)) as store:
        store.executescript(f"CREATE TABLE node (x); PRAGMA user_version = {_FORM};")


DAMAGE = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_bytes(b"not a database"),
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + bytes(4096)),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "zeros after the header": lambda path: path.write_bytes(path.read_bytes()[:4096].ljust(path.stat().st_size, b"\0")),
    "another letter in a descriptor": lambda path: path.write_bytes(path.read_bytes().replace(b"Cholera", b"Chalera")),
    "another header": lambda path: path.write_bytes(path.read_bytes()[:68] + b"\0\1\2\3" + path.read_bytes()[72:]),
    "foreign": foreign,
    "pipe": lambda path: (path.unlink(), os.mkfifo(path)),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_built_anew(source, cache, damage):
    open_store(source).close()
    path = cache_path(source)
    whole = path.read_bytes()
    DAMAGE[damage](path)
    store = open_store(source)
    assert store.execute("SELECT descriptor FROM node WHERE code = 'A00'").fetchone() == ("Cholera",)
    assert codes(store) == ["A00", "A01"]
    assert path.read_bytes() == whole


def test_a_folder_in_its_place_is_done_without(source, cache):
    path = cache_path(source)
    path.mkdir(parents=True)
    assert codes(open_store(source)) == ["A00", "A01"]


def test_a_user_without_a_home_has_no_cache(source, monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # what it gives where the user is in no list
    assert cache_path(source) is None
    assert codes(open_store(source)) == ["A00", "A01"]


def test_a_cache_that_cannot_be_written_is_done_without(source, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert codes(open_store(source)) == ["A00", "A01"]


def test_a_relative_cache_home_is_ignored(source, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_path(source).parent == tmp_path / ".cache" / "policypress"


def test_processes_that_build_at_once_all_get_a_whole_file(tmp_path):
    program = "from generator.codesets.icd10cm import load; print(load().get('M62.85').descriptor)"
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    root = Path(__file__).resolve().parents[2]
    running = [
        subprocess.Popen([sys.executable, "-c", program], env=environment, cwd=root, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    answers = {process.communicate()[0].strip() for process in running}
    assert answers == {"Dysfunction of the multifidus muscles, lumbar region"}
    assert len(list((tmp_path / "policypress").iterdir())) == 1

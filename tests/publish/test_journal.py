"""The output folder goes from one whole state to the next, whatever happens in between."""

from __future__ import annotations

import contextlib
import hashlib
import json
import multiprocessing
from pathlib import Path

import pytest

from generator.problem import MachineProblem
from generator.publish import journal as module
from generator.publish.journal import Staging, locked, publish, remove_published, write_whole
from generator.publish.manifest import Manifest, is_intact, is_kept_path, is_safe_path, read_manifest


def entry(path: str, data: bytes) -> dict:
    return {
        "path": path,
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "input_sha256": hashlib.sha256(path.encode() + data).hexdigest(),
    }


def put(
    out: Path,
    documents: dict[str, bytes],
    removed: frozenset[str] = frozenset(),
    kept: dict[str, bytes] | None = None,
    page: bytes | None = None,
) -> list[dict]:
    """Publish documents in addition to the existing ones, with kept earlier versions and a catalogue."""
    with locked(out):
        staging, entries = Staging(out), [entry(path, data) for path, data in documents.items()]
        for item in entries:
            staging.put(item, documents[item["path"]])
        listed = read_manifest(out).documents | {item["path"]: item for item in entries}
        moves = {item["path"]: item["input_sha256"] for item in entries}
        others = (kept or {}) | ({"index.html": page} if page else {})
        moves |= {path: staging.put_file(path, data) for path, data in others.items()}
        publish(
            out,
            moves,
            list(removed),
            Manifest(
                {path: listed[path] for path in listed.keys() - removed},
                read_manifest(out).previous | {path: entry(path, data) for path, data in (kept or {}).items()},
                entry("index.html", page) if page else None,
            ).data(),
        )
        staging.clear()
    return entries


def is_consistent(out: Path) -> bool:
    manifest = read_manifest(out)
    listed = manifest.documents | manifest.previous
    if manifest.catalogue:
        listed |= {"index.html": manifest.catalogue}
    standing = {
        path.relative_to(out).as_posix()
        for path in out.rglob("*")
        if path.is_file() and path.name != "manifest.json" and ".policypress" not in path.parts
    }
    return standing == listed.keys() and all(is_intact(out, item) for item in listed.values())


def test_documents_are_published_replaced_and_removed(tmp_path):
    put(tmp_path, {"a/x/one.pdf": b"1", "a/y/two.pdf": b"2"})
    put(tmp_path, {"a/x/one.pdf": b"11"}, removed={"a/y/two.pdf"})
    assert (tmp_path / "a/x/one.pdf").read_bytes() == b"11"
    assert not (tmp_path / "a/y").exists()
    assert is_consistent(tmp_path)
    assert {path.name for path in (tmp_path / ".policypress").iterdir()} == {"lock"}


@pytest.mark.parametrize(
    "path",
    [
        "../x/y/z.pdf",
        "/etc/passwd",
        "a/../../x.pdf",
        "a/b/c.txt",
        "a/b.pdf",
        "a/b/c/d.pdf",
        "a\\b/c/d.pdf/..",
        "a/b/..pdf",
        ".policypress/staged/x.pdf",
        "",
        7,
        None,
        ["a"],
    ],
)
def test_paths_that_no_document_has_are_refused(path):
    assert not is_safe_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "a/b/c.pdf",
        "a/b/versions/c.pdf",
        "a/b/versions/1/../c.pdf",
        "../b/versions/1/c.pdf",
        "/b/versions/1/c.pdf",
        "a/b/versions/.hidden/c.pdf",
        "a/b/old/1/c.pdf",
        None,
        7,
    ],
)
def test_paths_that_no_earlier_version_has_are_refused(path):
    assert not is_kept_path(path)
    assert is_kept_path("a/b/versions/1.0-2/c.pdf")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"format": 2, "documents": []}',
        '{"format": 1}',
        '{"format": 1, "documents": [7]}',
        '{"format": 1, "documents": 7}',
        "[" * 100000,
    ],
)
def test_a_damaged_manifest_lists_nothing(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    assert read_manifest(tmp_path) == Manifest()


def test_a_manifest_that_leads_outside_is_not_followed(tmp_path):
    out, outside = tmp_path / "build", tmp_path / "x" / "y" / "z.pdf"
    outside.parent.mkdir(parents=True)
    outside.write_bytes(b"mine")
    out.mkdir()
    good = entry("a/b/c.pdf", b"1")
    bad = [good | {"path": path} for path in ("../x/y/z.pdf", str(outside), "a/../../x/y/z.pdf")]
    kept = entry("a/b/versions/1/c.pdf", b"1")
    catalogue = {"path": "../x/y/z.pdf", "bytes": 4, "sha256": "0" * 64}
    (out / "manifest.json").write_text(
        json.dumps(
            {
                "format": 1,
                "documents": [good, *bad, {"path": "a/b/d.pdf"}],
                "previous": [kept, *bad, good],
                "catalogue": catalogue,
            }
        )
    )
    assert read_manifest(out) == Manifest({"a/b/c.pdf": good}, {"a/b/versions/1/c.pdf": kept})
    for item in bad:
        remove_published(out, item["path"])
    assert outside.read_bytes() == b"mine"


def test_a_link_that_leads_outside_is_not_followed(tmp_path):
    out, outside = tmp_path / "build", tmp_path / "outside"
    (outside / "b").mkdir(parents=True)
    (outside / "b" / "c.pdf").write_bytes(b"mine")
    out.mkdir()
    (out / "a").symlink_to(outside)
    remove_published(out, "a/b/c.pdf")
    with pytest.raises(MachineProblem, match="leads outside"):
        put(out, {"a/b/c.pdf": b"1"})
    assert (outside / "b" / "c.pdf").read_bytes() == b"mine"


class Killed(BaseException):
    """Stands for kill -9 between two steps."""


@pytest.mark.parametrize("step", range(1, 60))
def test_stopped_between_any_two_steps_the_next_build_finds_a_whole_state(tmp_path, monkeypatch, step):
    old = {"a/x/one.pdf": b"old 1", "a/x/two.pdf": b"old 2", "a/y/three.pdf": b"old 3"}
    new = {"a/x/one.pdf": b"new 1", "a/z/four.pdf": b"new 4"}
    kept = {
        "a/x/versions/1.0/one.pdf": b"old 1",
        "a/y/versions/1.0/three.pdf": b"old 3",
        "a/y/versions/2/again.pdf": b"old 3",
    }
    put(tmp_path, old, page=b"old page")
    steps = iter(range(1, 1000))

    def count(real):
        def stopping(*args, **kwargs):
            if next(steps) == step:
                raise Killed
            return real(*args, **kwargs)

        return stopping

    with monkeypatch.context() as patch:
        for name in ("replace", "fsync", "unlink", "rmdir", "chmod"):
            patch.setattr(module.os, name, count(getattr(module.os, name)))
        with contextlib.suppress(Killed):
            put(tmp_path, new, removed={"a/y/three.pdf"}, kept=kept, page=b"new page")
    with locked(tmp_path):
        assert is_consistent(tmp_path)
        assert (tmp_path / "a/x/one.pdf").read_bytes() in (b"old 1", b"new 1")
        whole_new = (tmp_path / "a/x/one.pdf").read_bytes() == b"new 1"
        assert (tmp_path / "a/z/four.pdf").exists() == whole_new
        assert (tmp_path / "a/y/three.pdf").exists() != whole_new
        assert (tmp_path / "index.html").read_bytes() == (b"new page" if whole_new else b"old page")
        assert read_manifest(tmp_path).previous.keys() == (kept.keys() if whole_new else set())
        for path, data in kept.items() if whole_new else ():
            assert (tmp_path / path).read_bytes() == data


def test_what_cannot_be_written_is_found_before_anything_is(tmp_path):
    put(tmp_path, {"a/x/one.pdf": b"1"})
    (tmp_path / "a/x/two.pdf").mkdir()
    with pytest.raises(MachineProblem, match="it is a folder"):
        put(tmp_path, {"a/x/one.pdf": b"11", "a/x/two.pdf": b"2"})
    assert is_intact(tmp_path, read_manifest(tmp_path).documents["a/x/one.pdf"])
    assert (tmp_path / "a/x/one.pdf").read_bytes() == b"1"


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "x"
    write_whole(path, b"old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, "fsync", full)
    with pytest.raises(MachineProblem, match="No space left on device; the existing documents are unchanged"):
        write_whole(path, b"new")
    assert [item.name for item in tmp_path.iterdir()] == ["x"]
    assert path.read_bytes() == b"old"


def test_a_damaged_journal_or_staged_file_is_not_used(tmp_path):
    with locked(tmp_path):
        staging = Staging(tmp_path)
        item = entry("a/b/c.pdf", b"1")
        staging.put(item, b"1")
        assert staging.get(item["input_sha256"]) == item
        (staging.folder / f"{item['input_sha256']}.file").write_bytes(b"2")
        assert staging.get(item["input_sha256"]) is None
    for text in ("{", "[]", "{}", '{"moves": 7, "removes": []}', '{"moves": {"../b/c.pdf": "x"}, "removes": ["../x"]}'):
        (tmp_path / ".policypress" / "journal.json").write_text(text)
        with locked(tmp_path):
            assert not (tmp_path / ".policypress" / "journal.json").exists()


def _hold(out: str, ready, leave) -> None:
    with locked(Path(out)):
        ready.set()
        leave.wait(30)
        (Path(out) / "first").write_text("done")


def test_two_builds_wait_for_each_other(tmp_path):
    context = multiprocessing.get_context("spawn")
    ready, leave = context.Event(), context.Event()
    process = context.Process(target=_hold, args=(str(tmp_path), ready, leave))
    process.start()
    assert ready.wait(30)
    leave.set()
    with locked(tmp_path):
        assert (tmp_path / "first").exists()
    process.join()

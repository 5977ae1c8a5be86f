"""The command as scripts use it: exit codes, messages with places, nothing damaged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from engine.tiny import call

NAME = "restorative-neurostimulation"


def run(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "generator", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A root with one built document."""
    import shutil

    from conftest import FIRST

    root = tmp_path_factory.mktemp("built")
    shutil.copytree(FIRST.parent, root / "policy")
    done = run("build", NAME, "--edition", "model", "--artifact", "billing-article", cwd=root)
    assert done.returncode == 0, done.stderr
    return root


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".lock" not in path.name and ".policypress" not in str(path)
    }


def test_build_writes_the_document_and_the_manifest(built):
    manifest = json.loads((built / "build" / "manifest.json").read_text())
    assert manifest["format"] == 1
    (entry,) = manifest["documents"]
    assert entry["path"] == f"{NAME}/model/billing-article.pdf"
    assert {
        "policy",
        "edition",
        "artifact",
        "format",
        "path",
        "sha256",
        "bytes",
        "pages",
        "input_sha256",
        "title",
    } <= entry.keys()
    data = (built / "build" / entry["path"]).read_bytes()
    assert len(data) == entry["bytes"] and data.startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("\nshort_title:", "\nshort_titel:", "error SCHEMA-001: unknown key `short_titel`"),
        ("\nstatus: draft", "\nstatus: [a]", "error SCHEMA-0"),
        ("\nstatus: draft", "\nstatus: draft\nstatus: draft", "error YAML-009: key `status` appears twice"),
        ("\nshort_title:", "\n\tshort_title:", "error YAML-010: the indentation contains a tab"),
        ("\nshort_title:", "\n# short_title:", "error SCHEMA-002: the key `short_title` is missing"),
        (None, "", "error YAML-003: the file is empty"),
        (None, "\x00\x01", "error YAML-002: control character U+0000"),
    ],
)
def test_bad_source_is_located_and_leaves_the_build_alone(built, old, new, expected):
    path = built / "policy" / f"{NAME}.yaml"
    good, before = path.read_text(), snapshot(built / "build")
    try:
        path.write_text(good.replace(old, new, 1) if old else new)
        for command in ("check", "build"):
            done = call(command, cwd=built)
            assert done.returncode == 1, done.stdout + done.stderr
            said = done.stdout + done.stderr
            assert expected in said and f"policy/{NAME}.yaml:" in said and "Traceback" not in said
    finally:
        path.write_text(good)
    assert snapshot(built / "build") == before


def test_wrong_command_line(built):
    for words in (
        ["build", "--nonsense"],
        ["nonsense"],
        ["check", "--format", "word"],
        ["build", "--root", "/nowhere"],
        ["build", "--shard", "3/2"],
        ["build", "--scheduler", "host"],
    ):
        assert call(*words, cwd=built).returncode == 2


def test_unknown_choices_say_what_there_is(built):
    done = call("build", "--artifact", "lcd", cwd=built)
    assert done.returncode == 1 and "no policy has the artifact `lcd`" in done.stderr and "lcd-draft" in done.stderr
    done = call("build", "nothing", cwd=built)
    assert done.returncode == 1 and "there is no such policy" in done.stderr and NAME in done.stderr


def test_output_folder_that_is_a_file(built):
    (built / "taken").write_text("x")
    done = call("build", NAME, "--artifact", "billing-article", "--out", "taken", cwd=built)
    assert done.returncode in (2, 3) and "Traceback" not in done.stderr


def test_missing_pango_is_exit_code_3(built):
    hide = built / "hide"
    hide.mkdir(exist_ok=True)
    (hide / "sitecustomize.py").write_text(
        "import cffi\nreal = cffi.FFI.dlopen\n"
        "def dlopen(self, name, *rest):\n"
        "    if name and 'pango' in str(name): raise OSError(f'cannot load library {name!r}')\n"
        "    return real(self, name, *rest)\ncffi.FFI.dlopen = dlopen\n"
    )
    before = snapshot(built / "build")
    done = run(
        "build",
        NAME,
        "--edition",
        "model",
        "--artifact",
        "billing-article",
        "--force",
        cwd=built,
        PYTHONPATH=f"{hide}{os.pathsep}{Path(__file__).parents[2]}",
    )
    assert done.returncode == 3, done.stderr
    assert "libpango" in done.stderr.lower() and "Traceback" not in done.stderr
    assert snapshot(built / "build") == before


def test_help_reads_well(built):
    done = run("--help", cwd=built)
    assert done.returncode == 0
    for word in ("build", "check", "Exit codes"):
        assert word in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert "..." not in done.stdout.partition("Commands:")[2]  # whole sentences


def test_no_progress_where_the_output_is_no_terminal(built):
    done = run("build", NAME, "--edition", "model", "--artifact", "billing-article", "--force", cwd=built)
    assert done.returncode == 0 and "\r" not in done.stdout + done.stderr

"""Machines that are full, short of resources, or partly broken, and damaged files of policypress."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from datetime import date
from pathlib import Path

import pytest
from engine.tiny import edit, make_root, published

from generator.engine.build import Request, build
from generator.engine.no_change import report_if_unchanged
from generator.engine.plan import PolicyRecord
from generator.engine.verify import verify
from generator.problem import MachineProblem
from generator.publish.state import read_state
from robust.attack import attack, attack_here, limit

COMMANDS = (
    ("check",),
    ("build",),
    ("verify",),
    ("eject",),
    ("explain", "CODE-003"),
    ("approve", "tiny"),
    ("--help",),
    ("build", "--help"),
    ("--version",),
    ("diff", "policy/tiny.yaml", "policy/tiny.yaml"),
)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    root = make_root(tmp_path_factory.mktemp("machine") / "root")
    attack("build", cwd=root, code=0)
    return root


@pytest.fixture
def tiny(built, tmp_path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "root"))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_reader_that_has_seen_enough(built, words):
    """The command ends with its own exit code, and without a word about the pipe."""
    reader, writer = os.pipe()
    os.close(reader)
    done = attack(*words, cwd=built, code=0, stdout=writer)
    os.close(writer)
    assert b"pipe" not in done.stderr.lower()


def test_a_reader_that_has_seen_enough_does_not_hide_errors(tiny):
    edit(tiny / "policy/tiny.yaml", "codes: []", "codes: {}")
    done = subprocess.run(
        f"set -o pipefail; {sys.executable} -m generator check | head -c 1",
        shell=True,
        cwd=tiny,
        executable="/bin/bash",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1 and b"Traceback" not in done.stderr


def test_nobody_reads_what_watch_says(tiny):
    reader, writer = os.pipe()
    os.close(reader)
    attack("watch", cwd=tiny, code=0, stdout=writer, stderr=writer)
    os.close(writer)


@pytest.mark.parametrize("words", [words for words in COMMANDS if words not in (("check",), ("verify",))], ids=" ".join)
def test_a_full_disk_behind_the_output(built, words):
    with open("/dev/full", "w") as full:
        done = attack(
            *words, cwd=built, code=3, stdout=full, says="policypress: standard output: No space left on device"
        )
        attack(*words, cwd=built, code=(0, 3), stderr=full)
        attack(*words, cwd=built, code=3, stdout=full, stderr=full)
    assert done.stderr.count(b"\n") <= 2


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)])
def test_closed_streams(tiny, closed):
    def close() -> None:
        for number in closed:
            os.close(number)

    edit(tiny / "policy/tiny.yaml", "for some patients", "for few patients")
    attack("check", cwd=tiny, code=0, before=close)
    attack("build", cwd=tiny, code=0, before=close)
    assert attack("build", cwd=tiny, code=0).stdout == b"2 unchanged\n"
    assert all(path.read_bytes()[:5] == b"%PDF-" for path in tiny.rglob("*.pdf"))


def test_a_folder_that_was_deleted(tmp_path):
    for words in (("check",), ("build",), ("build", "--root", str(tmp_path)), ("watch",)):
        (tmp_path / "gone").mkdir()
        attack(
            *words,
            cwd=tmp_path / "gone",
            code=3,
            before=lambda: os.rmdir(tmp_path / "gone"),
            says="policypress: the current folder was deleted",
        )


@pytest.mark.slow
@pytest.mark.parametrize("python", [("-OO",), ()])
def test_python_that_drops_docstrings(built, python):
    environment = {} if python else {"PYTHONOPTIMIZE": "2"}
    for words in (("--help",), ("build", "--help"), ("explain", "CODE-003"), ("check", "--format", "sarif")):
        plain = attack(*words, cwd=built, code=0)
        assert attack(*words, cwd=built, code=0, python=python, **environment).stdout == plain.stdout
    attack("check", "--nonsense", cwd=built, code=2, python=python, **environment)


@pytest.mark.parametrize("megabytes", [60, 120, 200, 300, 400])
@pytest.mark.parametrize("words", [("check",), ("build", "--force")], ids=" ".join)
def test_little_memory(tiny, megabytes, words):
    """Enough or not: never a traceback, and what was built is unchanged."""
    before = published(tiny / "build")
    done = attack(
        *words,
        cwd=tiny,
        code=(0, 3, 127),
        before=limit(resource.RLIMIT_AS, megabytes * 2**20),
        OPENBLAS_NUM_THREADS="1",
    )
    if done.returncode == 3:
        assert b"memory" in done.stderr, done.stderr
    assert published(tiny / "build") == before


@pytest.mark.parametrize("most", [0, 1_000])
def test_a_disk_that_is_full(built, tmp_path, most):
    """A limit on the size of files is what a full disk is to each writer."""
    full = limit(resource.RLIMIT_FSIZE, most)
    root = make_root(tmp_path / "root")
    attack("build", cwd=root, code=3, before=full, says="policypress: ")
    assert not published(root / "build") or not list((root / "build").rglob("*.pdf"))
    attack("new", "another-policy", cwd=root, code=3, before=full, says="another-policy.yaml cannot be written")
    attack("eject", "styles/document.css", cwd=root, code=3, before=full, says="cannot be written")
    attack("check", cwd=built, code=0, before=full, XDG_CACHE_HOME=str(tmp_path / "cache"))


@pytest.mark.slow
def test_surroundings_that_are_missing(tiny, tmp_path):
    (tmp_path / "file").write_text("")
    edit(tiny / "policy/tiny.yaml", "A tiny policy", "A tiny pölicy ≥ 5")
    for environment in (
        {"HOME": None},
        {"HOME": "/nonexistent"},
        {"TMPDIR": "/nonexistent"},
        {"LANG": "C"},
        {"XDG_CACHE_HOME": str(tmp_path / "file")},
        {"XDG_CACHE_HOME": "/proc/self"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "tlh", "PYTHONUTF8": "0"},
        {"PATH": ""},
        {"TERM": None, "COLUMNS": "1"},
        {"COLUMNS": "x"},
    ):
        attack("check", "--format", "json", cwd=tiny, code=0, **environment)
        if environment.keys() & {"HOME", "TMPDIR"}:
            attack("build", "--force", cwd=tiny, code=0, **environment)
        else:
            attack("build", "--help", cwd=tiny, code=0, **environment)


def test_output_in_an_encoding_that_lacks_the_letters(tiny):
    edit(tiny / "policy/tiny.yaml", "codes: []", 'codes: []\n"smile 😀 ≥": 1')
    done = attack("check", "--format", "json", cwd=tiny, code=1, PYTHONIOENCODING="latin-1")
    assert "smile 😀 ≥" in json.loads(done.stdout)["problems"][0]["message"]


class Inline(Executor):
    """Works here and now."""

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        future.set_running_or_notify_cancel()
        future.set_result(function(*args, **kwargs))
        return future


SHAPES = (None, True, 0, -1, 1e308, "", "x", "../../x", "\0", [], [[]], [None], {}, {"x": {}}, [1, 2, 3, 4, "x"])


def damaged(data: object, chance: random.Random) -> object:
    """Return JSON data with one part of it, anywhere, replaced by something else or taken away."""
    if isinstance(data, dict | list) and data and chance.random() < 0.9:
        key = chance.choice(list(data) if isinstance(data, dict) else range(len(data)))
        copy = data.copy()
        if chance.random() < 0.1:
            del copy[key]
        else:
            copy[key] = damaged(data[key], chance)
        return copy
    return chance.choice(SHAPES)


@pytest.mark.slow
@pytest.mark.parametrize("name", [".policypress/state.json", "manifest.json", ".policypress/journal.json"])
def test_our_own_files_in_any_shape(tiny, name, monkeypatch):
    """Whatever they hold, a build works it out again; in one process, for many shapes."""
    monkeypatch.chdir(tiny)
    path, chance = tiny / "build" / name, random.Random(3)
    good = (
        json.loads(path.read_text())
        if path.exists()
        else {"moves": {"tiny/north/coverage-policy.pdf": "0" * 64}, "removes": ["tiny/north/x.pdf"]}
    )
    texts = [json.dumps(damaged(good, chance)) for _ in range(25)]
    texts += ["", "{", "[" * 100_000, "9" * 5_000, "NaN", '"\\ud800"', "\ufeff{}", json.dumps(good)[:-9]]
    for text in texts:
        path.write_text(text)
        report_if_unchanged([])
        try:
            build(Request(tiny, tiny / "build"), date.today(), executor=Inline())
            verify(Request(tiny, tiny / "build"), date.today(), executor=Inline())
        except MachineProblem as error:  # such as an earlier version that the damaged manifest claims
            assert str(error)
    (tiny / "build/manifest.json").unlink(missing_ok=True)
    for kept in (tiny / "build").rglob("*.pdf"):
        kept.unlink()
    assert len(build(Request(tiny, tiny / "build"), date.today(), executor=Inline()).rendered) == 2


def replaced(data: object, shape: object) -> Iterator[object]:
    """Yield JSON data with each of its parts, one at a time, replaced by something else."""
    yield shape
    for key in data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        for part in replaced(data[key], shape):
            copy = data.copy()
            copy[key] = part
            yield copy


def test_what_the_state_says_of_a_policy_in_any_shape(tiny, monkeypatch):
    """The no-change build and the plan believe a record or do without it; neither stumbles over it."""
    monkeypatch.chdir(tiny)
    edit(tiny / "policy/tiny.yaml", "2027-06-30", "2026-07-02")  # a warning, so that there is a problem to record
    attack("build", cwd=tiny, code=0)
    path = tiny / "build/.policypress/state.json"
    good = json.loads(path.read_text())
    assert report_if_unchanged([]) and good["policies"][str(tiny / "policy/tiny.yaml")]["problems"]
    for shape in SHAPES:
        for policies in replaced(good["policies"], shape):
            path.write_text(json.dumps(good | {"policies": policies}))
            report_if_unchanged([])
            state = read_state("build")
            for name in state.policies if state else ():
                if known := state.policy(name):
                    record = PolicyRecord.read(known)
                    assert all(type(item["path"]) is str for item in record.documents)
                    assert all(str(problem) for problem in record.problems)


@pytest.mark.slow
def test_a_scheduler_that_is_silent_or_none(tiny):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        attack(
            "build",
            "--force",
            "--scheduler",
            address,
            cwd=tiny,
            code=3,
            says=f"policypress: no scheduler answers at {address} in 6 seconds",
        )
    for address in ("inproc://x:1", "ws://h:1", "ucx://h:1", "tcp://h:99999", "tcp://h:0", "tcp://h", "file:///x:1"):
        attack_here("build", "--scheduler", address, cwd=tiny, code=2, says="is not of the form tcp://host:8786")


@pytest.mark.parametrize("command", ["build", "watch", "verify"])
@pytest.mark.parametrize("out", ["policy", "policy/out", "templates/out", "./x/../policy/out"])
def test_output_among_the_source(built, command, out):
    attack_here(command, "--out", out, cwd=built, code=2, says="which contains the source")


@pytest.mark.parametrize(
    "words",
    [
        ("check", ""),
        ("check", " "),
        ("build", "--edition", ""),
        ("build", "--edition="),
        ("explain", ""),
        ("eject", ""),
        ("eject", "--publisher", "", "x"),
        ("diff", ""),
        ("diff", "HEAD", "--policy", ""),
        ("revise", "--against", ""),
        ("revise", "--version", ""),
        ("approve", "tiny", "--who", ""),
        ("new", ""),
        ("new", "x", "--title", ""),
        ("publisher", "new", "x", "--name", ""),
        ("inspect", ""),
        ("form", "read", ""),
        ("build", "--out", ""),
        ("build", "--root", ""),
        ("build", "--scheduler", ""),
    ],
    ids=str,
)
def test_empty_texts(built, words):
    attack_here(*words, cwd=built, code=2, says=" is empty")


def test_git_that_is_missing_or_refuses(tiny, tmp_path):
    attack("diff", "HEAD", cwd=tiny, code=3, PATH=str(tmp_path), says="policypress: git is not installed")
    attack("diff", "HEAD", cwd=tiny, code=3, says="policypress: git: fatal: not a git repository")
    for words in (
        ["init", "-q"],
        ["add", "policy"],
        ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", "-C", str(tiny), *words], check=True)
    for words in (
        ("diff", "nonsense"),
        ("diff", "-x"),
        ("revise", "--against", "nonsense"),
        ("diff", "nonsense:policy/tiny.yaml"),
        ("diff", "policy/tiny.yaml", "policy/other.yaml"),
    ):
        attack_here(*words, cwd=tiny, code=2)
    attack_here("diff", "HEAD", cwd=tiny, code=0, says="no change")
    if os.geteuid() == 0:
        os.chown(tiny / ".git", 12345, 12345)
        os.chown(tiny, 12345, 12345)
        done = attack("diff", "HEAD", cwd=tiny, code=3, says="detected dubious ownership")
        assert b"git config --global --add safe.directory" in done.stderr


@pytest.mark.slow
def test_ctrl_c_at_any_moment(tiny):
    chance = random.Random(9)
    for words in (["check"], ["build", "--force"], ["build"], ["verify"]):
        for _ in range(3):
            process = subprocess.Popen(
                [sys.executable, "-m", "generator", *words],
                cwd=tiny,
                start_new_session=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            time.sleep(chance.uniform(0.1, 1.5))  # after Python itself has started
            os.killpg(process.pid, signal.SIGINT)
            said = b"".join(process.communicate(timeout=60)).decode()
            if "Traceback" not in said:
                assert process.returncode in (130, 0, -signal.SIGINT), (words, said)
            else:  # Python itself was still starting
                assert "main()" not in said, (words, said)

"""Run the command as an attacker or a broken machine does, and hold it to what it promises."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from engine.tiny import call

SECONDS = 60  # against hanging; each of these takes about a second


def attack(
    *words: object,
    cwd: Path,
    code: int | tuple[int, ...],
    says: str = "",
    stdout: object = subprocess.PIPE,
    stderr: object = subprocess.PIPE,
    before: Callable[[], object] | None = None,
    python: tuple[str, ...] = (),
    **environment: str | None,
) -> subprocess.CompletedProcess:
    """Run `policypress WORDS`; assert exit code, message, and that no defect shows. None takes a variable away."""
    variables = {name: value for name, value in (os.environ | environment).items() if value is not None}
    done = subprocess.run(
        [sys.executable, *python, "-m", "generator", *map(str, words)],
        cwd=cwd,
        stdout=stdout,
        stderr=stderr,
        stdin=subprocess.DEVNULL,
        timeout=SECONDS,
        check=False,
        preexec_fn=before,
        env=variables,
    )
    _hold(done.returncode, ((done.stdout or b"") + (done.stderr or b"")).decode("utf-8", "surrogateescape"), code, says)
    return done


def attack_here(
    *words: object, cwd: Path, code: int | tuple[int, ...], says: str = ""
) -> subprocess.CompletedProcess[str]:
    """Do the same in this process, which is quicker: for attacks by what files hold and words say, not by the machine.

    A command that hangs is stopped as by a Ctrl-C, and ends with 130.
    """
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.alarm(SECONDS)
    try:
        done = call(*words, cwd=cwd)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    _hold(done.returncode, done.stdout + done.stderr, code, says)
    return done


def _hold(ended: int, said: str, code: int | tuple[int, ...], says: str) -> None:
    """Assert the exit code and the message, and that no defect shows."""
    assert "Traceback" not in said and "internal error" not in said and "Exception ignored" not in said, said
    assert ended in (code if isinstance(code, tuple) else (code,)), (ended, said)
    assert says in said, said


def limit(kind: int, most: int) -> Callable[[], None]:
    """Return what gives a process a limit before it starts."""
    return lambda: resource.setrlimit(kind, (most, most))

"""Run a command and report its cost: wall and CPU seconds, and the peak memory of its largest process.

The build's workers are children of a fork server, which leaves the build's process tree when the build ends. So this
process asks to inherit orphans (Linux: prctl) and waits for all of them: what they used is then counted with its own
children.
"""

from __future__ import annotations

import ctypes
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
_SCRIPT = Path(sys.executable).with_name("policypress")
# What a user starts; if no script is installed, the module.
COMMAND = (str(_SCRIPT),) if _SCRIPT.is_file() else ("-m", "generator")


class Cost(NamedTuple):
    """Seconds of wall and CPU time, and the peak of the largest process in MiB."""

    wall: float
    cpu: float
    peak: float


def ours() -> dict[str, str]:
    """Return the environment in which Python finds this folder's policypress first."""
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")])}


def cost(*words: object, cwd: Path, program: str = sys.executable) -> Cost:
    """Run Python (or another program) with these arguments and wait for everything that it started."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryFile("w+") as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            [program, *map(str, words)], cwd=cwd, stdout=subprocess.DEVNULL, stderr=said, env=ours()
        )
        _, status, used = os.wait4(process.pid, 0)
        wall, every = time.perf_counter() - started, [used]
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{words} failed:\n{said.read()}")
    while True:
        try:
            every.append(os.wait3(0)[2])
        except ChildProcessError:
            break
    return Cost(
        wall, sum(item.ru_utime + item.ru_stime for item in every), max(item.ru_maxrss for item in every) / 1024
    )


def median(words: tuple, cwd: Path, rounds: int) -> float:
    """Return the median wall time."""
    return statistics.median(cost(*words, cwd=cwd).wall for _ in range(rounds))

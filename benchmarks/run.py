"""Measure the build engine, in ratios, and write docs/performance.md's table: `python benchmarks/run.py [PART...]`.

Every ratio compares two runs of the same minutes on the same machine; take seconds with salt, ratios less so.
Parts: first (the policies of this folder), thousand (generated policies, two documents of a page each), kills.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests")]

from engine.tiny import make_root, published  # noqa: E402

Row = tuple[str, str]
_COMMAND = ("-m", "generator")


def timed(*words: object, cwd: Path) -> tuple[float, float]:
    """Run Python and return wall and CPU seconds, those of its children included."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, *map(str, words)], cwd=cwd, capture_output=True, text=True, check=False,
                          env=os.environ | {"PYTHONPATH": str(HERE.parent)})
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{words} failed:\n{done.stderr}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median(words: tuple, cwd: Path, rounds: int) -> float:
    """Return the median wall time."""
    return statistics.median(timed(*words, cwd=cwd)[0] for _ in range(rounds))


def first(scratch: Path) -> list[Row]:
    """The policies of this folder: all documents, nothing, one edit; one core and all; against bare WeasyPrint."""
    root = scratch / "root"
    root.mkdir()
    for name in ("policy", "templates"):
        shutil.copytree(HERE.parent / name, root / name)
    html = scratch / "html"
    build = (*_COMMAND, "build", "--out", "build")
    timed(HERE / "bare.py", "prepare", root, html, cwd=root)
    timed(*build, "--force", cwd=root)
    full, full_cpu = timed(*build, "--force", cwd=root)
    one_core, _ = timed(*build, "--force", "--jobs", 1, cwd=root)
    bare, bare_cpu = timed(HERE / "bare.py", "render", root, html, cwd=root)
    timed(*build, cwd=root)
    nothing, python = median(build, root, 15), median(("-c", "pass"), root, 15)
    policy = sorted((root / "policy").glob("*.yaml"))[0]
    policy.write_text(policy.read_text().replace("short_title: ", "short_title: A ", 1))
    edit, _ = timed(*build, "--artifact", "billing-article", cwd=root)
    return [
        ("all documents, all cores: wall s", f"{full:.1f}"),
        ("CPU / CPU of bare WeasyPrint on the same HTML", f"{full_cpu / bare_cpu:.2f}"),
        ("wall / wall of bare WeasyPrint", f"{full / bare:.2f}"),
        ("wall, all cores / one core", f"{full / one_core:.2f}"),
        ("no change / full build", f"{nothing / full:.2%}"),
        ("no change / `python -c pass`", f"{nothing / python:.2f}"),
        ("no change: wall ms", f"{nothing * 1000:.0f}"),
        ("one edit, billing articles alone / full build", f"{edit / full:.2f}"),
    ]


def thousand(scratch: Path) -> list[Row]:
    """10, 100, 1,000 policies of three documents: the build with nothing to do and the plan, without rendering.

    A state as a build leaves it is made by rendering nothing: documents are stand-ins of 40 kB.
    """
    rows = []
    for count in (10, 100, 1000):
        root = make_root(scratch / str(count), tuple(f"policy-{number}" for number in range(count)))
        wall, _ = timed(HERE / "stand_in.py", root, cwd=root)
        nothing = median((*_COMMAND, "build"), root, 5)
        rows += [(f"{count} policies: plan all, publish stand-ins: wall s", f"{wall:.1f}"),
                 (f"{count} policies: no change: wall s", f"{nothing:.3f}")]
    return rows


def kills(scratch: Path, times: int = 200) -> list[Row]:
    """Kill builds at random moments; every later build has to succeed and equal a clean one."""
    root = make_root(scratch / "root", ("tiny", "other"))
    took = timed(*_COMMAND, "build", cwd=root)[0]
    clean, chance, wrong = published(root / "build"), random.Random(), 0
    for turn in range(times):
        if turn % 2 == 0:
            for path in (path for path in (root / "build").rglob("*.pdf") if ".policypress" not in path.parts):
                path.write_bytes(b"damaged")
        build = subprocess.Popen([sys.executable, *_COMMAND, "build"], cwd=root, start_new_session=True,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                 env=os.environ | {"PYTHONPATH": str(HERE.parent)})
        time.sleep(chance.uniform(0, took))
        os.killpg(build.pid, signal.SIGKILL)
        build.wait()
        if turn % 10 == 9:
            timed(*_COMMAND, "build", cwd=root)
            wrong += published(root / "build") != clean
    return [(f"builds that differ from a clean one after {times} kills", str(wrong))]


PARTS: dict[str, Callable[[Path], list[Row]]] = {"first": first, "thousand": thousand, "kills": kills}


def main(chosen: list[str]) -> None:
    """Run the parts and print a table."""
    print(f"Python {sys.version.split()[0]}, {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}\n")
    print("| what | measured |\n| --- | --- |")
    for name in chosen or PARTS:
        with tempfile.TemporaryDirectory() as scratch:
            for what, value in PARTS[name](Path(scratch)):
                print(f"| {what} | {value} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

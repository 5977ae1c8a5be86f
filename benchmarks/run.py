"""Measure the build engine, in ratios: `python benchmarks/run.py [PART...]` prints a table for docs/performance.md.

Every ratio compares two runs within the same minutes on the same machine; rely on the ratios, not the seconds.
Parts: first (the policies of this folder), watch, thousand (10, 100, 1,000 generated policies), memory, long (10 to 500
pages), peers (other programs on the same text), kills.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from measure import COMMAND, HERE, Cost, cost, median, ours
from peers import peers

sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests")]

from engine.tiny import make_root, published  # noqa: E402

Row = tuple[str, str]


def middle(costs: Sequence[Cost]) -> Cost:
    """Return the medians of some runs."""
    return Cost(*map(statistics.median, zip(*costs, strict=True)))


def copied(scratch: Path) -> Path:
    """Return a root with the policies of this folder."""
    root = scratch / "root"
    shutil.copytree(HERE.parent / "policy", root / "policy")
    return root


def first(scratch: Path) -> list[Row]:
    """The policies of this folder: all documents, nothing, one edit; one core and all; against bare WeasyPrint."""
    root, html = copied(scratch), scratch / "html"
    build = (*COMMAND, "build")
    cost(HERE / "bare.py", "prepare", root, html, cwd=root)
    cost(*build, cwd=root)
    plain, one_core, full = (
        middle(costs)
        for costs in zip(
            *(
                (
                    cost(HERE / "bare.py", "render", html, cwd=root),
                    cost(*build, "--force", "--jobs", 1, cwd=root),
                    cost(*build, "--force", cwd=root),
                )
                for _ in range(3)
            ),
            strict=True,
        )
    )
    nothing, python = median(build, root, 21), median(("-c", "pass"), root, 21)
    policy = sorted((root / "policy").glob("*.yaml"))[0]
    policy.write_text(policy.read_text().replace("short_title: ", "short_title: A ", 1))
    edit = cost(*build, "--artifact", "billing-article", cwd=root)
    return [
        ("bare WeasyPrint on the same HTML: wall, CPU s", f"{plain.wall:.1f}, {plain.cpu:.1f}"),
        ("all documents, all cores: wall, CPU s", f"{full.wall:.1f}, {full.cpu:.1f}"),
        ("CPU / CPU of bare WeasyPrint, all cores", f"{full.cpu / plain.cpu:.2f}"),
        ("CPU / CPU of bare WeasyPrint, one core", f"{one_core.cpu / plain.cpu:.2f}"),
        ("wall / wall of bare WeasyPrint, all cores", f"{full.wall / plain.wall:.2f}"),
        ("wall / wall of bare WeasyPrint, one core", f"{one_core.wall / plain.wall:.2f}"),
        ("wall, all cores / one core", f"{full.wall / one_core.wall:.2f}"),
        ("largest process, MiB: bare, ours", f"{plain.peak:.0f}, {full.peak:.0f}"),
        ("no change / full build", f"{nothing / full.wall:.2%}"),
        ("no change / `python -c pass`", f"{nothing / python:.2f} ({nothing * 1000:.0f} ms / {python * 1000:.0f} ms)"),
        ("one edit, only the billing articles / full build", f"{edit.wall / full.wall:.2f}"),
    ]


def told(*words: object, cwd: Path) -> list:
    """Run a script of this folder and return what it prints as JSON."""
    done = subprocess.run(
        [sys.executable, *map(str, words)], cwd=cwd, capture_output=True, text=True, check=True, env=ours()
    )
    return json.loads(done.stdout)


def watch(scratch: Path) -> list[Row]:
    """A build with warm workers, compared with the first one: one study's result changed, or a word everywhere."""
    rows = []
    for number in range(3):
        first, *edits = told(HERE / "warm.py", copied(scratch / str(number)), cwd=scratch)
        rows.append([(wall / first[0], cpu / first[1]) for wall, cpu, _ in edits])
    return [
        (
            f"watch, {what} ({edit[2]} documents): wall, CPU / those of the first build",
            ", ".join(f"{statistics.median(ratios):.2f}" for ratios in zip(*row, strict=True)),
        )
        for what, edit, row in zip(
            ("one result changed", "the title changed"), edits, zip(*rows, strict=True), strict=True
        )
    ]


def memory(scratch: Path) -> list[Row]:
    """A worker's peak memory as it renders more and more documents."""
    tenth, last = told(HERE / "documents.py", "many", 1000, cwd=scratch)
    return [
        (
            "peak memory of a worker that is never replaced, MiB: after 10, after 1,000 documents",
            f"{tenth:.0f}, {last:.0f}",
        )
    ]


def long(scratch: Path) -> list[Row]:
    """One document of 10, 100, 500 pages."""
    rows = []
    for wanted in (10, 100, 500):
        pages, cpu, most = told(HERE / "documents.py", "long", wanted, cwd=scratch)
        rows.append((f"{pages} pages: CPU ms a page, peak MiB", f"{cpu * 1000 / pages:.0f}, {most:.0f}"))
    return rows


def thousand(scratch: Path) -> list[Row]:
    """10, 100, 1,000 policies of three documents: the build with nothing to do and the plan, without rendering.

    The state that a build leaves is created without rendering: documents are placeholder files of 40 kB.
    """
    rows = []
    for count in (10, 100, 1000):
        root = make_root(scratch / str(count), tuple(f"policy-{number}" for number in range(count)), documents=3)
        made = cost(HERE / "stand_in.py", root, cwd=root)
        nothing = median((*COMMAND, "build"), root, 5)
        rows += [
            (
                f"{count} policies: plan all, publish stand-ins: wall s, CPU ms a policy, largest process MiB",
                f"{made.wall:.1f}, {made.cpu * 1000 / count:.0f}, {made.peak:.0f}",
            ),
            (f"{count} policies: no change: wall s", f"{nothing:.3f}"),
        ]
    return rows


def kills(scratch: Path, times: int = 200) -> list[Row]:
    """Kill builds at random moments; every later build has to succeed and produce the same files as a clean one."""
    root = make_root(scratch / "root", ("tiny", "other"))
    took = cost(*COMMAND, "build", cwd=root).wall
    clean, chance, wrong = published(root / "build"), random.Random(), 0
    for turn in range(times):
        if turn % 2 == 0:
            for path in (path for path in (root / "build").rglob("*.pdf") if ".policypress" not in path.parts):
                path.write_bytes(b"damaged")
        build = subprocess.Popen(
            [sys.executable, *COMMAND, "build"],
            cwd=root,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=ours(),
        )
        time.sleep(chance.uniform(0, took))
        os.killpg(build.pid, signal.SIGKILL)
        build.wait()
        if turn % 10 == 9:
            cost(*COMMAND, "build", cwd=root)
            wrong += published(root / "build") != clean
            print(f"{turn + 1} kills, {wrong} wrong", file=sys.stderr)
    return [(f"builds that differ from a clean one after {times} kills", str(wrong))]


PARTS: dict[str, Callable[[Path], list[Row]]] = {
    "first": first,
    "watch": watch,
    "thousand": thousand,
    "memory": memory,
    "long": long,
    "peers": peers,
    "kills": kills,
}


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

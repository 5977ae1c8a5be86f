"""Builds in one process, as `watch` runs them: what each one costs.

`python warm.py ROOT` builds all of ROOT, makes an edit and builds again, twice, and prints wall and CPU seconds of each
and how many documents it rendered. The first edit changes the result of one study, the second the policy's short title,
which every document prints.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date
from pathlib import Path

from generator.engine.build import Request, build
from generator.engine.pool import WorkerPool

EDITS = (("finding: ", "finding: Again, "), ("\nshort_title: ", "\nshort_title: A "))


def used() -> float:
    """Return the CPU seconds of this process and all others in its session (Linux)."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == os.getsid(0):
            ticks += sum(map(int, fields[11:15]))  # its own and its ended children's, in user and kernel mode
    return ticks / os.sysconf("SC_CLK_TCK")


def main(root: Path) -> None:
    """Build, edit and build again."""
    os.setsid()
    policy = sorted((root / "policy").glob("*.yaml"))[0]
    started, before = time.perf_counter(), used()
    rows = []
    with WorkerPool() as pool:
        for old, new in (("", ""), *EDITS):
            if old:
                policy.write_text(policy.read_text().replace(old, new, 1))
                started, before = time.perf_counter(), used()
            outcome = build(Request(root, root / "build"), date.today(), executor=pool)
            rows.append((time.perf_counter() - started, used() - before, len(outcome.rendered)))
    print(json.dumps(rows))


if __name__ == "__main__":
    if os.getpid() == os.getsid(0):  # setsid fails in the leader of a group
        sys.exit("start this from another program")
    main(Path(sys.argv[1]))

"""Mutation testing: change the code in one place, and see whether the tests of its package notice.

`make mutants`, or `python setup/mutants.py --seed 7 --sample 100 generator/rules`, works on a copy of the checkout. It
takes a random sample of all mutants of the packages, the same for the same seed, and runs for each the tests in the
mirrored folder of tests/ that reach the changed statement. A mutant that no test notices survives and is printed.
Mutants that change nothing anybody could see are listed with reasons in tests/equivalent_mutants.txt.

Written here because mutmut leaves decorated functions alone, and every rule is one. It is not part of `make test`.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pickle
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import coverage
import pytest
from mutations import Mutant, find_mutants

ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = ROOT / "tests" / "equivalent_mutants.txt"
PACKAGES = ("generator/rules", "generator/lifecycle", "generator/forms")
_COPIED = ("generator", "templates", "policy", "tests", "docs", "setup", "pyproject.toml", "README.md", "Makefile")
# Imported once, before the processes are forked in which the mutants live; nothing of generator/ is.
_WARM = ("citeproc", "hypothesis", "lxml.html.diff", "pikepdf", "pydantic", "pypdf", "weasyprint")
_BUDGET = 40.0  # seconds of tests for one mutant: those that reach most of its function come first


class Recorder:
    """A pytest plugin: which lines each test reaches, how long it takes, and whether it passes."""

    def __init__(self, measured: coverage.Coverage):
        self.measured = measured
        self.seconds: dict[str, float] = defaultdict(float)
        self.failed: set[str] = set()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.measured.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed.add(report.nodeid)


class Selector:
    """A pytest plugin: only these tests, in this order."""

    def __init__(self, names: list[str]):
        self.order = {name: index for index, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        chosen = (item for item in items if item.nodeid in self.order)
        items[:] = sorted(chosen, key=lambda item: self.order[item.nodeid])


def in_a_fork(work: Callable[[], int], seconds: float) -> int | None:
    """Run something quietly in a process of its own; return its exit code, None where it took too long."""
    child = os.fork()
    if child == 0:
        os.setsid()
        for stream in (0, 1, 2):
            os.dup2(os.open(os.devnull, os.O_RDWR), stream)
        try:
            code = int(work())
        except BaseException:
            code = 70
        os._exit(code)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


class Reach:
    """Which tests reach which line: `tests[file][line]`, and how long each test takes."""

    def __init__(self, copy: Path, packages: list[str]):
        self.tests: dict[str, dict[int, set[str]]] = {}
        target = copy / "reach"
        if in_a_fork(lambda: self._measure(copy, packages, target), 3600) not in (0, 1):
            sys.exit("the tests of these packages could not be run")
        self.tests, self.seconds, self.failed = pickle.loads(target.read_bytes())

    @staticmethod
    def _measure(copy: Path, packages: list[str], target: Path) -> int:
        measured = coverage.Coverage(data_file=None, source=[str(copy / package) for package in packages])
        recorder = Recorder(measured)
        measured.start()
        code = pytest.main([*_folders(packages), *_OPTIONS], plugins=[recorder])
        measured.stop()
        data = measured.get_data()
        tests = {}
        for name in data.measured_files():
            lines = {
                line: {test for test in names if test and test not in recorder.failed}
                for line, names in data.contexts_by_lineno(name).items()
            }
            tests[str(Path(name).relative_to(copy))] = lines
        target.write_bytes(pickle.dumps((tests, dict(recorder.seconds), recorder.failed)))
        return code

    def of(self, mutant: Mutant) -> list[str]:
        """Return the tests that reach a mutant's statement, those that reach rare lines of its function first."""
        lines = self.tests.get(mutant.path, {})
        first, last = mutant.function
        inside = {line: names for line, names in lines.items() if not first or first <= line <= last}
        there = {name for line in range(mutant.lines[0], mutant.lines[1] + 1) for name in lines.get(line, ())}
        if not there:  # run when the module is imported
            there = {name for names in inside.values() for name in names}
        weight: Counter[str] = Counter()
        for names in inside.values():
            for name in names & there:
                weight[name] += 1 / len(names)  # type: ignore[assignment]
        chosen, left = [], _BUDGET
        for name in sorted(there, key=lambda name: (-weight[name] / (0.2 + self.seconds[name]), name)):
            left -= self.seconds[name]
            if left < 0 and chosen:
                break
            chosen.append(name)
        return chosen


_OPTIONS = ("-q", "-n0", "-p", "no:cacheprovider", "-W", "ignore")


def _folders(packages: list[str]) -> list[str]:
    return [package.replace("generator", "tests", 1) for package in packages]


def is_noticed(copy: Path, mutant: Mutant, reach: Reach) -> bool:
    """Return whether a test of the copy fails, or never ends, with the mutant in place."""
    chosen = reach.of(mutant)
    if not chosen:
        return False
    path = copy / mutant.path
    text, times = path.read_text(encoding="utf-8"), path.stat()
    files = sorted({name.partition("::")[0] for name in chosen})
    try:
        path.write_text(mutant.apply(text), encoding="utf-8")
        seconds = 30 + 5 * sum(reach.seconds[name] for name in chosen)
        code = in_a_fork(lambda: pytest.main([*files, "-x", *_OPTIONS], plugins=[Selector(chosen)]), seconds)
    finally:
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # its compiled form is good again
    return code != 0


def known_equivalents() -> set[tuple[str, str, str]]:
    """Return the mutants that are listed as equivalent: file, old and new line."""
    blocks = EQUIVALENT.read_text(encoding="utf-8").split("\n\n") if EQUIVALENT.exists() else []
    rows = [block.strip().splitlines() for block in blocks if not block.startswith("#")]
    return {(row[0], row[1].removeprefix("- "), row[2].removeprefix("+ ")) for row in rows if len(row) == 4}


def main() -> int:
    """Print the survivors of a sample, and their share in each package."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", default=PACKAGES, metavar="PACKAGE")
    parser.add_argument("--sample", type=int, default=300, help="how many mutants (default 300)")
    parser.add_argument("--seed", type=int, default=1, help="of the random sample (default 1)")
    parser.add_argument("--file", default="", help="only mutants of files with this in their path")
    chosen = parser.parse_args()
    packages = [package.rstrip("/") for package in chosen.packages]
    files = sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))
    every = [
        mutant
        for path in files
        if chosen.file in str(path)
        for mutant in find_mutants(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    ]
    sample = random.Random(chosen.seed).sample(every, min(chosen.sample, len(every)))
    equivalent = known_equivalents()
    for name in _WARM:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder).resolve()
        for name in _COPIED:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, copy / name)
        (copy / ".venv").symlink_to(ROOT / ".venv")
        os.chdir(copy)
        os.environ["PYTHONPATH"] = str(copy)  # of the commands that tests start
        sys.path.insert(0, str(copy))
        reach = Reach(copy, packages)
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.dont_write_bytecode = True
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for mutant in sorted(sample, key=lambda mutant: (mutant.path, mutant.start, mutant.new)):
            package = str(Path(mutant.path).parent)
            if (mutant.path, *mutant.difference) in equivalent:
                counts[package]["equivalent"] += 1
            elif is_noticed(copy, mutant, reach):
                counts[package]["noticed"] += 1
            else:
                counts[package]["survived"] += 1
                print(f"{mutant.path}:{mutant.lines[0]}", *map("{} {}".format, "-+", mutant.difference), "", sep="\n")
    print(f"{len(every)} mutants, sample of {len(sample)}, seed {chosen.seed}; tests that failed: {len(reach.failed)}")
    for package, count in sorted(counts.items()):
        tried = count["survived"] + count["noticed"]
        print(f"{package}: {count['survived']} of {tried} survived, {count['equivalent']} equivalent")
    return 0


if __name__ == "__main__":
    sys.exit(main())

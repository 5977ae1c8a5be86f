"""Mutation testing: change the code in one place, and see whether the tests of its package notice.

`make mutants`, or `python setup/mutants.py --seed 7 --sample 100 generator/rules`, works on a copy of the checkout. It
takes a random sample of all mutants of the packages (the same sample for the same seed) and runs, for each, the tests
in the mirrored folder of tests/ that reach the changed statement. A mutant that no test notices survives and is
printed. Mutants that change nothing anybody could see are listed with reasons in tests/equivalent_mutants.txt.

This is our own tool because mutmut skips decorated functions, and every rule is one. It is not part of `make test`.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from mutant_runs import Reach, noticed
from mutations import find_mutants

ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = ROOT / "tests" / "equivalent_mutants.txt"
PACKAGES = ("generator/rules", "generator/lifecycle", "generator/forms", "generator/logic")
_COPIED = ("generator", "templates", "policy", "tests", "docs", "setup", "pyproject.toml", "README.md", "Makefile")
# Imported once, before the processes that contain the mutants are forked; nothing from generator/ is.
_WARM = ("citeproc", "hypothesis", "lxml.html.diff", "pikepdf", "pydantic", "pypdf", "weasyprint")


def known_equivalents() -> set[tuple[str, str, str]]:
    """Return the mutants that are listed as equivalent: file, old and new line."""
    blocks = EQUIVALENT.read_text(encoding="utf-8").split("\n\n") if EQUIVALENT.exists() else []
    rows = [block.strip().splitlines() for block in blocks if not block.startswith("#")]
    return {(row[0], row[1].removeprefix("- "), row[2].removeprefix("+ ")) for row in rows if len(row) == 4}


def copy_of_checkout(folder: str) -> Path:
    """Copy what the tests need, and make this process and its children import from the copy."""
    copy = Path(folder).resolve()
    for name in _COPIED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, copy / name)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    os.chdir(copy)
    os.environ["PYTHONPATH"] = str(copy)  # of the commands that tests start
    sys.path.insert(0, str(copy))
    return copy


def main() -> int:
    """Print the survivors of a sample, and their share in each package."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", default=PACKAGES, metavar="PACKAGE")
    parser.add_argument("--sample", type=int, default=300, help="how many mutants (default 300)")
    parser.add_argument("--seed", type=int, default=1, help="of the random sample (default 1)")
    parser.add_argument(
        "--file", action="append", default=[], help="only mutants of files with this in their path (may be repeated)"
    )
    asked = parser.parse_args()
    packages = [package.rstrip("/") for package in asked.packages]
    files = sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))
    every = [
        mutant
        for path in files
        if not asked.file or any(part in str(path) for part in asked.file)
        for mutant in find_mutants(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    ]
    sample = random.Random(asked.seed).sample(every, min(asked.sample, len(every)))
    equivalent = known_equivalents()
    tried = [mutant for mutant in sample if (mutant.path, *mutant.difference) not in equivalent]
    tried.sort(key=lambda mutant: (mutant.path, mutant.start, mutant.new))
    for name in _WARM:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = copy_of_checkout(folder)
        reach = Reach(copy, packages)
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.dont_write_bytecode = True
        counts: dict[str, Counter[bool]] = defaultdict(Counter)
        for mutant, is_noticed in zip(tried, noticed(copy, tried, reach), strict=True):
            counts[str(Path(mutant.path).parent)][is_noticed] += 1
            if not is_noticed:
                print(f"{mutant.path}:{mutant.lines[0]}", *map("{} {}".format, "-+", mutant.difference), "", sep="\n")
    print(
        f"{len(every)} mutants; a sample of {len(sample)} by seed {asked.seed}, {len(sample) - len(tried)} equivalent"
    )
    for package, count in sorted(counts.items()):
        print(f"{package}: {count[False]} of {count.total()} survived")
    if reach.failed:
        print(f"tests that fail without a mutant and were left out: {', '.join(sorted(reach.failed))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Writes constraints.txt: the version of each package in this environment that policypress and its tests need.

Run it after `make test` has passed with newer packages: `.venv/bin/python setup/constraints.py`.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CONSTRAINTS = Path(__file__).resolve().parent.parent / "constraints.txt"
_HEAD = "# The exact versions with which the tests passed, for `make setup`; written by setup/constraints.py.\n"


def pinned() -> dict[str, str]:
    """Return the version of each package that is needed on this Python, by name. Raises if one is not installed."""
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [("policypress", "dev"), ("policypress", "dask"), ("policypress", "import")]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        installed = distribution(name)
        found[canonicalize_name(name)] = installed.version
        for line in installed.requires or ():
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                waiting += [(wanted.name, item) for item in ("", *wanted.extras)]
    del found["policypress"]
    return found


if __name__ == "__main__":
    try:
        versions = pinned()
    except PackageNotFoundError as error:
        raise SystemExit(f"{error.name} is not installed; run make setup") from None
    CONSTRAINTS.write_text(_HEAD + "".join(f"{name}=={versions[name]}\n" for name in sorted(versions)))

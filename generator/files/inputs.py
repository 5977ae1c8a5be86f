"""What a build reads: its files, each with a signature, and the tools whose version determines the bytes.

The no-change build imports this module, so it imports almost nothing: that build has about 20 ms in total.
"""

from __future__ import annotations

import os
import sys

from generator.files.reading import is_left_behind
from generator.files.signatures import Signature, _signature
from generator.files.system_libraries import libraries

_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def shipped_templates() -> str:
    """Return the same folder as `generator.files.paths.templates_dir`, without importing pathlib."""
    shipped = os.path.join(_HERE, "_templates")
    return shipped if os.path.isdir(shipped) else os.path.join(os.path.dirname(_HERE), "templates")


def example_publishers() -> str:
    """Return where a checkout keeps the example publishers; in a wheel they are among the templates."""
    return os.path.join(os.path.dirname(shipped_templates()), "policy", "publishers")


def policy_files(root: str, names: tuple[str, ...]) -> list[str] | None:
    """Return a request's policy files, like `source.policies.find_policies`; None if a name is not found."""
    folder = os.path.join(root, "policy")
    try:
        files = sorted(name for name in os.listdir(folder) if name.endswith(".yaml") and not is_left_behind(name))
    except OSError:
        files = []
    if not names:
        return [os.path.join(folder, name) for name in files] or None
    chosen = [name if os.path.isfile(name) else os.path.join(folder, name + ".yaml") for name in names]
    return chosen if all(map(os.path.isfile, chosen)) else None


def common_files(root: str) -> dict[str, Signature]:
    """Return the files that any document may depend on: templates, publishers, styles, fonts, our own code."""
    found: dict[str, Signature] = {}
    folders = [shipped_templates(), example_publishers(), _HERE]
    own = os.path.join(root, "templates")
    if os.path.isdir(own) and not os.path.samefile(own, folders[0]):
        folders.append(own)
    policy = os.path.join(root, "policy")
    seen: set[tuple[int, int]] = set()
    for folder in [*folders, policy]:
        _walk(folder, found, seen)
    for path in [path for path in found if os.path.dirname(path) == policy and path.endswith(".yaml")]:
        del found[path]
    return found


def _walk(folder: str, found: dict[str, Signature], seen: set[tuple[int, int]]) -> None:
    """Find the files in a folder and its subfolders, visiting each folder once: links may form a loop."""
    try:
        stat = os.stat(folder)
        if (here := (stat.st_dev, stat.st_ino)) in seen:
            return
        seen.add(here)
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name == "__pycache__" or is_left_behind(entry.name):
            continue
        try:
            if entry.is_dir():
                _walk(entry.path, found, seen)
            else:
                found[entry.path] = _signature(entry.stat())
        except OSError:
            continue


def installed() -> list[str]:
    """Return the name and version of all installed packages and system libraries, cheaply, from folder names."""
    found = {f"python-{sys.version_info.major}.{sys.version_info.minor}"}
    for folder in dict.fromkeys(sys.path):
        if folder.endswith("-packages"):
            try:
                found.update(name for name in os.listdir(folder) if name.endswith(".dist-info"))
            except OSError:
                continue
    return sorted(found) + libraries()

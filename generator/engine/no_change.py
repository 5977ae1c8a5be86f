"""The build with nothing to do, in a few milliseconds: before click, pydantic, Jinja or WeasyPrint is imported.

It answers only when it is sure; in every other case (an option it does not know, any change) it says so, and the
ordinary build decides.
"""

from __future__ import annotations

import os
import sys
import time

from generator.files.inputs import policy_files
from generator.publish import FOLDER
from generator.publish.state import State, read_state

_VALUES = ("--root", "--out", "--jobs", "-j")


def report_if_unchanged(arguments: list[str]) -> bool:
    """Print what `policypress build ARGUMENTS` prints if nothing changed, and return True; False if not sure."""
    found = _options(arguments)
    if found is None:
        return False
    options, names = found
    root = options.get("--root", ".")
    out = options.get("--out") or os.path.join(root, "build")
    if "--out" not in options and os.path.islink(out):
        return False  # it may lead out of the root
    if os.path.exists(os.path.join(out, FOLDER, "journal.json")):
        return False  # a build was killed while it published; the next one finishes its work
    state = read_state(out)
    if state is None or not state.same_surroundings(root, "--final" in options, time.strftime("%Y-%m-%d")):
        return False
    files = policy_files(root, names)
    records = [record for path in files or () if (record := state.policy(path))]
    if not records or len(records) != len(files or ()):
        return False
    documents = [document["path"] for record in records for document in record["documents"]]
    if not _outputs_stand(state, out, documents, whole=not names):
        return False
    warnings = list(dict.fromkeys(text for record in records for text in record["shown"]))
    if warnings and "--strict" in options:
        return False
    for text in warnings:
        print(text, file=sys.stderr)
    print(f"{len(documents)} unchanged" if documents else "nothing to build")
    return True


def _options(arguments: list[str]) -> tuple[dict[str, str], tuple[str, ...]] | None:
    """Return the options and the policies named; None if the ordinary build has to decide."""
    found: dict[str, str] = {}
    policies = []
    rest = iter(arguments)
    for argument in rest:
        if not argument.strip():
            return None
        if argument in ("--final", "--strict"):
            found[argument] = "yes"
        elif argument in _VALUES:
            value = next(rest, None)
            if value is None or not value.strip() or value.startswith("-") or argument in found:
                return None
            found[argument] = value
        elif argument.startswith("-"):
            return None
        else:
            policies.append(argument)
    jobs = found.get("--jobs", found.get("-j", "1"))
    if not (jobs.isascii() and jobs.isdecimal()) or int(jobs) < 1 or not os.path.isdir(found.get("--root", ".")):
        return None
    return found, tuple(policies)


def _outputs_stand(state: State, out: str, documents: list[str], whole: bool) -> bool:
    wanted = [*documents, "manifest.json", "index.html"]
    if whole and set(wanted) != state.outputs.keys():
        return False
    return all(state.stands(out, path) for path in [*wanted, *state.previous])

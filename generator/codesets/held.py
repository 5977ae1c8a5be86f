"""Which ICD-10-CM releases can be looked up: the included one, and those whose files are in a root.

A root keeps each further release in a folder that is named by its first day, `policy/icd10cm/2026-10-01/`: the order
file and the Tabular List as XML, as CDC and CMS publish them. Other files of a release may be there too.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from generator.codesets import icd10cm
from generator.codesets.icd10cm_source import RULE, ReleaseFiles, find_source
from generator.codesets.releases import starts_release
from generator.files.links import leads_out
from generator.files.reading import is_left_behind, is_there
from generator.problem import Place, Problem, SourceProblems

FOLDER = "policy/icd10cm"


def own_releases(root: Path) -> tuple[tuple[ReleaseFiles, ...], list[Problem]]:
    """Return the releases in a root that can be read, in order, and what is wrong with the others."""
    found: list[ReleaseFiles] = []
    problems: list[Problem] = []
    folder = root / FOLDER
    if problem := leads_out(folder, root):
        return (), [problem]
    if is_there(folder) and not folder.is_dir():
        return (), [Problem(Place(FOLDER), RULE, "this is not a folder", f"keep each release in {FOLDER}/DAY/")]
    for path in sorted(folder.glob("*")):
        if is_left_behind(path.name):
            continue
        try:
            release = _release(path, root)
            icd10cm.load(release)
            found.append(release)
        except SourceProblems as error:
            problems += error.problems
    return tuple(found), problems


def held_releases(own: Sequence[ReleaseFiles]) -> list[ReleaseFiles]:
    """Return the releases that can be looked up, in order: the included one, unless the root has the same, and its own.

    MachineProblem if the included one is missing.
    """
    return [release for _, release in sorted({item.release: item for item in (_included(), *own)}.items())]


def release_for(held: Sequence[ReleaseFiles], day: date) -> ReleaseFiles:
    """Return the release that is in force on a day; if it is not held the last one before it, or else the first."""
    earlier = [release for release in held if release.first_day <= day]
    return earlier[-1] if earlier else held[0]


@lru_cache(maxsize=1)
def _included() -> ReleaseFiles:
    return find_source()


def _release(folder: Path, root: Path) -> ReleaseFiles:
    """Return the release in a folder. Raises SourceProblems if it has not its two files or has another name."""
    shown = f"{FOLDER}/{folder.name}"
    if problem := leads_out(folder, root):
        raise SourceProblems([problem])
    is_release = _is_first_day(folder.name)
    if not is_release or not folder.is_dir():
        what = "this is not a folder" if is_release else "the name is not the first day of an ICD-10-CM release"
        hint = f"unpack each release into a folder that is named by its first day, such as {FOLDER}/2026-10-01/"
        raise SourceProblems([Problem(Place(shown), RULE, what, hint)])
    order = _only(folder, shown, root, "order", ".txt")
    tabular = _only(folder, shown, root, "tabular", ".xml")
    try:
        states = [os.stat(path) for path in (tabular, order)]
    except OSError as error:  # a link that leads nowhere
        what = f"a file cannot be read: {error}"
        raise SourceProblems([Problem(Place(shown), RULE, what, "correct or remove the link")]) from None
    version = tuple(number for state in states for number in (state.st_size, state.st_mtime_ns))
    return ReleaseFiles(folder.name, tabular, order, shown, version)


def _is_first_day(name: str) -> bool:
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return False
    return day.isoformat() == name and starts_release(day)  # not 20261001, nor a week


def _only(folder: Path, shown: str, root: Path, word: str, suffix: str) -> Path:
    """Return the file of a kind. Addenda, which list only what changed, have the same words in their names."""
    found = [
        path
        for path in sorted(folder.glob("*"))
        if path.suffix.lower() == suffix and word in path.name.lower() and "addend" not in path.name.lower()
        if not is_left_behind(path.name)
    ]
    if len(found) == 1:
        if problem := leads_out(found[0], root):
            raise SourceProblems([problem])
        return found[0]
    what = {"order": "order file (icd10cm-order-YEAR.txt)", "tabular": "Tabular List (icd10cm-tabular-YEAR.xml)"}[word]
    many = f"there are {len(found)}: {', '.join(path.name for path in found)}" if found else "there is none"
    hint = "CDC publishes both files for each release, CMS the order file as Code Descriptions in Tabular Order"
    raise SourceProblems([Problem(Place(shown), RULE, f"one {what} is needed; {many}", hint)])

"""A new policy or publisher: self-explanatory files that are ready to build."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from generator.files.paths import templates_dir
from generator.files.reading import is_there
from generator.problem import Problem, SourceProblems
from generator.rules.words import PLACEHOLDER
from generator.source.edit_file import FileEdit, edit_files
from generator.source.policies import shown_path, validated
from generator.source.schema_problems import whole_file
from generator.source.yaml_words import quoted

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def write_policy(name: str, title: str | None, root: Path, today: date) -> Path:
    """Write policy/NAME.yaml. Raises SourceProblems if the name is not an id, the file already exists, or the title
    cannot be read back."""
    path = _free(root / "policy" / f"{name}.yaml", name)
    text = (templates_dir() / "new" / "policy.yaml").read_text(encoding="utf-8")
    shown = title or name.replace("-", " ").capitalize()
    day = today.isoformat()
    values = {
        "ID": name,
        "TITLE": quoted(shown),
        "SHORT": quoted(shown[:60]),
        "TODAY": day,
        "EFFECTIVE": (today + timedelta(days=90)).isoformat(),
        "NEXT": (today + timedelta(days=364)).isoformat(),
    }
    text = re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], text)
    place = shown_path(path, root)
    edit_files([FileEdit(path, place, root, [], partial(validated, path=path, shown=place), start=text)])
    return path


def write_publisher(name: str, title: str | None, root: Path) -> Path:
    """Write policy/publishers/NAME.yaml from the model publisher. Raises SourceProblems."""
    path = _free(root / "policy" / "publishers" / f"{name}.yaml", name)
    text = (templates_dir() / "publishers" / "model.yaml").read_text(encoding="utf-8")
    text = re.sub(r"\A(#.*\n)+", "", text)  # it is about the model publisher
    text = re.sub(r"(?m)^id: .*$", f"id: {name}", text)
    shown = quoted(title or name.replace("-", " ").title())
    text = re.sub(r"(?m)^name: .*$", lambda _: f"name: {shown}", text)
    for key, what in (("tagline", "a few words below the name"), ("contact", "address, telephone and fax numbers")):
        text = re.sub(rf"(?m)^{key}: .*$", f'{key}: "{PLACEHOLDER} {what}"', text)
    head = (
        f"# A publisher: who issues documents, and with which wording and order of sections. An edition of a policy\n"
        f"# names it with `publisher: {name}`. Everything below is the model publisher's; change what differs.\n"
    )
    edit_files([FileEdit(path, shown_path(path, root), root, [], lambda _: None, start=head + text)])
    return path


def _free(path: Path, name: str) -> Path:
    if not _ID.fullmatch(name) or len(name) > 80:
        raise SourceProblems(
            [
                Problem(
                    whole_file(name),
                    "NEW-001",
                    f"`{name}` is not an id",
                    "an id consists of lowercase words joined by hyphens, such as knee-arthroscopy",
                )
            ]
        )
    if is_there(path):
        raise SourceProblems(
            [
                Problem(
                    whole_file(str(path)), "NEW-002", "the file already exists", "choose another id, or edit the file"
                )
            ]
        )
    return path

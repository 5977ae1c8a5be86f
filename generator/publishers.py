"""Find and load publishers: a root's own `policy/publishers/*.yaml` before those that ship with policypress."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from generator.load import shown_path
from generator.model.publisher import Publisher
from generator.paths import templates_dir
from generator.problem import Place, Problem, SourceProblems
from generator.schema_problems import schema_problems
from generator.yaml_source import read_yaml


def publisher_path(name: str, root: Path) -> Path | None:
    """Return the file of a publisher, or None."""
    for folder in (root / "policy" / "publishers", templates_dir() / "publishers"):
        if (path := folder / f"{name}.yaml").is_file():
            return path
    return None


def load_publisher(name: str, root: Path, asked_at: Place) -> Publisher:
    """Load a publisher by id. Raises SourceProblems; `asked_at` is where the id was written."""
    path = publisher_path(name, root)
    if path is None:
        folders = [root / "policy" / "publishers", templates_dir() / "publishers"]
        known = sorted({file.stem for folder in folders for file in folder.glob("*.yaml")})
        raise SourceProblems([Problem(asked_at, "FILE-004", f"there is no publisher `{name}`",
                                      f"here are: {', '.join(known)}")])
    shown = shown_path(path, root)
    node = read_yaml(path, shown)
    try:
        return Publisher.model_validate(node.plain())
    except ValidationError as error:
        raise SourceProblems(schema_problems(error, node, Publisher)) from None

"""Load policies: find the files, read them with positions, validate them into the frozen model."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from generator.files.links import leads_out
from generator.files.reading import is_left_behind, is_there
from generator.model.policy import Policy
from generator.problem import Problem, SourceProblems
from generator.source.schema_problems import schema_problems, whole_file
from generator.source.yaml_reader import Node, read_yaml


@dataclass(frozen=True)
class Source:
    """A policy with the file that it was read from; `node` knows the position of each value."""

    path: Path
    shown: str
    node: Node
    policy: Policy


def shown_path(path: Path, root: Path) -> str:
    """Return a path as printed: relative to the root if it is below it."""
    resolved = path.parent.resolve() / path.name  # a link is shown as itself, not as its target
    try:
        return resolved.relative_to(root.resolve()).as_posix()
    except ValueError:
        return str(path)


def find_policies(root: Path, names: tuple[str, ...] = ()) -> list[Path]:
    """Return the policy files of a root, sorted; `names` are ids or paths that restrict them.

    Raises SourceProblems when there are none or a name is not found.
    """
    folder = root / "policy"
    files = [path for path in sorted(folder.glob("*.yaml")) if not is_left_behind(path.name)]
    if not names:
        if not files:
            raise SourceProblems(
                [
                    Problem(
                        whole_file(shown_path(folder, root)),
                        "FILE-001",
                        "there are no policies here",
                        "a policy is a file policy/ID.yaml; --root names the folder that contains policy/",
                    )
                ]
            )
        return files
    by_id = {file.stem: file for file in files}
    chosen, problems = [], []
    for name in names:
        path = Path(name) if os.path.isfile(name) else by_id.get(name)
        if path is None and name.endswith(".yaml") and is_there(name):
            path = Path(name)  # a pipe, a folder, a broken link: reading it reports that
        if path is None:
            known = f"available: {', '.join(by_id)}" if by_id else "there are no policies in policy/"
            problems.append(Problem(whole_file(name), "FILE-002", "there is no such policy", known))
        else:
            chosen.append(path)
    if problems:
        raise SourceProblems(problems)
    return chosen


def load_policy(path: Path, root: Path) -> Source:
    """Load one policy. Raises SourceProblems with every YAML or schema problem, or for a link that leads outside."""
    if problem := leads_out(path, root):
        raise SourceProblems([problem])
    shown = shown_path(path, root)
    return validated(read_yaml(path, shown), path, shown)


def validated(node: Node, path: Path, shown: str) -> Source:
    """Return the policy described by a file's YAML. Raises SourceProblems with every schema problem."""
    try:
        policy = Policy.model_validate(node.plain())
    except ValidationError as error:
        raise SourceProblems(schema_problems(error, node, Policy)) from None
    except RecursionError:
        raise SourceProblems([Problem(whole_file(shown), "YAML-005", "the file is nested too deeply")]) from None
    if path.stem != policy.id:
        raise SourceProblems(
            [
                Problem(
                    node.at(("id",)).place,
                    "FILE-003",
                    f"the id `{policy.id}` does not match the file name `{path.stem}`",
                    f"rename the file to {policy.id}.yaml, or correct the id; it names the output folder",
                )
            ]
        )
    return Source(path, shown, node, policy)


def load_all(paths: list[Path], root: Path) -> list[Source]:
    """Load several policies. Raises SourceProblems with the problems of all of them."""
    sources, problems = [], []
    for path in paths:
        try:
            sources.append(load_policy(path, root))
        except SourceProblems as error:
            problems.extend(error.problems)
    if problems:
        raise SourceProblems(problems)
    return sources

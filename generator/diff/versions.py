"""What OLD and NEW on the command line mean: a file, `REV:path`, a git revision, an edition, or the working tree."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from generator.diff.git import NAMES, Repository, unknown
from generator.files.links import leads_out
from generator.files.reading import is_left_behind, read_file
from generator.model.policy import Policy
from generator.problem import Place, Problem, SourceProblems, UnknownNames
from generator.source.changes import without_changes
from generator.source.editions import edition_indexes, edition_source, no_such_edition
from generator.source.policies import Source, find_policies, load_policy, shown_path
from generator.source.schema_problems import schema_problems
from generator.source.yaml_reader import MAX_BYTES, Node, decode, parse_yaml, read_yaml

WORKING_TREE = "working tree"


@dataclass(frozen=True)
class Versions:
    """Two versions of one policy; None if it did not exist. `edition` is the one that NEW, or else OLD, names."""

    policy: str
    old: Source | None
    new: Source | None
    edition: str | None = None


def find_versions(old: str, new: str, root: Path, policies: tuple[str, ...] = ()) -> list[Versions]:
    """Return the policies that OLD and NEW name, each in both versions, without those that are byte-for-byte the same.

    Raises UnknownNames if a name, revision or file is unknown, SourceProblems if a version cannot be read, and
    MachineProblem if git fails.
    """
    if any(_is_file(name) or ":" in name or _named(name, root) for name in (old, new)):
        return [_of_names(old, new, root)]
    return _of_revisions(old, new, Repository(root), policies)


def _of_names(old: str, new: str, root: Path) -> Versions:
    """Return the one policy that two names refer to: files, `REV:path`, ids, editions."""
    before, after = _one(old, root, partner=new), _one(new, root, partner=old)
    edition = _edition_of(new, root) or _edition_of(old, root)
    if edition:
        before, after = _as_text(before), _as_text(after)
    return Versions(after.policy.id, before, after, edition)


def _of_revisions(old: str, new: str, repository: Repository, policies: tuple[str, ...]) -> list[Versions]:
    """Return the policies that differ between two revisions, limited to the chosen ones."""
    names = _policy_files(old, repository) | _policy_files(new, repository)
    if missing := [name for name in policies if name not in names]:
        known = f"available: {', '.join(sorted(names))}"
        raise SourceProblems(
            [Problem(Place(name, 1, 1), "FILE-002", "there is no such policy", known) for name in missing]
        )
    found = []
    for name, path in sorted(names.items()):
        if policies and name not in policies:
            continue
        before, after = _text(old, path, repository), _text(new, path, repository)
        if before != after:
            found.append(Versions(name, _parsed(before, path, old, repository), _parsed(after, path, new, repository)))
    return found


def _is_file(name: str) -> bool:
    return os.path.isfile(name)


def _named(name: str, root: Path) -> Path | None:
    """Return the file of `ID` or `ID@EDITION` if the working tree has such a policy."""
    policy = name.partition("@")[0]
    path = root / "policy" / f"{policy}.yaml"
    return path if re.fullmatch(r"[a-z0-9-]+", policy) and path.is_file() else None


def _edition_of(name: str, root: Path) -> str | None:
    """Return the edition that `ID@EDITION` names."""
    return (name.partition("@")[2] or None) if _named(name, root) and not _is_file(name) else None


def _as_text(source: Source) -> Source:
    """Return a policy without the recorded changes of its editions: they are already applied in what is compared."""
    node = without_changes(source.node)
    return replace(source, node=node, policy=Policy.model_validate(node.plain()))


def _edition(path: Path, name: str, root: Path) -> Source:
    """Return a policy of the working tree, as changed by the edition after `@`."""
    source, wanted = load_policy(path, root), name.partition("@")[2]
    if not wanted:
        return source
    index = edition_indexes(source.policy).get(wanted)
    if index is None:
        raise UnknownNames([no_such_edition(source, wanted, "DIFF-001")])
    return edition_source(source, index)


def _one(name: str, root: Path, partner: str) -> Source:
    """Return the version that one name refers to; a bare revision takes its path from the other name."""
    if _is_file(name):
        return _load(Path(name), root)
    if path := _named(name, root):
        return _edition(path, name, root)
    if name.endswith(".yaml") and ":" not in name:
        raise UnknownNames([unknown(name)])
    if name == WORKING_TREE and ":" not in partner:  # the default of NEW
        return _one(partner, root, partner)
    repository = Repository(root)
    at = _path_in_repository(name, partner, root, repository)
    if name == WORKING_TREE:
        return load_policy(repository.top / at, root)
    revision = name.partition(":")[0]
    text = _text(revision, at, repository)
    if text is None:
        raise UnknownNames([Problem(Place(name, 1, 1), "DIFF-001", f"there is no `{at}` in {revision}", NAMES)])
    return _parse(text, at, revision, repository)


def _path_in_repository(name: str, partner: str, root: Path, repository: Repository) -> str:
    """Return the path of the policy as git writes it: the one after `:` in a name, or in the other name."""
    for given in (name, partner):
        if ":" in given and not _is_file(given):
            revision, _, path = given.partition(":")
            return _in_revision(revision, path, repository)
    return repository.path(str((_named(partner, root) or Path(partner)).resolve()))


def _in_revision(revision: str, path: str, repository: Repository) -> str:
    """Return the path of `REV:path` as git writes it; it may be relative to the root, or to the top as in git."""
    at = repository.path(path)
    return path if repository.text(revision, at) is None and repository.text(revision, path) is not None else at


def _load(path: Path, root: Path) -> Source:
    """Load a file whatever its name: a copy kept for comparison need not be named after its policy."""
    if problem := leads_out(path, root):
        raise SourceProblems([problem])
    shown = shown_path(path, root)
    return _validate(read_yaml(path, shown), path, shown)


def _parsed(text: bytes | None, path: str, revision: str, repository: Repository) -> Source | None:
    return None if text is None else _parse(text, path, revision, repository)


def _parse(text: bytes, path: str, revision: str, repository: Repository) -> Source:
    if revision == WORKING_TREE:
        return load_policy(repository.top / path, repository.root)
    shown = f"{revision}:{path}"
    return _validate(parse_yaml(decode(text, shown), shown), repository.top / path, shown)


def _validate(node: Node, path: Path, shown: str) -> Source:
    try:
        return Source(path, shown, node, Policy.model_validate(node.plain()))
    except ValidationError as error:
        raise SourceProblems(schema_problems(error, node, Policy)) from None


def _policy_files(revision: str, repository: Repository) -> dict[str, str]:
    """Return the policies of a version: id -> path in the repository."""
    folder = repository.path("policy")
    if revision == WORKING_TREE:
        return {path.stem: f"{folder}/{path.name}" for path in find_policies(repository.root)}
    return {
        Path(path).stem: path
        for path in repository.files(revision, folder)
        if path.endswith(".yaml") and not is_left_behind(path.rpartition("/")[2])
    }


def _text(revision: str, path: str, repository: Repository) -> bytes | None:
    if revision == WORKING_TREE:
        file = repository.top / path
        return read_file(file, MAX_BYTES) if file.is_file() else None
    return repository.text(revision, path)

"""What OLD and NEW name on the command line: a file, `REV:path`, a git revision, an edition, or the working tree."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from generator.editions import edition_source
from generator.files.reading import is_left_behind, read_file
from generator.load import Source, find_policies, load_policy
from generator.model.policy import Policy
from generator.overlay import without_changes
from generator.problem import MachineProblem, Place, Problem, SourceProblems, UnknownNames
from generator.schema_problems import schema_problems
from generator.yaml_source import MAX_BYTES, Node, decode, parse_yaml, read_yaml

WORKING_TREE = "working tree"
_GIT_SECONDS = 10
_WITHOUT_GIT = "two files can be compared without git: policypress diff OLD.yaml NEW.yaml"


@dataclass(frozen=True)
class Versions:
    """Two versions of one policy; None where it did not exist. `edition` is the one that NEW, or else OLD, names."""

    policy: str
    old: Source | None
    new: Source | None
    edition: str | None = None


def find_versions(old: str, new: str, root: Path, policies: tuple[str, ...] = ()) -> list[Versions]:
    """Return the policies that OLD and NEW name, each in both versions, those that are byte for byte the same left out.

    Raises SourceProblems when a name, revision or file is unknown, or a version cannot be read.
    """
    if any(_is_file(name) or ":" in name or _named(name, root) for name in (old, new)):
        before = _one(old, root, partner=new)
        after = _one(new, root, partner=old)
        editions = [_edition_of(name, root) for name in (new, old)]
        if any(editions):
            before, after = (_as_text(source) for source in (before, after))
        return [Versions(after.policy.id, before, after, editions[0] or editions[1])]
    names = _policy_files(old, root) | _policy_files(new, root)
    if policies:
        unknown = [name for name in policies if name not in names]
        if unknown:
            raise SourceProblems([Problem(Place(name, 1, 1), "FILE-002", "there is no such policy",
                                          f"there are: {', '.join(sorted(names))}") for name in unknown])
        names = {name: path for name, path in names.items() if name in policies}
    found = []
    for name, path in sorted(names.items()):
        texts = [_text(version, path, root) for version in (old, new)]
        if texts[0] != texts[1]:
            found.append(Versions(name, *(None if text is None else _parse(text, path, version, root)
                                          for version, text in zip((old, new), texts, strict=True))))
    return found


def _is_file(name: str) -> bool:
    return os.path.isfile(name)


def _named(name: str, root: Path) -> Path | None:
    """Return the file of `ID` or `ID@EDITION` when the working tree has such a policy."""
    policy = name.partition("@")[0]
    path = root / "policy" / f"{policy}.yaml"
    return path if re.fullmatch(r"[a-z0-9-]+", policy) and path.is_file() else None


def _edition_of(name: str, root: Path) -> str | None:
    """Return the edition that `ID@EDITION` names."""
    return (name.partition("@")[2] or None) if _named(name, root) and not _is_file(name) else None


def _as_text(source: Source) -> Source:
    """Return a policy without the recorded changes of its editions: what is compared has them applied already."""
    node = without_changes(source.node)
    return replace(source, node=node, policy=Policy.model_validate(node.plain()))


def _edition(path: Path, name: str, root: Path) -> Source:
    """Return a policy of the working tree, as the edition after `@` changes it."""
    source, wanted = load_policy(path, root), name.partition("@")[2]
    if not wanted:
        return source
    known = [edition.id for edition in source.policy.editions]
    if wanted not in known:
        raise SourceProblems([Problem(Place(source.shown, 1, 1), "DIFF-001", f"there is no edition `{wanted}`",
                                      f"there are: {', '.join(known)}")])
    return edition_source(source, known.index(wanted))


def _one(name: str, root: Path, partner: str) -> Source:
    """Return the version that one name stands for; a bare revision takes its path from the other name."""
    if _is_file(name):
        return _load(Path(name), root)
    if path := _named(name, root):
        return _edition(path, name, root)
    if name == WORKING_TREE:  # the default of NEW
        at = _repository_path(partner.partition(":")[2], root)
        return load_policy(_top(root) / at, root) if ":" in partner else _one(partner, root, partner)
    if ":" in name:
        revision, _, path = name.partition(":")
        at = _repository_path(path, root)
    elif name.endswith(".yaml"):
        raise UnknownNames([_unknown(name)])
    else:
        revision = name
        near = _named(partner, root) or partner
        at = _repository_path(partner.partition(":")[2] if ":" in partner and not _is_file(partner) else
                              str(Path(near).resolve()), root)
    text = _text(revision, at, root)
    if text is None:
        raise UnknownNames([Problem(Place(name, 1, 1), "DIFF-001", f"there is no `{at}` in {revision}",
                                      "OLD and NEW are files, REV:path, git revisions, policy ids, or ID@EDITION")])
    return _parse(text, at, revision, root)


def _load(path: Path, root: Path) -> Source:
    """Load a file whatever its name: a copy kept for comparison need not be named like its policy."""
    from generator.load import shown_path

    shown = shown_path(path, root)
    return _validate(read_yaml(path, shown), path, shown)


def _parse(text: bytes, path: str, revision: str, root: Path) -> Source:
    if revision == WORKING_TREE:
        return load_policy(_top(root) / path, root)
    shown = f"{revision}:{path}"
    return _validate(parse_yaml(decode(text, shown), shown), _top(root) / path, shown)


def _validate(node: Node, path: Path, shown: str) -> Source:
    try:
        return Source(path, shown, node, Policy.model_validate(node.plain()))
    except ValidationError as error:
        raise SourceProblems(schema_problems(error, node, Policy)) from None


def _policy_files(revision: str, root: Path) -> dict[str, str]:
    """Return the policies of a version: id -> path in the repository."""
    if revision == WORKING_TREE:
        top = _top(root)
        return {path.stem: path.resolve().relative_to(top).as_posix() for path in find_policies(root)}
    folder = _repository_path("policy", root)
    _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", unknown=revision)
    listed = _git(root, "ls-tree", "-z", "--name-only", "--full-tree", revision, f"{folder}/")
    paths = [os.fsdecode(line) for line in listed.split(b"\0")]
    return {Path(path).stem: path for path in paths
            if path.endswith(".yaml") and not is_left_behind(path.rpartition("/")[2])}


def _text(revision: str, path: str, root: Path) -> bytes | None:
    if revision == WORKING_TREE:
        file = _top(root) / path
        return read_file(file, MAX_BYTES) if file.is_file() else None
    _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", unknown=revision)
    if not _git(root, "ls-tree", "--full-tree", revision, path).strip():
        return None
    return _git(root, "show", f"{revision}:{path}")


def _repository_path(path: str, root: Path) -> str:
    """Return a path as git names it: from the top of the repository."""
    top = _top(root)
    full = (root / path).resolve()
    return full.relative_to(top).as_posix() if full.is_relative_to(top) else path


def _top(root: Path) -> Path:
    return Path(os.fsdecode(_git(root, "rev-parse", "--show-toplevel").strip())).resolve()


def _git(root: Path, *command: str, unknown: str = "") -> bytes:
    """Return what git says in the root. Raises UnknownNames and MachineProblem.

    `--end-of-options` is not needed: no revision that starts with `-` gets this far.
    """
    if unknown.startswith("-"):
        raise UnknownNames([_unknown(unknown)])
    # A clone that holds only a part of the history asks its server for the rest, and that for a password.
    environment = os.environ | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(["git", "-C", str(root), *command], capture_output=True, check=False, env=environment,
                              stdin=subprocess.DEVNULL, timeout=_GIT_SECONDS)
    except FileNotFoundError:
        raise MachineProblem(f"git is not installed; {_WITHOUT_GIT}") from None
    except subprocess.TimeoutExpired:
        raise MachineProblem(f"git gave no answer in {_GIT_SECONDS} seconds; {_WITHOUT_GIT}") from None
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode and unknown and not said:  # with --quiet git says nothing of a name that it does not know
        raise UnknownNames([_unknown(unknown)])
    if done.returncode:
        raise MachineProblem(f"git: {said or f'exit code {done.returncode}'}\n    {_WITHOUT_GIT}")
    return done.stdout


def _unknown(name: str) -> Problem:
    return Problem(Place(name, 1, 1), "DIFF-001", f"`{name}` is neither a file nor a git revision",
                   "OLD and NEW are files, REV:path, git revisions, policy ids, or ID@EDITION")

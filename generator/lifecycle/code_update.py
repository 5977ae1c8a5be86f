"""What a newer ICD-10-CM release changes in the codes of a policy, as edits that a person accepts or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from generator.codesets import icd10cm
from generator.codesets.formats import spelled
from generator.codesets.held import held_releases, own_releases
from generator.codesets.icd10cm import Icd10cm, Icd10Code
from generator.codesets.icd10cm_source import ReleaseFiles
from generator.codesets.releases import release_name
from generator.model.codes import Code, CodeGroup
from generator.problem import Place, SourceProblems, YamlPath
from generator.rules.context import Context
from generator.source.policies import Source, find_policies, load_policy

Row = dict[str, Any]
Kind = Literal["deleted", "split", "re-described", "new", "range", "release"]
Action = Literal["remove", "replace", "set", "add", "review"]
_SYSTEM = "ICD-10-CM"


@dataclass(frozen=True)
class CodeChange:
    """One change, and the edit at `at` that adapts the policy to it.

    `remove` a row, `replace` it with `rows`, `set` a key to `value`, `add` rows to a list, or only `review`.
    """

    kind: Kind
    code: str
    at: YamlPath
    place: Place
    message: str
    action: Action
    rows: tuple[Row, ...] = ()
    value: str = ""


@dataclass(frozen=True)
class PolicyUpdate:
    """The changes of one policy between two releases, each the ISO date of its first day."""

    policy: str
    shown: str
    old: str
    new: str
    changes: tuple[CodeChange, ...]


def available_releases(root: Path) -> tuple[ReleaseFiles, ...]:
    """Return the releases that can be compared, in order. Raises SourceProblems if one in the root is unusable."""
    own, problems = own_releases(root)
    if problems:
        raise SourceProblems(problems)
    return tuple(held_releases(own))


def policy_updates(
    root: Path,
    policies: tuple[str, ...],
    releases: tuple[ReleaseFiles, ...],
    old: ReleaseFiles | None,
    new: ReleaseFiles,
    today: date,
) -> list[PolicyUpdate]:
    """Compare the codes of policies in two releases; `old` is by default the one that each policy was compared with.

    Raises SourceProblems if a policy cannot be read.
    """
    found = []
    for path in find_policies(root, policies):
        source = load_policy(path, root)
        context = Context(source, today, releases=releases)
        before = old or context.release_on(context.day)
        changes: tuple[CodeChange, ...] = ()
        if before.release < new.release:
            changes = tuple(code_changes(source, icd10cm.load(before), icd10cm.load(new)))
        found.append(PolicyUpdate(source.policy.id, source.shown, before.release, new.release, changes))
    return found


def code_changes(source: Source, old: Icd10cm, new: Icd10cm) -> Iterator[CodeChange]:
    """Yield what changes in a policy between two releases: each row, then the new codes of its group."""
    for number, group in enumerate(source.policy.codes):
        if group.system != _SYSTEM:
            continue
        compared = _Group(source, ("codes", number), group, old, new)
        for index, code in enumerate(group.codes):
            yield from compared.range_changes(index, code) if code.to else compared.row_changes(index, code)
        yield from compared.new_codes()
    stated = source.policy.code_sets.icd10cm_release
    if stated == release_name(old.release):
        at, now = ("code_sets", "icd10cm_release"), release_name(new.release)
        message = f"the policy states the release of {stated}; state the new one when its codes are adapted"
        yield CodeChange("release", stated, at, source.node.at(at).place, message, "set", value=now)


@dataclass(frozen=True)
class _Group:
    source: Source
    at: YamlPath
    group: CodeGroup
    old: Icd10cm
    new: Icd10cm

    def row_changes(self, index: int, code: Code) -> Iterator[CodeChange]:
        """Yield what becomes of a single code."""
        name = spelled(_SYSTEM, code.code)
        before, after, at = self.old.get(name), self._successors(name), (*self.at, "codes", index)
        if before is None:
            return  # CODE-002
        if not after:
            message = f"{name} ({before.descriptor}) is not in the new release"
            yield self._change("deleted", name, at, "code", message, "remove")
        elif [item.code for item in after] != [name]:
            row = self.source.node.at(at).plain()
            if row.get("effective"):  # the new codes are not in effect before the release
                row["effective"] = {**row["effective"], "start": self.new.release}
            rows = tuple({**row, "code": item.code, "label": item.descriptor} for item in after)
            message = f"{name} ({before.descriptor}) is now a header of {len(after)} codes"
            yield self._change("split", name, at, "code", message, "replace", rows=rows)
        elif after[0].descriptor != before.descriptor:
            message = f"{name} was `{before.descriptor}`"
            at = (*at, "label")
            yield self._change("re-described", name, at, "", message, "set", value=after[0].descriptor)

    def range_changes(self, index: int, code: Code) -> Iterator[CodeChange]:
        """Yield what becomes of a range: its ends if they changed, and the codes that it contains."""
        at = (*self.at, "codes", index)
        name = f"{code.code}-{code.to}"
        before = self._inside(self.old, code.code, code.to or "")
        after = [item for old in before for item in self._successors(old)]
        if not before:
            return  # CODE-002, CODE-008
        if not after:
            yield self._change("deleted", name, at, "code", f"no code of {name} is in the new release", "remove")
            return
        for key, end, now in (("code", code.code, after[0].code), ("to", code.to or "", after[-1].code)):
            if now != spelled(_SYSTEM, end):
                message = f"{end}, at an end of {name}, is no billable code of the new release"
                yield self._change("range", name, (*at, key), "", message, "set", value=now)
        contained = self._inside(self.new, after[0].code, after[-1].code)
        gone = [item for item in before if item not in contained]
        come = [item for item in contained if item not in before]
        if gone or come:
            parts = [f"{words} {', '.join(items)}" for words, items in (("no longer", gone), ("now", come)) if items]
            yield self._change("range", name, at, "code", f"{name} contains {', and '.join(parts)}", "review")

    def new_codes(self) -> Iterator[CodeChange]:
        """Yield the new codes in the categories of the group's codes."""
        listed: set[str] = set()
        categories: dict[str, None] = {}
        for code in self.group.codes:
            if code.to:
                listed.update(self._inside(self.new, code.code, code.to))
            else:
                listed.update(item.code for item in self._successors(code.code))
                categories[spelled(_SYSTEM, code.code)[:3]] = None
        new = [
            item
            for category in categories
            for item in self._successors(category)
            if item.code not in listed and not ((was := self.old.get(item.code)) and was.billable)
        ]
        if new:
            rows = tuple({"code": item.code, "label": item.descriptor} for item in new)
            names = ", ".join(item.code for item in new)
            message = f"new beside the codes of `{self.group.id}`: {names}"
            yield self._change("new", names, (*self.at, "codes"), "", message, "add", rows=rows)

    def _successors(self, code: str) -> Sequence[Icd10Code]:
        """Return the code itself if it is billable in the new release, or the codes below it, or nothing."""
        return self.new.expand(code, code) if self.new.get(code) else ()

    def _inside(self, release: Icd10cm, first: str, last: str) -> list[str]:
        try:
            return [item.code for item in release.expand(first, last)]
        except ValueError:
            return []

    def _change(
        self,
        kind: Kind,
        code: str,
        at: YamlPath,
        key: str,
        message: str,
        action: Action,
        rows: tuple[Row, ...] = (),
        value: str = "",
    ) -> CodeChange:
        """Return a change, located at a key of the row, or at the value itself."""
        node = self.source.node
        place = node.key_place(at) if action == "add" else node.at((*at, key) if key else at).place
        return CodeChange(kind, code, at, place, message, action, rows, value)

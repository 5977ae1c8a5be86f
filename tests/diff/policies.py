"""The policies that the tests of `diff` edit, as text, and how an edited text is read."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from generator.diff import Change, compare
from generator.files.paths import templates_dir
from generator.model.policy import Policy
from generator.source.policies import Source
from generator.source.yaml_reader import parse_yaml

ROOT = Path(__file__).resolve().parents[2]
FIRST = ROOT / "policy" / "restorative-neurostimulation.yaml"
DEMO = ROOT / "tests/policies/spinal-cord-stimulation-demo/policy/neuromodulation-demo.yaml"


def read(text: str, path: Path, shown: str) -> Source:
    """Return the policy in a text."""
    node = parse_yaml(text, shown)
    return Source(path, shown, node, Policy.model_validate(node.plain()))


def edit(text: str, *edits: tuple[str, str]) -> str:
    """Return a text with each (old, new) replaced at its first place; an old text that is not there is an error."""
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def changes(path: Path, *edits: tuple[str, str]) -> list[Change]:
    """Return the changes that edits of a policy file make."""
    text = path.read_text(encoding="utf-8")
    return compare(read(text, path, "old.yaml"), read(edit(text, *edits), path, "new.yaml"))


def only(path: Path, *edits: tuple[str, str]) -> Change:
    """Return the one change that edits make."""
    found = changes(path, *edits)
    assert len(found) == 1, [(change.kind, change.id, change.effect) for change in found]
    return found[0]


@cache
def _starter() -> dict[str, Any]:
    text = (templates_dir() / "new" / "policy.yaml").read_text(encoding="utf-8")
    words = {"ID": "p", "TITLE": "P", "SHORT": "P", "TODAY": "2026-01-01", "EFFECTIVE": "2026-02-01"}
    for name, value in {**words, "NEXT": "2026-12-01"}.items():
        text = text.replace(f"${{{name}}}", value)
    return parse_yaml(text, "p").plain()


def small_text(coverage: dict[str, Any], **more: Any) -> str:
    """Return the starter's policy with this coverage, and no other prerequisites, limits or exclusions."""
    data = copy.deepcopy(_starter()) | more
    data["coverage"] |= {"prerequisites": [], "limits": [], "exclusions": {}, **copy.deepcopy(coverage)}
    return yaml.dump(data, Dumper=_Plain, sort_keys=False)


def small(coverage: dict[str, Any]) -> Source:
    """Return the policy of `small_text`."""
    return read(small_text(coverage), Path("p.yaml"), "p.yaml")


class _Plain(yaml.SafeDumper):
    """Writes out anything that is in several places each time."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

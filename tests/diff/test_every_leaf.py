"""No change goes unseen: whatever leaf of a policy is edited or taken away, it is listed, with words and a reason."""

from __future__ import annotations

import copy

import pytest
import yaml
from pydantic import ValidationError

from generator.diff import compare
from generator.model.policy import Policy
from generator.source.policies import Source
from generator.source.yaml_reader import parse_yaml
from tests.diff.policies import DEMO, FIRST

_STEP = 61  # one leaf in so many, another start for each way of editing


def _source(data: dict, path) -> Source | None:
    node = parse_yaml(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), path.name)
    try:
        return Source(path, path.name, node, Policy.model_validate(node.plain()))
    except ValidationError:
        return None


def _other(value: str) -> str:
    return str(int(value) + 1) if value.isdecimal() else value + " again"


@pytest.mark.slow
@pytest.mark.parametrize("path", [FIRST, DEMO], ids=["first", "demo"])
@pytest.mark.parametrize("way", ["edit", "remove"])
def test_every_leaf(path, way):
    node = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    data = node.plain()
    old = _source(data, path)
    seen = 0
    for at, leaf in list(node.leaves())[3 + (way == "remove") :: _STEP]:
        if leaf.value is None:
            continue
        changed = copy.deepcopy(data)
        holder = changed
        for step in at[:-1]:
            holder = holder[step]
        if way == "edit":
            holder[at[-1]] = _other(leaf.value)
        else:
            del holder[at[-1]]
        new = _source(changed, path)
        if new is None or new.policy == old.policy:
            continue
        seen += 1
        found = compare(old, new)
        assert found, at
        assert all(change.reason and change.place.line and (change.old or change.new) for change in found), (at, found)
        assert len(found) <= 4 or at[-1] == "id", (at, [change.headline for change in found])
    assert seen > 2

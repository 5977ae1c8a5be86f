"""The class of a change against truth tables: random criteria, one edit, every patient that there can be."""

from __future__ import annotations

import copy
import itertools
import random
from pathlib import Path

import pytest
import yaml

from generator.diff import compare
from generator.files.paths import templates_dir
from generator.model.policy import Policy
from generator.source.policies import Source
from generator.source.yaml_reader import parse_yaml

_KEYS = ("all", "any", "of", "none", "exactly_one")


def _base() -> dict:
    text = (templates_dir() / "new" / "policy.yaml").read_text(encoding="utf-8")
    for name, value in {
        "ID": "p",
        "TITLE": "P",
        "SHORT": "P",
        "TODAY": "2026-01-01",
        "EFFECTIVE": "2026-02-01",
        "NEXT": "2026-12-01",
    }.items():
        text = text.replace(f"${{{name}}}", value)
    return parse_yaml(text, "p").plain()


BASE = _base()


def source(root: dict, exclusions: list[dict]) -> Source:
    data = copy.deepcopy(BASE)
    data["coverage"]["indications"][0]["criteria"] = root
    data["coverage"]["exclusions"] = {"absolute": exclusions}
    node = parse_yaml(yaml.safe_dump(data, sort_keys=False), "p.yaml")
    return Source(Path("p.yaml"), "p.yaml", node, Policy.model_validate(node.plain()))


def key_of(criterion: dict) -> str | None:
    return next((key for key in _KEYS if key in criterion), None)


def grow(rng: random.Random, names: itertools.count, depth: int) -> dict:
    name = f"c{next(names)}"
    if depth == 0 or rng.random() < 0.35:
        made: dict = {"id": name, "statement": f"Statement {name}."}
    else:
        key = rng.choices(_KEYS, (4, 3, 2, 2, 1))[0]
        members = [grow(rng, names, depth - 1) for _ in range(rng.randint(1, 3))]
        made = {"id": name, key: members}
        if key == "of":
            made["at_least"] = rng.randint(1, len(members))
    if rng.random() < 0.15:
        made[rng.choice(("unless", "applies_when"))] = {"id": f"c{next(names)}", "statement": "Side."}
    return made


def groups(criterion: dict) -> list[dict]:
    key = key_of(criterion)
    return [criterion, *(found for member in criterion[key] for found in groups(member))] if key else []


def nodes(criterion: dict) -> list[dict]:
    key = key_of(criterion)
    return [criterion, *(found for member in criterion[key] for found in nodes(member))] if key else [criterion]


def leaves(criterion: dict) -> set[str]:
    found = set().union(*(leaves(criterion[side]) for side in ("unless", "applies_when") if side in criterion))
    key = key_of(criterion)
    return found.union(*(leaves(member) for member in criterion[key])) if key else found | {criterion["id"]}


def met(criterion: dict, patient: dict[str, bool], good: bool) -> bool | None:
    """Return whether a criterion is met, None where it does not apply; one that is relieved is as good as can be."""
    if "applies_when" in criterion and not met(criterion["applies_when"], patient, False):
        return None
    key = key_of(criterion)
    if key is None:
        own: bool | None = patient[criterion["id"]]
    else:
        found = [met(member, patient, good != (key == "none")) for member in criterion[key]]
        counted = [value for value in found if value is not None]
        count = sum(counted)
        own = (
            {
                "all": count == len(counted),
                "any": count > 0,
                "none": count == 0,
                "exactly_one": count == 1,
                "of": count >= criterion.get("at_least", 0),
            }[key]
            if counted
            else None
        )
    if own is not None and "unless" in criterion and met(criterion["unless"], patient, True):
        return good
    return own


def covered(root: dict, exclusions: list[dict], patient: dict[str, bool]) -> bool:
    return met(root, patient, True) is not False and not any(met(item, patient, False) for item in exclusions)


def edit(rng: random.Random, root: dict, exclusions: list[dict], names: itertools.count) -> None:
    every = [group for tree in (root, *exclusions) for group in groups(tree)]
    kind = rng.choice(("drop", "add", "connective", "count", "move", "exclusion", "unless", "condition", "condition"))
    if kind == "exclusion":
        if exclusions and rng.random() < 0.5:
            exclusions.pop(rng.randrange(len(exclusions)))
        else:
            exclusions.append(grow(rng, names, 1))
        return
    if kind == "condition":
        item = rng.choice([item for tree in (root, *exclusions) for item in nodes(tree)])
        if item.pop("applies_when", None) is None:
            item["applies_when"] = {"id": f"c{next(names)}", "statement": "Condition."}
        return
    if not every:
        return
    group = rng.choice(every)
    members = group[key_of(group)]
    if kind == "drop" and len(members) > 1:
        members.pop(rng.randrange(len(members)))
        if "at_least" in group:
            group["at_least"] = min(group["at_least"], len(members))
    elif kind == "add":
        members.insert(rng.randint(0, len(members)), grow(rng, names, 1))
    elif kind == "connective":
        del group[key_of(group)]
        group.pop("at_least", None)
        key = rng.choice(_KEYS)
        group[key] = members
        if key == "of":
            group["at_least"] = rng.randint(1, len(members))
    elif kind == "count" and "at_least" in group:
        group["at_least"] = rng.randint(1, len(members))
    elif kind == "move" and len(members) > 1:
        moved = members.pop(rng.randrange(len(members)))
        if "at_least" in group:
            group["at_least"] = min(group["at_least"], len(members))
        targets = [
            item
            for tree in (root, *exclusions)
            for item in groups(tree)
            if item["id"] not in {found["id"] for found in groups(moved)}
        ]
        target = rng.choice(targets)
        target[key_of(target)].append(moved)
    elif kind == "unless":
        group["unless"] = {"id": f"c{next(names)}", "statement": "Relief."}


@pytest.mark.parametrize("seed", range(500))
def test_class_agrees_with_every_patient(seed):
    rng, names = random.Random(seed), itertools.count()
    root, exclusions = grow(rng, names, 2), [grow(rng, names, 1) for _ in range(rng.randint(0, 2))]
    new_root, new_exclusions = copy.deepcopy((root, exclusions))
    edit(rng, new_root, new_exclusions, names)
    changes = compare(source(root, exclusions), source(new_root, new_exclusions))
    if (root, exclusions) == (new_root, new_exclusions):
        assert changes == []
        return
    assert changes
    effects = {change.effect for change in changes}
    atoms = sorted(set().union(*map(leaves, (root, new_root, *exclusions, *new_exclusions))))
    if len(atoms) > 14 or "for a human" in effects:
        return
    lost = gained = False
    for values in itertools.product((False, True), repeat=len(atoms)):
        patient = dict(zip(atoms, values, strict=True))
        before, after = covered(root, exclusions, patient), covered(new_root, new_exclusions, patient)
        lost |= before and not after
        gained |= after and not before
    assert not (lost and "restrictive" not in effects), [(c.headline, c.old, c.new, c.reason) for c in changes]
    assert not (gained and "expansive" not in effects), [(c.headline, c.old, c.new, c.reason) for c in changes]


A = {"id": "a", "statement": "A."}
B = {"id": "b", "statement": "B."}
WHEN = {"applies_when": {"id": "w", "statement": "W."}}


@pytest.mark.parametrize(
    ("group", "effect"),
    [
        ({"all": [A, B]}, "expansive"),
        ({"any": [A, B]}, "restrictive"),
        ({"at_least": 1, "of": [A, B]}, "restrictive"),
        ({"none": [A, B]}, "expansive"),
        ({"exactly_one": [A, B]}, "for a human"),
        ({"any": [A]}, "expansive"),
        ({"any": [A, {**B, "applies_when": {"id": "v", "statement": "V."}}]}, "for a human"),
        ({"none": [{"id": "h", "all": [A, B]}, {"id": "c", "statement": "C."}]}, "restrictive"),
        ({"any": [{"id": "h", "all": [A]}, B]}, "restrictive"),
    ],
)
@pytest.mark.parametrize("removed", [False, True])
def test_a_condition_depends_on_the_group_that_its_criterion_stands_in(group, effect, removed):
    before = {"id": "g", **group}
    after = copy.deepcopy(before)
    next(item for item in nodes(after) if item["id"] == "a").update(WHEN)
    if removed:
        before, after = after, before
        effect = {"restrictive": "expansive", "expansive": "restrictive"}.get(effect, effect)
    changes = compare(source(before, []), source(after, []))
    assert [change.effect for change in changes] == [effect], changes[0].reason


@pytest.mark.parametrize(
    ("exclusion", "effect"),
    [(A, "expansive"), ({"id": "g", "any": [A, B]}, "expansive"), ({"id": "g", "all": [A, B]}, "restrictive")],
)
def test_a_condition_in_an_exclusion(exclusion, effect):
    after = copy.deepcopy(exclusion)
    next(item for item in nodes(after) if item["id"] == "a").update(WHEN)
    changes = compare(
        source({"id": "c", "statement": "C."}, [exclusion]), source({"id": "c", "statement": "C."}, [after])
    )
    assert [change.effect for change in changes] == [effect]

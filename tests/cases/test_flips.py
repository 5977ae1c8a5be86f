"""Cases that come out otherwise after a change of the policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cases.flips import flips
from generator.cases.read import read_cases
from generator.source.policies import load_policy

ROOT = Path(__file__).parents[2]
POLICY = (ROOT / "policy" / "restorative-neurostimulation.yaml").read_text(encoding="utf-8")
CARE = '              operator: ">="\n              value: 6\n              unit: month\n'
FIRST = "restorative-neurostimulation"


def flipped(folder: Path, old: str, new: str):
    sources = []
    for name, text in (("old", old), ("new", new)):
        path = folder / name / f"{FIRST}.yaml"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        sources.append(load_policy(path, folder))
    file = read_cases(FIRST, ROOT)
    assert file is not None
    return list(flips(file, *sources))


def test_nothing_flips_without_a_change(tmp_path):
    assert flipped(tmp_path, POLICY, POLICY) == []


@pytest.mark.parametrize(
    ("months", "lost"), [(7, {"six-months-of-care"}), (8, {"six-months-of-care", "seven-months-of-care"})]
)
def test_a_higher_threshold_flips_the_cases_below_it(tmp_path, months, lost):
    assert POLICY.count(CARE) == 1
    found = flipped(tmp_path, POLICY, POLICY.replace(CARE, CARE.replace("6", str(months))))
    named = {flip.case: flip for flip in found if flip.case.endswith("-months-of-care")}
    assert set(named) == lost
    flip = named["six-months-of-care"]
    assert flip.words.startswith("six-months-of-care (") and flip.words.endswith(": covered before, not covered after")
    assert flip.place.file == f"policy/cases/{FIRST}.yaml" and not flip.edition, "the edition asks for 12 months anyway"


def test_a_criterion_that_only_the_new_version_has_is_not_answered(tmp_path):
    more = (
        "          - id: new-criterion\n            statement: Something new.\n          - id: no-surgical-indication\n"
    )
    found = flipped(tmp_path, POLICY, POLICY.replace("          - id: no-surgical-indication\n", more))
    outcomes = {(flip.edition, flip.before, flip.after) for flip in found if flip.case == "all-criteria-met"}
    assert outcomes == {("", "covered", "open"), ("example-health-plan", "covered", "open")}

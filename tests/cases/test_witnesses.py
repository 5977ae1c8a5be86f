"""The witnesses of a comparison are cases: judged on either version, each comes out as the comparison says."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from generator.cases.answers import read_answers, unknown_names
from generator.cases.read import validated_cases
from generator.cases.run import judge
from generator.cases.versions import versions
from generator.diff.net import net_effect
from generator.source.yaml_reader import parse_yaml
from tests.diff.test_net import PLANTED, small


@pytest.mark.parametrize(("old", "new"), [row[:2] for row in PLANTED], ids=[str(at) for at in range(len(PLANTED))])
def test_a_witness_is_a_case(old, new):
    before, after = small(old), small(new)
    uses = net_effect(before, after).entry()["uses"]
    witnesses = [use[key]["case"] for use in uses for key in ("loses", "gains") if use[key]]
    cases = [
        {"id": f"w{at}", "title": "W", "expect": "open"}
        | {key: case[key] for key in ("use", "phase", "answers", "limits") if case[key]}
        for at, case in enumerate(witnesses)
    ]
    text = yaml.safe_dump({"format": 1, "policy": "small", "cases": cases}, sort_keys=False)
    file = validated_cases(parse_yaml(text, "small.yaml"), Path("small.yaml"), "small.yaml")
    both = [*versions(before), *versions(after)]
    for patient, case in zip(file.patients, witnesses, strict=True):
        assert list(unknown_names(patient, both, file)) == []
        read = [(version, *read_answers(patient, version, file)) for version in both]
        assert [problems for *_, problems in read] == [[]] * len(both)
        found = [judge(patient, version, answers).implied for version, answers, _ in read]
        assert found == [case["before"], case["after"]]

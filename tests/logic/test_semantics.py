"""docs/logic.md is the definition: each of its tables is asked of the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.logic.judge import Findings, Judge
from generator.logic.tree import CriterionNode

PAGE = (Path(__file__).parents[2] / "docs" / "logic.md").read_text(encoding="utf-8")
FINDINGS = {
    "M": Findings(True, False, False),
    "F": Findings(False, True, False),
    "N": Findings(False, False, True),
    "?": Findings(True, True, False),
    "MF": Findings(True, True, False),
}


def table(first: str) -> tuple[list[str], list[list[str]]]:
    """Return the heading and rows of each table whose first column has this name."""
    found = re.findall(rf"^\| {first} \|(.*)\|\n\|[ |-]+\|\n((?:\|.*\|\n)+)", PAGE, re.MULTILINE)
    assert found, f"no table of {first}"
    heads = {head for head, _ in found}
    assert len(heads) == 1
    rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for _, body in found for line in body.splitlines()]
    return [cell.strip() for cell in heads.pop().split("|")], rows


def leaf(name: str, **more) -> CriterionNode:
    return CriterionNode(name, name, name, "", name, **more)


def judged(node: CriterionNode, found: dict[str, str], helps: bool = True) -> Findings[bool]:
    judge = Judge(["use"], lambda item, spared: FINDINGS[found[item.field]], False, True)
    return judge.judge(node, helps).final


GROUPS, MEMBERS = table("members")


@pytest.mark.parametrize("row", MEMBERS, ids=lambda row: row[0])
@pytest.mark.parametrize("connective", GROUPS)
def test_groups(connective, row):
    one, two = row[0].split()
    expected = FINDINGS[row[1 + GROUPS.index(connective)]]
    for first, second in ((one, two), (two, one)):
        group = CriterionNode("g", "g", "g", "", "", connective, (leaf("a"), leaf("b")))
        assert judged(group, {"a": first, "b": second}) == expected


@pytest.mark.parametrize("row", table("condition")[1], ids="".join)
def test_conditions(row):
    condition, own, expected = row
    assert judged(leaf("a", applies_when=leaf("w")), {"w": condition, "a": own}) == FINDINGS[expected]


@pytest.mark.parametrize("row", table("exception")[1], ids="".join)
def test_exceptions(row):
    exception, own, requirement, exclusion = row
    node, found = leaf("a", unless=leaf("e")), {"e": exception, "a": own}
    assert judged(node, found) == FINDINGS[requirement]
    assert judged(node, found, helps=False) == FINDINGS[exclusion]
    none = CriterionNode("g", "g", "g", "", "", "NONE", (node,))
    assert judged(none, found) == FINDINGS[{"M": "F", "F": "M"}[exclusion]], (
        "a member of NONE is judged as an exclusion"
    )
    assert judged(leaf("b", applies_when=node), {**found, "b": "F"}) == FINDINGS[{"M": "F", "F": "N"}[requirement]]


def test_the_page_has_each_table():
    assert GROUPS == ["ALL", "ANY", "AT LEAST 2", "EXACTLY ONE", "NONE"]
    assert len(MEMBERS) == 10 and len(table("condition")[1]) == len(table("exception")[1]) == 6

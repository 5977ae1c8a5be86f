"""The cases of the first policy, each compared with the guideline: they pass, and cover all of the logic."""

from __future__ import annotations

from generator.cases.coverage import coverage
from generator.cases.run import run_policy
from generator.cases.suggestions import suggestions
from tests.conftest import FIRST

ROOT = FIRST.parent.parent


def test_they_pass_and_are_confirmed(first):
    report = run_policy(first, ROOT)
    assert report is not None and report.problems == ()


def test_each_criterion_alone_decides_a_case_on_the_policy_and_on_the_edition_that_changes_it(first):
    found = coverage(run_policy(first, ROOT))
    assert (found.missing, found.never, found.percent) == ((), (), 100)
    assert {edition for edition, _ in found.turned} == {"", "example-health-plan"}


def test_there_is_nothing_to_suggest(first):
    assert suggestions(first, ROOT) == []

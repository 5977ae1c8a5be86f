"""Every problem is explained, and docs/rules.md says the same as the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from generator.rules import RULES, explain, rules_page

ROOT = Path(__file__).parents[2]


def test_docs_are_current():
    assert (ROOT / "docs/rules.md").read_text(encoding="utf-8") == rules_page(), "regenerate it: make docs"


@pytest.mark.parametrize("name", RULES)
def test_examples_are_yaml_or_meant_not_to_be(name):
    yaml.safe_load(RULES[name].good) if not name.startswith(("FILE", "PDF")) else None
    if not name.startswith(("YAML", "FILE", "PDF")):
        yaml.safe_load(RULES[name].bad)
    assert len(RULES[name].explanation) > 40
    assert explain(name.lower()).startswith(f"{name} ({RULES[name].severity}): {RULES[name].title}")


def test_every_id_in_the_program_is_explained():
    ids = re.compile(
        r'"((?:CASE|YAML|SCHEMA|FILE|EDIT|EDITION|PUB|PDF|DESCRIPTORS|CODESET|WAIVER|HISTORY|FINAL|DIFF|IMPORT|NEW'
        r'|STATUS)-\d{3})"'
    )
    used = set()
    for path in (ROOT / "generator").rglob("*.py"):
        used |= set(ids.findall(path.read_text(encoding="utf-8")))
    assert used <= set(RULES)
    assert {name for name, rule in RULES.items() if not rule.find} <= used


def test_a_rule_is_explained_with_its_examples():
    assert explain("num-009") == (
        "NUM-009 (error): A P value is impossible\n\n"
        "A P value is a probability, so it must be between 0 and 1 (AMA Manual of Style, 11th edition,\n"
        "chapter 19).\n\n"
        "Incorrect:\n    p: '1.7'\n\n"
        "Correct:\n    p: '<0.001'\n"
    )
    assert explain("FILE-001").count("orrect:") == 1  # only the correct example


def test_an_explanation_is_a_hundred_characters_wide():
    widths = [len(line) for name in RULES for line in explain(name).split("\n\n")[1].splitlines()]
    assert max(widths) == 100

"""The commonest slips: what a person reads, and at which line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.problem import SourceProblems
from generator.source.policies import load_policy

CLEAN = (Path(__file__).parents[1] / "rules/clean.yaml").read_text(encoding="utf-8")

# name, text of the clean policy, what it becomes (¦ marks the place of the problem), rule, message, part of the hint
SLIPS = [
    (
        "tab instead of spaces",
        "  effective: 2026-07-01",
        "¦\teffective: 2026-07-01",
        "YAML-010",
        "the indentation contains a tab",
        "indent with spaces",
    ),
    (
        "tab after spaces",
        "  effective: 2026-07-01",
        "  ¦\teffective: 2026-07-01",
        "YAML-010",
        "the indentation contains a tab",
        "indent with spaces",
    ),
    (
        "tab under a key",
        "\n  original_effective: 2026-01-01",
        "\n¦\toriginal_effective: 2026-01-01",
        "YAML-010",
        "the indentation contains a tab",
        "indent with spaces",
    ),
    (
        "unquoted colon",
        "title: A clean policy",
        "title: Stimulation¦: a clean policy",
        "YAML-010",
        "unquoted text contains a colon followed by a space",
        "double quotes",
    ),
    (
        "unquoted colon in a list item",
        "    - The studies followed 204",
        "    - note: The studies¦: they followed 204",
        "YAML-010",
        "unquoted text contains a colon followed by a space",
        "double quotes",
    ),
    (
        "unquoted colon on the next line",
        "statement: Conservative care failed.",
        "statement: Conservative care\n        failed in all¦: it",
        "YAML-010",
        "unquoted text contains a colon followed by a space",
        "double quotes",
    ),
    (
        "text cut off by a #",
        "title: A clean policy",
        "title: A clean policy, see page ¦#12",
        "YAML-011",
        "the text ends before `#12`",
        "quote the whole text",
    ),
    (
        "text cut off by a # and a number",
        "title: A clean policy",
        "title: A clean policy ¦# 12",
        "YAML-011",
        "the text ends before `# 12`",
        "quote the whole text",
    ),
    (
        "text cut off by a # before its last line",
        "statement: Conservative care failed.",
        "statement: Conservative care\n        ¦#3 failed\n        in all",
        "YAML-010",
        "the text ends here: a # after a space starts a comment",
        "double quotes",
    ),
    (
        "comma inside braces",
        "{id: testing, statement: Testing confirms it.}",
        "{id: testing, statement: Testing, ¦or planned testing}",
        "SCHEMA-001",
        "`or planned testing` is where a key is expected",
        "double quotes",
    ),
    (
        "colon inside braces",
        "{id: testing, statement: Testing confirms it.}",
        "{id: testing, statement: Testing¦: it confirms}",
        "YAML-010",
        "unquoted text contains a colon followed by a space",
        "double quotes",
    ),
    (
        "operator without quotes",
        'measure: {name: age, operator: ">=", value',
        "measure: {name: age, operator: ¦>=, value",
        "YAML-010",
        "text that starts with > or | must be quoted",
        "double quotes",
    ),
    (
        "indented too far",
        "  published: 2026-06-01\n",
        "   ¦published: 2026-06-01\n",
        "YAML-010",
        "this `key:` is indented under a line that already has a value",
        "neighboring",
    ),
    (
        "indented too little",
        "      statement: Conservative care failed.",
        "     ¦statement: Conservative care failed.",
        "YAML-010",
        "the indentation does not match the surrounding lines",
        "align it",
    ),
    (
        "list item out of line",
        "    - {id: registry",
        "   ¦- {id: registry",
        "YAML-010",
        "the indentation does not match the surrounding lines",
        "align it",
    ),
    (
        "quote not closed",
        "title: A clean policy",
        'title: ¦"A clean policy',
        "YAML-010",
        "quoted text is not closed",
        "closing quote",
    ),
    (
        "quote inside a quoted text",
        "title: A clean policy",
        'title: ¦"A "clean" policy"',
        "YAML-010",
        "text follows the closing quote",
        "quote the whole",
    ),
    (
        "quoted word at the start",
        "title: A clean policy",
        'title: ¦"A clean" policy',
        "YAML-010",
        "text follows the closing quote",
        "quote the whole",
    ),
    (
        "no colon",
        "short_title: Clean",
        "¦short_title Clean",
        "YAML-010",
        "this line has no colon after its key",
        "key: value",
    ),
    (
        "no space after the colon",
        "short_title: Clean",
        "¦short_title:Clean",
        "YAML-010",
        "this line has no colon after its key",
        "a space after the colon",
    ),
    (
        "list not closed",
        "only_for: [trial]}",
        "only_for: ¦[trial}",
        "YAML-010",
        "a [list] or {mapping} in brackets is not closed, or a comma is missing",
        "close the bracket",
    ),
    (
        "mapping not closed",
        "funding: None.",
        "funding: ¦{None.",
        "YAML-010",
        "a [list] or {mapping} in brackets is not closed, or a comma is missing",
        "close the bracket",
    ),
    (
        "starts with @",
        "title: A clean policy",
        "title: ¦@smith",
        "YAML-010",
        "unquoted text may not start with this character",
        "double quotes",
    ),
    (
        "starts with %",
        "title: A clean policy",
        "title: ¦%50 of it",
        "YAML-010",
        "unquoted text may not start with this character",
        "double quotes",
    ),
    (
        "starts with *",
        "title: A clean policy",
        "title: ¦*bold* policy",
        "YAML-010",
        "text that starts with * or & must be quoted",
        "double quotes",
    ),
    (
        "a citation at the start",
        "statement: Conservative care failed.",
        "statement: ¦[@smith2024] says so.",
        "YAML-010",
        "text that starts with a citation must be quoted",
        "double quotes",
    ),
    (
        "starts with >",
        "statement: Conservative care failed.",
        "statement: ¦>= 6 months.",
        "YAML-010",
        "text that starts with > or | must be quoted",
        "double quotes",
    ),
    (
        "second document",
        "history:\n",
        "¦---\nhistory:\n",
        "YAML-010",
        "a second document starts here (`---`)",
        "one policy",
    ),
    (
        "key twice",
        "short_title: Clean",
        "short_title: Clean\n¦title: Again",
        "YAML-009",
        "key `title` appears twice in this mapping",
        "first at clean.yaml:3:1",
    ),
    (
        "misspelt key",
        "short_title: Clean",
        "¦short_titel: Clean",
        "SCHEMA-001",
        "unknown key `short_titel`",
        "did you mean `short_title`?",
    ),
    (
        "misspelt key deep down",
        "duration: {operator",
        "¦durations: {operator",
        "SCHEMA-001",
        "unknown key `durations`",
        "did you mean `duration`?",
    ),
    (
        "misspelt value",
        "status: approved",
        "status: ¦aproved",
        "SCHEMA-004",
        "`aproved` is not a known value of `status`",
        "did you mean `approved`?",
    ),
    (
        "value in capitals",
        "position: medically-necessary",
        "position: ¦Medically Necessary",
        "SCHEMA-004",
        "`Medically Necessary` is not a known value of `position`",
        "did you mean `medically-necessary`?",
    ),
    (
        "missing key",
        "      goal: Pain\n      results:\n        - {finding",
        "      results:\n        - {finding",
        "SCHEMA-002",
        "the key `goal` is missing",
        "Aim of the publication",
    ),
    (
        "missing key with few values",
        "status: approved\n",
        "",
        "SCHEMA-002",
        "the key `status` is missing",
        "one of: draft, in-review,",
    ),
    (
        "a value that is not among the known",
        "value: 6, unit: month, of: pain",
        "value: 6, unit: ¦season, of: pain",
        "SCHEMA-004",
        "`season` is not a known value of `unit`",
        "one of: minute, hour, day, week, month, year",
    ),
    (
        "a value far from the known",
        "value: 6, unit: month, of: pain",
        "value: 6, unit: ¦moon, of: pain",
        "SCHEMA-004",
        "`moon` is not a known value of `unit`",
        "one of: minute",
    ),
    (
        "list where a mapping belongs",
        "pairing: {requires: one, groups: [dx]}",
        "pairing: ¦[dx]",
        "SCHEMA-003",
        "this must be a mapping, not a list",
        "key: value",
    ),
    (
        "list where a text belongs",
        "title: A clean policy",
        "title: ¦[A, clean, policy]",
        "SCHEMA-003",
        "this must be text, not a list",
        "write plain or quoted text",
    ),
    (
        "mapping where a list belongs",
        "    - {id: pivotal, name: Pivotal trial, participants: 204, description: Adults}\n"
        "    - {id: registry, name: Registry, participants: 42, description: Adults}\n",
        "    ¦id: pivotal\n",
        "SCHEMA-003",
        "this must be a list, not a mapping",
        "start each item on its own line",
    ),
    (
        "text where a list belongs",
        "  limitations:\n    - The",
        "  limitations: ¦The",
        "SCHEMA-003",
        "this must be a list",
        "start each item on its own line",
    ),
    (
        "text where a mapping belongs",
        'duration: {operator: ">=", value: 6, unit: month, of: pain}',
        "duration: ¦6 months",
        "SCHEMA-003",
        "this must be a mapping, not `6 months`",
        "key: value",
    ),
    ("word where a number belongs", "n: 156", "n: ¦many", "SCHEMA-003", "this must be a whole number", "digits"),
    (
        "date in words",
        "accessed: 2026-01-01",
        "accessed: ¦January 1, 2026",
        "SCHEMA-005",
        "a date must be written as YYYY-MM-DD",
        "",
    ),
    (
        "no such day",
        "published: 2026-06-01",
        "published: ¦2026-06-31",
        "SCHEMA-005",
        "there is no such date in the calendar",
        "",
    ),
    ("no value", "status: approved", "¦status:", "SCHEMA-003", "`status` has no value", "write the value"),
    (
        "id with spaces",
        "id: failed-care",
        "id: ¦Failed care",
        "SCHEMA-005",
        "an id consists of lowercase words joined by hyphens",
        "failed-conservative-care",
    ),
    (
        "anchor",
        "      statement: Conservative care failed.",
        "      statement: &x Conservative care failed.\n      note: ¦*x",
        "YAML-006",
        "anchors, aliases and merge keys",
        "use: its-id",
    ),
    ("tag", "n: 156", "n: ¦!!int 156", "YAML-007", "tag `tag:yaml.org,2002:int` is not allowed here", "plain value"),
]


@pytest.mark.parametrize(
    ("old", "new", "rule", "message", "hint"), [slip[1:] for slip in SLIPS], ids=[slip[0] for slip in SLIPS]
)
def test_slip(tmp_path, old, new, rule, message, hint):
    assert CLEAN.count(old) == 1, CLEAN.count(old)
    text = CLEAN.replace(old, new)
    wanted = text.find("¦")
    text = text.replace("¦", "")
    path = tmp_path / "clean.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceProblems) as raised:
        load_policy(path, tmp_path)
    found = raised.value.problems
    assert rule in {problem.rule for problem in found}, found
    problem = next(problem for problem in found if problem.rule == rule)
    assert problem.message.startswith(message), problem
    assert hint in problem.hint, problem
    if wanted >= 0:
        before = text[:wanted]
        place = (before.count("\n") + 1, wanted - before.rfind("\n"))
        assert (problem.place.line, problem.place.column) == place, problem
    assert len(found) == 1, found


def test_brackets_in_texts_are_no_nesting(tmp_path):
    path = tmp_path / "clean.yaml"
    path.write_text(CLEAN.replace("title: A clean policy", f'title: "A clean policy {"[" * 300}"', 1), encoding="utf-8")
    assert load_policy(path, tmp_path).policy.title.endswith("[[[")


def test_a_comment_after_a_text_stays_one(tmp_path):
    path = tmp_path / "clean.yaml"
    path.write_text(CLEAN.replace("title: A clean policy", "title: A clean policy  # the title", 1), encoding="utf-8")
    assert load_policy(path, tmp_path).policy.title == "A clean policy"

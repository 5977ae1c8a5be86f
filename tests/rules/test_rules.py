"""Every rule: one planted error in a clean policy is found, alone, at its own line and column.

How it is reported is recorded in messages.txt: `pytest tests/rules/test_rules.py --update-golden` writes it again.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from generator.codesets.licensed import Descriptors
from generator.rules import RULES, check
from generator.rules.checking import check_source
from generator.source.policies import load_policy

from .planting import CLEAN, LCD, TODAY, expect, lcd, load, uses

ROOT = Path(__file__).parents[2]

# rule, text of the clean policy, what it becomes; ¦ marks the location of the problem (in the new text)
PLANTED = [
    ("CITE-001", "common [@smith2024]", "common [¦@smiht2024; @smith2024]"),
    ("CITE-001", "NRS was 38.9", "NRS [¦@nobody1999, p. 3] was 38.9"),
    ("CITE-002", "  - id: lee2025\n", "  - {id: ¦unused, type: book, title: Other}\n  - id: lee2025\n"),
    ("CITE-003", "DOI: 10.1000/abc.1", "DOI: ¦https://doi.org/10.1000/abc.1"),
    ("CITE-003", "DOI: 10.1000/abc.1", "DOI: ¦10.1000/abc.1."),
    ("CITE-003", 'PMID: "123456"', "PMID: ¦PMC123456"),
    ("CITE-004", "DOI: 10.1000/abc.2", "DOI: ¦10.1000/ABC.1"),
    (
        "CITE-005",
        "author: [{family: Lee, given: B}]\n    title: Pain after two years",
        "author: [{family: Smith, given: A}]\n    title: ¦Pain after one year.",
    ),
    ("CITE-006", "citation: lee2025", "citation: ¦lea2025"),
    ("CITE-007", "NRS was", "NRS ¦@lee2025 was"),
    ("CITE-008", "Lee et al, 2025 [@lee2025]", "¦Lee et al, 2024 [@lee2025]"),
    ("CITE-008", "Lee et al, 2025 [@lee2025]", "¦Lee et al [@smith2024]"),
    ("CITE-009", "citation: lee2025", "citation: ¦smith2024"),
    ("CITE-010", "NRS was 38.9", "NRS ¦[see @lee2025] was 38.9"),
    ("CODE-001", 'code: "64999", label', "code: ¦6499O, label"),
    ("CODE-001", "number: P190021", "number: ¦P19002"),
    ("CODE-001", "modifiers: [LT]", "modifiers: [¦LTX]"),
    ("CODE-002", "{code: M79.7, label: Fibromyalgia}", "{code: ¦M79.77, label: Fibromyalgia}"),
    ("CODE-002", "NRS was", "(¦ICD-10 M62.99) NRS was"),
    ("CODE-003", "code: M54.50", "code: ¦M54.5"),
    (
        "CODE-004",
        '"Dysfunction of the multifidus muscles, lumbar region"',
        '¦"Dysfunction of the multifidus muscles and lumbar region"',
    ),
    (
        "CODE-005",
        "      - {code: S32.000A",
        '      - {code: ¦M54.41, label: "Lumbago with sciatica, right side"}\n      - {code: S32.000A',
    ),
    (
        "CODE-006",
        "    title: Second diagnoses\n",
        "    title: Second diagnoses\n    pairing: {requires: all, groups: [dx-pain]}\n",
    ),
    ("CODE-007", '"95970", to: "95972"', '"95970", to: ¦"95969"'),
    ("CODE-008", "S32.000A, to: S32.000S", "S32.000S, to: ¦S32.000A"),
    ("CODE-009", "{code: M79.7, label: Fibromyalgia}", '{code: ¦M54.50, label: "Low back pain, unspecified"}'),
    (
        "CODE-009",
        "      - {code: S32",
        '      - {code: ¦M54.50, label: "Low back pain, unspecified"}\n      - {code: S32',
    ),
    ("CODE-010", "label: Fibromyalgia}", "label: Fibromyalgia, asterisk: ¦true}"),
    ("CODE-010", "    title: Other diagnoses", "    title: Other diagnoses\n    ¦asterisk_note: Only beside another."),
    ("CODE-011", 'add_on_to: ["64590"]', 'add_on_to: [¦"64591"]'),
    ("CODE-013", "history:\n", "editions:\n  - {id: lcd, numbers: {lcd-draft: ¦DL3954}}\nhistory:\n"),
    ("COMMENT-001", *lcd("[adult,", "[¦adlut,")),
    ("COMMENT-001", *lcd("I4]", "¦I0]")),
    ("COMMENT-001", *lcd("no-change", "changed\n        changed: [¦I4]")),
    (
        "COMMENT-002",
        *lcd(
            "        outcome: no-change\n",
            "        outcome: no-change\n      - {number: ¦1, commenters: "
            "[{name: B, kind: payer, received: 2026-03-02}], comment: C, response: R, "
            "outcome: no-change}\n",
        ),
    ),
    ("COMMENT-003", *lcd("received: 2026-03-01", "received: ¦2026-04-02")),
    ("COMMENT-003", *lcd("received: 2026-03-01", "received: ¦2026-01-31")),
    ("COMMENT-004", *lcd("        response: It stays.\n        outcome: no-change\n", "")),
    ("COMMENT-004", *lcd("        outcome: no-change\n", "")),
    ("COMMENT-005", *lcd("outcome: no-change", "outcome: ¦changed")),
    ("COMMENT-005", *lcd("outcome: no-change", "outcome: no-change\n        ¦changed: [adult]")),
    ("COMMENT-005", *lcd("outcome: no-change", "outcome: changed\n        version: ¦9.9")),
    ("COMMENT-006", *lcd("[lcd-draft, response-to-comments]", "[lcd-draft]")),
    ("CRIT-001", "at_least: 2", "at_least: ¦3"),
    (
        "CRIT-002",
        '{name: BMI, operator: ">", value: 40, unit: kg/m²}',
        '{name: pain, instrument: NRS, operator: ">", value: ¦5, unit: points}',
    ),
    ("CRIT-002", "      - id: high-bmi\n", "      - ¦use: adult\n      - id: high-bmi\n"),
    (
        "CRIT-003",
        "    - id: pain-duration\n",
        '    - {id: young, statement: Children., measure: {name: age, operator: "<", '
        "value: ¦18, unit: year}}\n    - id: pain-duration\n",
    ),
    ("CRIT-004", "value: 6, unit: month", "value: ¦3, unit: month"),
    ("CRIT-004", "value: 6, unit: month", "value: 6, unit: ¦minute"),
    (
        "CRIT-004",
        "statement: Conservative care failed.",
        "statement: Attacks last 15 to 180 minutes.\n"
        "      duration: {operator: between, value: 15, upper: 180, unit: ¦hour}",
    ),
    ("CRIT-004", "value: 6, unit: points", "value: ¦7, unit: points"),
    (
        "CRIT-004",
        'Adults of 18 years or older.\n      measure: {name: age, operator: ">=", value: 18, unit: years}',
        "Adults of 18 years or older and younger than 65.\n"
        '      measure: {name: age, operator: ">=", value: 18, below: ¦66, unit: years}',
    ),
    (
        "CRIT-005",
        'Adults of 18 years or older.\n      measure: {name: age, operator: ">=", value: 18, unit: years}',
        "Patients aged at least 18 and at most 65 years.\n"
        '      measure: {name: age, operator: ">=", value: 18, below: ¦65, unit: years}',
    ),
    (
        "CRIT-003",
        "    - id: pain-duration\n",
        "    - id: minor\n      statement: Adolescents of 12 years or older and younger than 18 years.\n"
        '      measure: {name: age, operator: ">=", value: ¦12, below: 18, unit: years}\n    - id: pain-duration\n',
    ),
    ("CRIT-004", "at_least: 2", "title: Three of these\n            at_least: ¦1"),
    (
        "CRIT-004",
        "statement: Conservative care failed.",
        "statement: No more than 400 units.\n      limit: {count: ¦200, unit: units, per: patient}",
    ),
    (
        "CRIT-008",
        "statement: Conservative care failed.",
        "statement: Care failed.\n      recency: {value: 6, unit: month, before: the order}\n      documentation:\n"
        "        - {document: Note, recency: {value: ¦12, unit: month, before: the order}}",
    ),
    (
        "CODE-009",
        "    codes:\n      - {code: M79.7",
        "    codes:\n      - {code: ¦S32.000D, label: "
        '"Wedge compression fracture of unspecified lumbar vertebra, subsequent encounter for fracture with routine '
        'healing"}\n      - {code: M79.7',
    ),
    ("CODE-014", "label: Fibromyalgia}", "label: Fibromyalgia, effective: {end: ¦2026-06-30}}"),
    (
        "CODE-016",
        "      - {code: S32.000A",
        "      - {code: ¦G63, label: Polyneuropathy in diseases classified elsewhere}\n      - {code: S32.000A",
    ),
    (
        "CODE-017",
        "code_sets: {cpt_year: 2026}",
        "code_sets: {cpt_year: 2026, icd10cm_release: ¦October 2026}",
    ),
    ("CODE-018", "history:\n", "editions:\n  - {id: own, dates: {effective: ¦2026-10-01}}\nhistory:\n"),
    ("ID-008", "after: trial", "after: ¦permanent"),
    (
        "WORD-003",
        "position: medically-necessary\n      statement: The service is medically necessary when",
        "position: investigational\n      statement: ¦The service is covered when",
    ),
    ("WORD-003", "All other uses are considered investigational.", "¦All other uses are covered."),
    ("CRIT-005", 'operator: ">=", value: 18', 'operator: ¦">", value: 18'),
    (
        "CRIT-004",
        "statement: Conservative care failed.",
        "statement: At least three attacks of gout in 12 months.\n"
        '      measure: {name: attacks of gout, operator: ">=", value: ¦2}',
    ),
    (
        "CRIT-005",
        'above 40 kg/m².\n        measure: {name: BMI, operator: ">"',
        'above 40 kg/m².\n        measure: {name: BMI, operator: ¦">="',
    ),
    (
        "CRIT-006",
        "          - use: failed-care",
        "          - {id: again, statement: Age., measure: {name: Age, operator: "
        '">=", value: ¦21, unit: years}}\n          - use: failed-care',
    ),
    (
        "CRIT-006",
        '{name: BMI, operator: ">", value: 40, unit: kg/m²}',
        '{name: pain, instrument: NRS, operator: "<", value: ¦5, unit: points}',
    ),
    (
        "CRIT-007",
        "summary: The service is medically necessary for some patients.",
        "summary: ¦The service is medically necessary after three months of pain.",
    ),
    ("DATE-001", "published: 2026-06-01\n  effective: 2026-07-01", "published: 2026-07-02\n  effective: ¦2026-07-01"),
    ("DATE-002", "next_review: 2027-06-30", "next_review: ¦2027-07-02"),
    ("DATE-003", "next_review: 2027-06-30", "next_review: ¦2026-11-24"),
    ("DATE-004", "comment_end: 2026-04-01", "comment_end: ¦2026-03-01"),
    ("DATE-004", *lcd("{effective: 2027-01-20, ", "{effective: 2027-01-20, comment_end: ¦2026-03-08, ")),
    ("DATE-005", "status: approved", "status: ¦retired"),
    ("DATE-005", "status: approved", "status: ¦superseded\nsuperseded_by: Another"),
    ("DATE-005", "status: approved\ndates:\n", "status: active\ndates:\n  retired: ¦2026-11-24\n"),
    ("DATE-005", "status: approved\ndates:\n", "status: retired\ndates:\n  retired: ¦2027-11-24\n"),
    (
        "DATE-005",
        *lcd("status: notice\n    dates: {effective: 2027-01-20", "status: active\n    dates: {effective: ¦2027-01-20"),
    ),
    ("DATE-006", *lcd("    status: notice", "    version: ¦0.2\n    status: notice")),
    (
        "DATE-006",
        *lcd(
            "    status: notice",
            "    version: 0.2\n    status: notice\n    history: [{date: 2026-06-01, "
            "version: ¦0.1, action: New, explanation: Proposed.}]",
        ),
    ),
    ("DATE-006", 'version: "1.1"\nstatus', 'version: "1.2"\nstatus'),
    ("DATE-006", "{date: 2026-01-01, version", "{date: ¦2026-07-01, version"),
    (
        "DATE-007",
        "    title: Other diagnoses",
        "    title: Other diagnoses\n    effective: {start: 2026-08-01, end: ¦2026-07-31}",
    ),
    (
        "DATE-009",
        "guideline:\n",
        "supersedes: [{document: L12345, effective: {end: ¦2026-07-01}}]\nguideline:\n",
    ),
    ("DATE-008", "accessed: 2026-01-01", "accessed: ¦2027-01-01"),
    (
        "EVID-001",
        "level: I\n      goal: Pain\n      results:\n        - {finding",
        "level: ¦IV\n      goal: Pain\n      results:\n        - {finding",
    ),
    ("EVID-002", "n: 204\n", "n: ¦240\n"),
    ("EVID-003", "followed 204 patients", "followed ¦360 patients"),
    ("EVID-004", "name: Registry", "name: ¦Pivotal trial"),
    (
        "EVID-005",
        "  authors:\n    - {name: A. Smith, affiliation: Example University, disclosures: [{relationship: "
        "grants, parties: [Example Inc]}]}",
        "  ¦authors: []",
    ),
    ("ID-001", "{id: testing,", "{id: ¦imaging,"),
    ("ID-001", "  - id: lee2025", "  - id: ¦smith2024"),
    ("ID-002", "use: failed-care", "use: ¦failed-caer"),
    ("ID-003", "use: failed-care", "use: ¦severity"),
    ("ID-004", "only_for: [trial]", "only_for: [¦trail]"),
    ("ID-004", "after: trial", "after: ¦trail"),
    ("ID-005", "groups: [dx]", "groups: [¦dy]"),
    ("ID-006", "n: 156\n      cohorts: [pivotal]", "n: 156\n      cohorts: [¦piovtal]"),
    (
        "ID-009",
        "      position: medically-necessary\n",
        "      position: medically-necessary\n      governed_by: [¦ncd]\n",
    ),
    ("ID-007", "    - id: failed-care\n", "    - {id: ¦lost, statement: Lost.}\n    - id: failed-care\n"),
    (
        "LOGIC-001",
        "- id: permanent\n          title: Permanent\n          kind: permanent\n          after: trial\n"
        "          criteria: {id: permanent-ok, statement: The trial succeeded.}",
        "- id: ¦permanent\n          title: Permanent\n          kind: permanent\n          after: trial\n"
        "          criteria: {id: permanent-ok, none: [{use: adult}]}",
    ),
    ("LOGIC-002", *uses("{id: g, any: [{id: mri, statement: X.}, {id: no-mri, none: [{use: mri}]}]}")),
    (
        "LOGIC-003",
        "          - use: failed-care\n",
        "          - use: failed-care\n"
        "          - {id: proof, any: [{use: failed-care}, ¦{id: biopsy, statement: Biopsy.}]}\n",
    ),
    (
        "LOGIC-004",
        "criteria: {id: trial-ok, statement: A trial is planned., only_for: [trial]}",
        "criteria: {id: trial-ok, any: [{id: planned, statement: A trial is planned.}, {id: teen, statement: Adults of "
        "12 years or older., measure: ¦{name: age, operator: '>=', value: 12, unit: years}}]}",
    ),
    ("NUM-001", "33/42 patients (79%)", "¦33/42 patients (89%)"),
    ("NUM-001", "33/42 patients (79%)", "¦89% (33 of 42)"),
    ("NUM-002", "of: 42, percent: 79", "of: 42, percent: ¦80"),
    ("NUM-003", "count: 33, of: 42, percent: 79", "count: ¦43, of: 42, percent: 79"),
    ("NUM-004", "value: 2.9, low: 2.1", "value: 2.9, low: ¦3.1"),
    ("NUM-004", "38.9 (95% CI: 35.9–41.9)", "¦38.9 (95% CI: 39.5–41.9)"),
    ("NUM-005", "count: 33, of: 42, percent: 79", "count: 200, of: ¦253, percent: 79"),
    ("NUM-006", "difference: {value: -3.8}", "difference: {value: ¦-4.8}"),
    ("NUM-007", "difference: {value: -3.8}", "difference: {value: ¦3.8}"),
    ("NUM-008", "NRS was", "mean ¦reduction of -19.7 in NRS was"),
    ("NUM-009", 'p: "<0.001"', 'p: ¦"1.7"'),
    ("STATUS-001", "status: approved", "status: ¦proposed\neditions: [{id: p, artifacts: [coverage-policy]}]"),
    (
        "STATUS-001",
        *lcd(
            "[lcd-draft, response-to-comments]\n    status: notice",
            "[coverage-policy, response-to-comments]\n    status: ¦notice",
        ),
    ),
    ("STATUS-002", "status: approved\ndates:\n", "status: ¦superseded\ndates:\n  retired: 2026-11-24\n"),
    (
        "STATUS-003",
        *lcd(
            "status: notice\n    dates: {effective: 2027-01-20, notice_start: 2026-11-01, notice_end: 2026-12-31}",
            "status: ¦approved\n    dates: {effective: 2027-01-20, notice_start: none, notice_end: none}",
        ),
    ),
    (
        "STATUS-004",
        *lcd(
            "effective: 2027-01-20, notice_start: 2026-11-01, notice_end: 2026-12-31",
            "effective: 2027-04-20, notice_start: ¦2027-02-02, notice_end: 2027-03-30",
        ),
    ),
    (
        "STATUS-005",
        *lcd(
            "status: notice\n    dates: {effective: 2027-01-20, notice_start: 2026-11-01, notice_end: 2026-12-31}",
            "status: ¦notice\n    dates: {effective: 2027-01-20, notice_start: 2026-10-01, notice_end: 2026-11-24}",
        ),
    ),
    (
        "WORD-001",
        "  - {short: NRS, long: numeric rating scale}",
        "  - {short: NRS, long: numeric rating scale}\n  - {short: ¦NRS, long: numerical rating score}",
    ),
    ("WORD-002", "NRS was", "NRS and ¦ZZQ were"),
    ("WORD-003", "The service is medically necessary when", "¦The service is considered investigational when"),
    ("WORD-004", "NRS was", 'NRS ¦<img src="file:///etc/passwd"> was'),
    (
        "CODE-015",
        "    system: CPT\n    role: covered\n    title: Procedures\n",
        "    system: ¦CPT\n    role: covered\n    title: Procedures\n",
    ),
    (
        "WORD-007",
        "summary: The service is medically necessary for some patients.",
        'summary: ¦"Write here: the decision."',
    ),
    ("WORD-008", "NRS was 38.9", "NRS was *very low*, ¦38.9*"),
    ("WORD-006", "NRS was 38.9", "NRS was " + "very " * 6000 + "38.9"),
    ("WORD-005", "short_title: Clean", "short_title: ¦" + "Long " * 13),
]
# what a planted error breaks besides, rightly
ALSO = {
    "CITE-006": {"CITE-009"},
    "CRIT-001": {"LOGIC-001"},
    "CRIT-002": {"CRIT-004", "LOGIC-001", "LOGIC-004"},
    "CRIT-003": {"LOGIC-001"},
    "CRIT-006": {"CRIT-004", "CRIT-005", "LOGIC-003"},
    "LOGIC-001": {"CRIT-002"},
    "LOGIC-002": {"ID-007"},
    "ID-001": {"CITE-001", "CITE-004", "CITE-006", "CITE-008", "CITE-009"},
    "ID-002": {"ID-007"},
    "ID-003": {"ID-007"},
}
# the second group of CODE-006: its one code cannot be reported with that of the group paired with it
PAIRED = """  - id: dx-pain
    system: ICD-10-CM
    role: secondary-required
    title: Pain
    codes:
      - {code: G89.29, label: Other chronic pain}
  - id: dx-not
"""


def test_the_clean_policy_is_clean(tmp_path):
    assert check_source(load(tmp_path, CLEAN), tmp_path, TODAY) == []
    found = check_source(load(tmp_path, CLEAN.replace("history:\n", LCD)), tmp_path, TODAY)
    assert {problem.rule for problem in found} == {"CODE-018"}  # the LCD takes effect under code sets of 2027


MESSAGES = Path(__file__).parent / "messages.txt"
IDS = [f"{row[0]}-{sum(row[0] == before[0] for before in PLANTED[:at]) + 1}" for at, row in enumerate(PLANTED)]


def recorded() -> dict[str, str]:
    """Return how each planted error is reported, by the id of its test."""
    parts = MESSAGES.read_text(encoding="utf-8").split("== ")[1:] if MESSAGES.exists() else []
    return {name: said for name, _, said in (part.partition("\n") for part in parts)}


@pytest.mark.parametrize(
    ("name", "rule", "old", "new"), [(n, *row) for n, row in zip(IDS, PLANTED, strict=True)], ids=IDS
)
def test_planted_error_is_found_at_its_place(tmp_path, request, name, rule, old, new):
    assert CLEAN.count(old) == 1, f"{CLEAN.count(old)} times in the clean policy: {old}"
    text = CLEAN.replace(old, new)
    if rule == "CODE-015":
        text = text.replace("code_sets: {cpt_year: 2026}\n", "")
    if rule == "CODE-006":
        text = text.replace("  - id: dx-not\n", PAIRED)
    wanted = text.find("¦")
    text = text.replace("¦", "")
    found = check_source(load(tmp_path, text), tmp_path, TODAY)
    found = [problem for problem in found if problem.rule == rule or old != "history:\n" or problem.rule != "CODE-018"]
    assert rule in {problem.rule for problem in found}, found
    assert {problem.rule for problem in found} <= {rule} | ALSO.get(rule, set()), found
    if wanted >= 0:
        before = text[:wanted]
        place = (before.count("\n") + 1, wanted - (before.rfind("\n") + 1) + 1)
        assert place in {(p.place.line, p.place.column) for p in found if p.rule == rule}, found
    assert all(problem.severity == RULES[problem.rule].severity for problem in found)
    said = "".join(f"{problem}\n" for problem in found)
    if request.config.getoption("--update-golden"):
        parts = {**recorded(), name: said}
        MESSAGES.write_text("".join(f"== {n}\n{parts[n]}" for n in IDS if n in parts), encoding="utf-8")
    assert said == recorded().get(name), "if this is meant: pytest tests/rules/test_rules.py --update-golden"


def test_no_recorded_message_is_left_over():
    assert list(recorded()) == IDS


def test_every_rule_is_tested():
    checked_here = {row[0] for row in PLANTED} | {"CODE-012", "EDITION-005", "EDITION-007", "EDITION-008"}
    assert {name for name, rule in RULES.items() if rule.find} == checked_here


def test_a_text_broken_over_lines_is_searched_line_by_line(tmp_path):
    text = CLEAN.replace("common [@smith2024].\n", "common [@smith2024]. And 33 of\n      42 (89%) fell.\n")
    text = text.replace("text: |", "text: >-")
    found = check(load(tmp_path, text), TODAY)
    assert [(p.rule, p.place.line, p.place.column) for p in found] == [("NUM-001", 31, 40)]


def test_licensed_codes_are_looked_up(tmp_path):
    known = {
        "64590": Descriptors("Generator", "Gen"),
        "64999": Descriptors("Other", "Other", end=date(2026, 1, 1)),
        "95970": Descriptors("Analysis", "An"),
        "95972": Descriptors("Analysis", "An"),
    }
    source = load(tmp_path, CLEAN)
    assert [p.rule for p in check(source, TODAY, known)] == ["CODE-012"]
    del known["95972"]
    assert "95972 is not in the descriptor file" in [p.message for p in check(source, TODAY, known)]


NO_ALARM = [
    ("33/42 patients (79%)", "33/42 patients (78.6%)"),
    ("33/42 patients (79%)", "106/204 (52%; 95% CI, 45% to 59%) and 64590/64595 (2 codes)"),
    ("38.9 (95% CI: 35.9–41.9)", "−3.8 (95% CI −4.9 to −2.6), -1.2 (95% CI: -2.0–-0.4), 88% (95% CI: 79%–94%)"),
    ("38.9 (95% CI: 35.9–41.9)", "0.7 (95% CI, −0.1 to 1.5)"),
    ("NRS was", "NRS showed a reduction of 19.7 and a mean change of -19.7; it was"),
    ("Lee et al, 2025 [@lee2025]", "Smith et al, 2024 [@smith2024] and Lee et al [@lee2025]; see [@lee2025]"),
    ("NRS was", "mail a@b.org; health-related quality of life (HRQOL) and HRQOL, L2 to L5, type II, NRSs; NRS was"),
    ("NRS was", "<https://example.org>, x < 5 and y > 3, {{ policy.title }} {% raw %}; NRS was"),
    ("Adults of 18 years or older.", "Adults with a pain score of 7 on the 0-10 scale and 6 months of care, aged 18."),
    ("Pain for at least 6 months.", "Pain for at least six (6) months, on a 5-point scale, within 2 weeks."),
    ("Pain for at least 6 months.", "Pain for at least half a year."),
    ("A body mass index above 40 kg/m².", "A body mass index of more than 40.0 kg/m², by the 2023 definition."),
    ("difference: {value: -3.8}", "difference: {value: -4}"),
    ("of: 42, percent: 79, low", "of: 204, low"),
    ("level: II, meaning", "level: III, meaning"),
    ("next_review: 2027-06-30", "next_review: 2027-07-01"),
]


@pytest.mark.parametrize(("old", "new"), NO_ALARM, ids=range(len(NO_ALARM)))
def test_no_false_alarm(tmp_path, old, new):
    assert CLEAN.count(old) == 1
    text = CLEAN.replace(old, new).replace("low: 63, high: 90", "low: 10, high: 90")
    assert check(load(tmp_path, text), TODAY) == []


def test_check_imports_neither_renderer_nor_icd_package(tmp_path):
    load(tmp_path, CLEAN)
    code = (
        "import sys, pathlib, datetime\nfrom generator.source.policies import load_policy\n"
        "from generator.rules import check\n"
        "check(load_policy(pathlib.Path(sys.argv[1]), pathlib.Path('.')), datetime.date(2026, 11, 25))\n"
        "print(sorted({'weasyprint', 'simple_icd_10_cm', 'jinja2', 'pikepdf'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "clean.yaml")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


POLICIES = sorted(
    path for folder in (ROOT / "policy", *(ROOT / "tests/policies").glob("*/policy")) for path in folder.glob("*.yaml")
)


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_the_policies_in_this_repository_are_clean(path):
    assert [str(problem) for problem in check(load_policy(path, ROOT), TODAY)] == []


EDITION = """editions:
  - id: strict
    dates: {published: 2026-06-10}
    changes:
      - action: amend
        criterion: adult
        with: {statement: Adults of 21 years or older., measure: {name: age, operator: ">=", value: %s, unit: years}}
        direction: more-restrictive
        reason: Trial population
"""


def test_texts_of_an_edition_follow_its_changes(tmp_path):
    text = CLEAN.replace("for some patients", "for patients of 18 years or older") + EDITION % 21
    found = check(load(tmp_path, text), TODAY)
    line = text.splitlines().index("      - action: amend") + 1
    assert [(p.rule, p.place.line, p.message) for p in found] == [
        ("EDITION-007", line, "`coverage/summary` still says 18 years in this edition")
    ]
    anew = """\
      - action: amend
        criterion: coverage
        with: {summary: Medically necessary for patients of %s years or older.}
        direction: editorial
        reason: Follows
"""
    assert check(load(tmp_path, text + anew % 21), TODAY) == []
    found = check(load(tmp_path, text + anew % 20), TODAY)
    assert [(p.rule, p.place.line, p.message) for p in found] == [
        ("EDITION-007", line + 7, "the text says 20 years, no criterion does")
    ]


def test_editions_are_checked_where_they_are_written(tmp_path):
    assert check(load(tmp_path, CLEAN + EDITION % 21), TODAY) == []
    found = check(load(tmp_path, CLEAN + EDITION % 19), TODAY)
    line = (CLEAN + EDITION).splitlines().index(EDITION.splitlines()[6]) + 1
    assert [(p.rule, p.place.line) for p in found] == [("CRIT-004", line)]


def test_an_edition_that_cannot_be_made_does_not_hide_other_problems(tmp_path):
    text = CLEAN.replace("33/42 patients (79%)", "33/42 patients (89%)") + (EDITION % 21).replace("adult\n", "adlut\n")
    assert [p.rule for p in check(load(tmp_path, text), TODAY)] == ["NUM-001", "EDITION-001"]


def test_an_edition_that_cannot_be_made_does_not_hide_the_next(tmp_path):
    bad = (EDITION % 21).replace("adult\n", "adlut\n")
    good = (EDITION % 19).replace("editions:\n", "").replace("id: strict", "id: other")
    assert [p.rule for p in check(load(tmp_path, CLEAN + bad + good), TODAY)] == ["EDITION-001", "CRIT-004"]


@pytest.mark.parametrize(("lines", "place"), [(399, (443, 5)), (400, (43, 12))])
def test_a_place_is_looked_for_in_400_lines_of_a_text(tmp_path, lines, place):
    words = "    So it is.\n" * lines + "    1/2 (9%)"
    text = CLEAN.replace("summary: The service is medically necessary for some patients.", f"summary: |\n{words}")
    assert [(p.rule, p.place.line, p.place.column) for p in check(load(tmp_path, text), TODAY)] == [("NUM-001", *place)]


def dropped(criterion: str) -> tuple[str, str]:
    change = f"{{action: drop, criterion: {criterion}, direction: less-restrictive, reason: R}}"
    return "history:\n", f"editions:\n  - {{id: own, changes: [{change}]}}\nhistory:\n"


def test_an_edition_may_drop_the_only_use_of_something(tmp_path):
    """What the policy has and an edition does not use is no mistake of either."""
    note = ("      duration:", '      note: "As in [@third]."\n      duration:')
    third = ("references:\n", "references:\n  - {id: third, type: book, title: Third}\n")
    expect(tmp_path, "CITE-002", note, third, dropped("pain-duration"))
    only = (
        "          - use: failed-care\n",
        "          - {id: once, any: [{use: failed-care}, {id: o, statement: O.}]}\n",
    )
    expect(tmp_path, "ID-007", only, dropped("once"))


def test_the_changes_of_an_edition_are_judged_once(tmp_path):
    change = "{action: drop, criterion: pain-duration, direction: ¦more-restrictive, reason: R}"
    edition = ("history:\n", f"editions:\n  - {{id: own, changes: [{change}]}}\nhistory:\n")
    expect(tmp_path, "EDITION-005", edition)

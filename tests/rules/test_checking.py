"""Checking beside building: a licensee's own descriptor files are read where they stand."""

from __future__ import annotations

from datetime import date

from generator.rules.checking import check_files

NAME = "restorative-neurostimulation"


def test_without_licensed_files_the_first_policy_is_clean(root):
    assert check_files(root, (NAME,), date(2026, 11, 25)) == (1, [])


def test_a_code_that_the_licensed_file_lacks_is_found(root):
    (root / "policy" / "licensed").mkdir()
    (root / "policy" / "licensed" / "cpt.csv").write_text("code,long,short\n64590,A long text,A short text\n")
    _, problems = check_files(root, (NAME,), date(2026, 11, 25))
    lines = (root / "policy" / f"{NAME}.yaml").read_text().split("\n")
    line = next(number for number, line in enumerate(lines, 1) if line.strip() == '- code: "64555"')
    column = lines[line - 1].index('"64555"') + 1
    assert [(item.rule, item.place.line, item.place.column, item.message) for item in problems] == [
        ("CODE-012", line, column, "64555 is not in the descriptor file")
    ]


def test_a_broken_licensed_file_is_located(root):
    (root / "policy" / "licensed").mkdir()
    (root / "policy" / "licensed" / "cpt.csv").write_text("nonsense\n")
    _, problems = check_files(root, (NAME,), date(2026, 11, 25))
    assert any("cpt.csv" in problem.place.file for problem in problems)

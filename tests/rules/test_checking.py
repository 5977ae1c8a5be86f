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
    text = (root / "policy" / f"{NAME}.yaml").read_text()
    assert problems and all(problem.rule == "CODE-012" or "64555" in problem.message for problem in problems)
    assert {problem.place.line for problem in problems} <= set(range(1, text.count("\n") + 2))


def test_a_broken_licensed_file_is_located(root):
    (root / "policy" / "licensed").mkdir()
    (root / "policy" / "licensed" / "cpt.csv").write_text("nonsense\n")
    _, problems = check_files(root, (NAME,), date(2026, 11, 25))
    assert any("cpt.csv" in problem.place.file for problem in problems)

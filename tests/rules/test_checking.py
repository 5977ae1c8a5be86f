"""Checking without building: a licensee's own descriptor files are read from their folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from generator.lifecycle.scaffold import write_publisher
from generator.rules.checking import check_files, check_source

from .planting import TODAY, edited, load

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


@pytest.mark.parametrize("name", ["codes.tsv", "codes.TSV", "codes.xlsx"])
def test_a_table_of_another_kind_is_an_error_and_not_read(root, name):
    (root / "policy" / "licensed").mkdir()
    (root / "policy" / "licensed" / name).write_text("code\tlong\tshort\n64590\tLong\tShort\n")
    _, problems = check_files(root, (NAME,), date(2026, 11, 25))
    (problem,) = (item for item in problems if item.rule == "DESCRIPTORS-001")
    assert (problem.place.file, problem.place.line, problem.place.column) == (f"policy/licensed/{name}", 1, 1)
    assert problem.message == f"a table of the kind {Path(name).suffix} is not read" and ".csv" in problem.hint


@pytest.mark.parametrize("name", ["README.md", "notes.tst", "codes.csx", ".codes.csv.swp"])
def test_what_is_no_table_is_left_alone(root, name):
    (root / "policy" / "licensed").mkdir()
    (root / "policy" / "licensed" / name).write_text("nonsense\n")
    _, problems = check_files(root, (NAME,), date(2026, 11, 25))
    assert not [item for item in problems if item.rule == "DESCRIPTORS-001"]


def test_a_broken_licensed_file_is_located(root):
    (root / "policy" / "licensed").mkdir()
    (root / "policy" / "licensed" / "cpt.csv").write_text("nonsense\n")
    _, problems = check_files(root, (NAME,), date(2026, 11, 25))
    assert any("cpt.csv" in problem.place.file for problem in problems)


CSV = "code,long,short\n99999,A long text,A short text\n"


def test_each_file_of_a_licensee_is_read(root):
    folder = root / "policy" / "licensed"
    folder.mkdir()
    (folder / "~$a.csv").write_text("nonsense\n")
    (folder / "a.tsv").write_text("nonsense\n")
    (folder / ".b.csv").write_text("nonsense\n")
    outside = root.parent / f"{root.name}-outside.csv"
    outside.write_text(CSV)
    (folder / "b.csv").symlink_to(outside)
    (folder / "c.csv").write_text("nonsense\n")
    (folder / "d.csv").write_text(CSV)
    _, problems = check_files(root, (NAME,), date(2026, 11, 25))
    files = {problem.place.file.rpartition("/")[2] for problem in problems if problem.rule != "CODE-012"}
    assert files == {"b.csv", "c.csv", "a.tsv"}
    assert any(problem.rule == "CODE-012" for problem in problems)  # the last file counts


def test_only_the_policies_that_are_named_are_checked(root):
    text = (root / "policy" / f"{NAME}.yaml").read_text()
    (root / "policy" / "other.yaml").write_text(text.replace(f"id: {NAME}", "id: othre", 1))
    (root / "policy" / "third.yaml").write_text("nonsense")
    assert check_files(root, (NAME,), date(2026, 11, 25)) == (1, [])
    checked, problems = check_files(root, (), date(2026, 11, 25))
    assert checked == 3
    assert {problem.place.file for problem in problems} == {"policy/other.yaml", "policy/third.yaml"}
    assert problems == sorted(set(problems))


def test_a_starter_s_publisher_is_reported_as_a_warning(root):
    write_publisher("plan", None, root)
    path = root / "policy" / f"{NAME}.yaml"
    text = path.read_text()
    start = text.index("\neditions:") if "\neditions:" in text else -1
    assert start > 0, "the first policy has editions"
    path.write_text(text.replace("\neditions:\n", "\neditions:\n  - {id: mine, publisher: plan}\n", 1))
    found = [p for p in check_files(root, (NAME,), date(2026, 11, 25))[1] if p.rule == "WORD-007"]
    lines = (root / "policy" / "publishers" / "plan.yaml").read_text().splitlines()
    assert [(p.severity, lines[p.place.line - 1].split(":")[0]) for p in found] == [
        ("warning", "tagline"),
        ("warning", "contact"),
    ]
    assert {p.place.file for p in found} == {"policy/publishers/plan.yaml"} and all(p.hint for p in found)


def test_an_edition_that_cannot_be_issued_does_not_hide_other_problems(tmp_path):
    text = edited(("33/42 patients (79%)", "33/42 patients (89%)"), ("history:\n", EDITION))
    found = check_source(load(tmp_path, text), tmp_path, TODAY)
    lines = text.splitlines()
    assert [(p.rule, lines[p.place.line - 1][p.place.column - 1 :][:6]) for p in found] == [
        ("NUM-001", "33/42 "),
        ("FILE-004", "nobody"),
    ]


EDITION = "editions:\n  - {id: own, publisher: nobody}\nhistory:\n"

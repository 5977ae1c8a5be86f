"""Releases in a root's policy/icd10cm/: read, chosen by the day of service, and rejected with a reason."""

from __future__ import annotations

import os
from datetime import date

import pytest

from generator.codesets import icd10cm
from generator.codesets.held import held_releases, own_releases, release_for

from .published import ROWS, changed, order_file, tabular, write_release


def said(root):
    """Return what is wrong with the releases of a root: file, line, and message."""
    found, problems = own_releases(root)
    assert all(problem.rule == "CODESET-001" and problem.hint for problem in problems)
    assert not (found and problems)
    return [(problem.place.file, problem.place.line, problem.message) for problem in problems]


def test_a_root_without_releases_has_the_included_one(tmp_path):
    assert own_releases(tmp_path) == ((), [])
    assert [item.release for item in held_releases(())] == ["2026-04-01"]


def test_a_published_release_is_looked_up(tmp_path):
    folder = write_release(tmp_path, "2026-10-01", changed(M62_86="Dysfunction of other muscles"))
    (folder / "icd10cm-order-addenda-2027.txt").write_text("Add: 1\n")
    (folder / "icd10cm-tabular-addenda-2027.xml").write_text("<addenda/>")
    (folder / "icd10cm-codes-2027.txt").write_text("A000    Cholera\n")
    (folder / ".DS_Store").write_text("")
    own, problems = own_releases(tmp_path)
    assert problems == [] and [item.release for item in own] == ["2026-10-01"]
    release = icd10cm.load(own[0])
    assert release.release == "2026-10-01"
    assert release.get("M62.86") == icd10cm.Icd10Code("M62.86", "Dysfunction of other muscles", True, "M62.8")
    assert release.get("S32.000D").descriptor == f"{ROWS['S32.000']}, subsequent encounter"
    assert not release.get("M62.8").billable and release.get("M99.9") is None
    assert [item.code for item in release.expand("M54.50", "M62.86")] == [
        "M54.50", "M54.51", "M54.59", "M62.85", "M62.86",
    ]  # fmt: skip
    assert release.code_first("G63")[0] == "G63"


def test_releases_are_chosen_by_the_day_of_service(tmp_path):
    for day in ("2025-10-01", "2026-10-01"):
        write_release(tmp_path, day)
    held = held_releases(own_releases(tmp_path)[0])
    assert [item.release for item in held] == ["2025-10-01", "2026-04-01", "2026-10-01"]
    for day, chosen in (
        ("2024-01-01", "2025-10-01"), ("2025-10-01", "2025-10-01"), ("2026-03-31", "2025-10-01"),
        ("2026-04-01", "2026-04-01"), ("2026-09-30", "2026-04-01"), ("2026-10-01", "2026-10-01"),
        ("2030-01-01", "2026-10-01"),
    ):  # fmt: skip
        assert release_for(held, date.fromisoformat(day)).release == chosen


def test_the_files_of_a_root_replace_the_included_release(tmp_path):
    write_release(tmp_path, "2026-04-01", changed(M62_86="Ours"))
    [release] = held_releases(own_releases(tmp_path)[0])
    assert icd10cm.load(release).get("M62.86").descriptor == "Ours"


def test_an_edited_file_is_read_again_although_its_size_is_the_same(tmp_path):
    folder = write_release(tmp_path, "2026-10-01")
    assert icd10cm.load(own_releases(tmp_path)[0][0]).get("M79.7").descriptor == "Fibromyalgia"
    path = folder / "icd10cm-tabular-2027.xml"
    path.write_text(path.read_text().replace("Fibromyalgia", "Fibromyalgic"))
    os.utime(path, (1, 1))
    assert icd10cm.load(own_releases(tmp_path)[0][0]).get("M79.7").descriptor == "Fibromyalgic"


@pytest.mark.parametrize(
    "name", ["FY2027", "2026-10-02", "2026-07-01", "20261001", "2026-W40-4", "2014-10-01", "2026-13-01"]
)
def test_a_folder_is_named_by_the_first_day(tmp_path, name):
    folder = write_release(tmp_path, "2026-10-01")
    folder.rename(folder.parent / name)
    [(file, _, message)] = said(tmp_path)
    assert file == f"policy/icd10cm/{name}" and message == "the name is not the first day of an ICD-10-CM release"


def test_an_archive_is_to_be_unpacked(tmp_path):
    (tmp_path / "policy/icd10cm").mkdir(parents=True)
    (tmp_path / "policy/icd10cm/2026-10-01").write_bytes(b"PK")
    assert said(tmp_path) == [("policy/icd10cm/2026-10-01", 0, "this is not a folder")]
    (tmp_path / "policy/icd10cm/2026-10-01").unlink()
    (tmp_path / "policy/icd10cm").rmdir()
    (tmp_path / "policy/icd10cm").write_bytes(b"PK")
    assert said(tmp_path) == [("policy/icd10cm", 0, "this is not a folder")]


@pytest.mark.parametrize("word", ["order", "tabular"])
def test_each_file_is_there_once(tmp_path, word):
    folder = write_release(tmp_path, "2026-10-01")
    [path] = [path for path in folder.iterdir() if word in path.name]
    path.with_stem(f"{path.stem}-copy").write_bytes(path.read_bytes())
    [(file, _, message)] = said(tmp_path)
    assert file == "policy/icd10cm/2026-10-01" and "there are 2: icd10cm-" in message
    for extra in folder.glob(f"*{word}*"):
        extra.unlink()
    [(_, _, message)] = said(tmp_path)
    assert message.endswith("is needed; there is none") and word in message.lower()


BAD_ORDER = {
    "empty": ("", 0, "the order file lists no code that is valid on a claim"),
    "headers alone": ("00001 A00     0 Cholera" + " " * 54 + "Cholera\n", 0, "lists no code"),
    "a table": ("code,long\nA00,Cholera\n", 1, "this is no line of the order file"),
    "bytes": ("\x00\x01\xff\n", 1, "this is no line of the order file"),
    "codes alone": ("A000    Cholera due to Vibrio cholerae 01, biovar cholerae\n", 1, "this is no line"),
}


@pytest.mark.parametrize("name", BAD_ORDER)
def test_a_file_that_is_no_order_file(tmp_path, name):
    text, line, reason = BAD_ORDER[name]
    (write_release(tmp_path, "2026-10-01") / "icd10cm-order-2027.txt").write_text(text, encoding="latin-1")
    [found] = said(tmp_path)
    assert found[:2] == ("policy/icd10cm/2026-10-01/icd10cm-order-2027.txt", line) and reason in found[2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_accents_in_the_order_file_do_not_matter(tmp_path, encoding):
    path = write_release(tmp_path, "2026-10-01") / "icd10cm-order-2027.txt"
    text = path.read_text()
    path.write_text(text.replace("Fibromyalgia", "Fibromyalgïa"), encoding=encoding)
    assert said(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [("00003 G894   ", "00003 G8944444", 3), (" 1 Chronic", " 2 Chronic", 3), ("00003 G894 ", "00003 G63  ", 3),
     ("00003 G894", "3     G894", 3), ("00003 G894 ", "00003 g894 ", 3)],
)  # fmt: skip
def test_a_damaged_line_is_located(tmp_path, old, new, line):
    path = write_release(tmp_path, "2026-10-01") / "icd10cm-order-2027.txt"
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))
    [found] = said(tmp_path)
    assert found[:2] == ("policy/icd10cm/2026-10-01/icd10cm-order-2027.txt", line)


def deep(levels: int) -> str:
    opened = "".join(f'<section id="{level}">' for level in range(levels))
    head = "<ICD10CM.tabular><version>2027</version><chapter>"
    return f"{head}{opened}{'</section>' * levels}</chapter></ICD10CM.tabular>"


GOOD = tabular(ROWS, 2027)
BAD_TABULAR = {
    "empty": ("", "not valid XML"),
    "text": ("Tabular", "not valid XML"),
    "cut": (GOOD[:400], "not valid XML"),
    "another year": (GOOD.replace(">2027<", ">2026<"), "of fiscal year 2026; that of 2026-10-01 is of 2027"),
    "no year": (GOOD.replace("<version>2027</version>", ""), "of fiscal year unknown"),
    "the index": (GOOD.replace("ICD10CM.tabular", "ICD10CM.index"), "its first element is not `ICD10CM.tabular`"),
    "entities": ('<!DOCTYPE x [<!ENTITY a "a">]>' + GOOD.split("\n", 1)[1], "declares a document type"),
    "a code twice": (GOOD.replace("M54.51", "M54.50"), "has M5450 twice"),
    "no names": (
        deep(2).replace("section", "diag"),
        "an entry without a name twice",
    ),
    "deep": (deep(2000), "more than 30 levels"),
    "Latin-1": (GOOD.replace("Fibro", "Fibré"), "codec can't decode"),
}


@pytest.mark.parametrize("name", BAD_TABULAR)
def test_a_file_that_is_no_tabular_list(tmp_path, name):
    text, reason = BAD_TABULAR[name]
    path = write_release(tmp_path, "2026-10-01") / "icd10cm-tabular-2027.xml"
    path.write_text(text, encoding="latin-1")
    [(file, _, message)] = said(tmp_path)
    assert file == "policy/icd10cm/2026-10-01/icd10cm-tabular-2027.xml" and reason in message


def test_both_files_are_of_one_release(tmp_path):
    order = write_release(tmp_path, "2026-10-01") / "icd10cm-order-2027.txt"
    order.write_text(order_file(changed(M62_86="New", M62_87="New")))
    [(file, line, message)] = said(tmp_path)
    assert file == "policy/icd10cm/2026-10-01/icd10cm-order-2027.txt" and line == 12
    assert message.startswith("billable in the order file, but not in the Tabular List: M6286 and 1 more; ")
    order.write_text(order_file(changed("M54.51")))
    [(_, _, message)] = said(tmp_path)
    assert message.startswith("billable in the Tabular List, but not in the order file: M5451; ")


def test_links_do_not_lead_out_of_the_root(tmp_path):
    root = tmp_path / "root"
    folder = write_release(tmp_path / "elsewhere", "2026-10-01")
    (root / "policy/icd10cm").mkdir(parents=True)
    (root / "policy/icd10cm/2026-10-01").symlink_to(folder)
    found, [problem] = own_releases(root)
    assert not found and (problem.rule, problem.place.file) == ("FILE-006", "policy/icd10cm/2026-10-01")
    (root / "policy/icd10cm/2026-10-01").unlink()
    write_release(tmp_path, "2026-10-01")
    inside = write_release(root, "2027-10-01", ROWS)
    (inside / "icd10cm-order-2028.txt").unlink()
    (inside / "icd10cm-order-2028.txt").symlink_to(folder / "icd10cm-order-2027.txt")
    found, [problem] = own_releases(root)
    assert problem.rule == "FILE-006" and problem.place.file.endswith("2027-10-01/icd10cm-order-2028.txt")
    (inside / "icd10cm-order-2028.txt").unlink()
    (inside / "icd10cm-order-2028.txt").symlink_to("nowhere.txt")
    assert "a file cannot be read" in said(root)[0][2]


def test_a_pipe_is_not_read(tmp_path):
    path = write_release(tmp_path, "2026-10-01") / "icd10cm-order-2027.txt"
    path.unlink()
    os.mkfifo(path)
    [(file, _, message)] = said(tmp_path)
    assert file.endswith("icd10cm-order-2027.txt") and "a named pipe" in message

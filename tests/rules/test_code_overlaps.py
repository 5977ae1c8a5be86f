"""Rules on codes that are listed twice: alone, inside ranges, on both sides, and as the primary of an add-on code."""

from __future__ import annotations

import pytest

from .planting import CLEAN, expect

FIBROMYALGIA = "      - {code: M79.7, label: Fibromyalgia}\n"
BACK = 'label: "Low back pain, unspecified"'
CPT = CLEAN[CLEAN.index('      - {code: "64590"') : CLEAN.index("code_sets:")]


def both_sides(more: str = "", other: str = "", role: str = "non-supporting") -> list[tuple[str, str]]:
    """Return the edits that list one code in the supporting group and in another."""
    first = f"      - {{code: M54.50, {BACK}}}\n"
    return [
        (first, first.replace("}\n", f"{other}}}\n")),
        ("    role: non-supporting\n", f"    role: {role}\n"),
        (FIBROMYALGIA, f"      - {{code: ¦M54.50, {BACK}{more}}}\n"),
    ]


def unmarked(edits: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(old, new.replace("¦", "")) for old, new in edits]


@pytest.mark.parametrize(
    ("role", "against"), [("non-supporting", True), ("not-covered", True), ("informational", False), ("covered", False)]
)
def test_a_code_stands_on_one_side(tmp_path, role, against):
    edits = both_sides(role=role)
    found = expect(tmp_path, "CODE-009", *(edits if against else unmarked(edits)))
    assert all("`dx` (supporting)" in p.message and f"`dx-not` ({role})" in p.message for p in found)
    assert all("clean.yaml:96:16" in p.hint for p in found)


def test_a_code_may_be_denied_twice(tmp_path):
    denied = ("    role: supporting\n", "    role: not-covered\n")
    expect(tmp_path, "CODE-009", denied, *unmarked(both_sides()))
    neutral = ("    role: supporting\n", "    role: informational\n")
    expect(tmp_path, "CODE-009", neutral, *unmarked(both_sides()))
    covered = ("    role: supporting\n", "    role: covered\n")
    expect(tmp_path, "CODE-009", covered, *both_sides())


def test_a_code_that_is_denied_first_may_not_be_supported_later(tmp_path):
    denied = ("    role: supporting\n", "    role: not-covered\n")
    for role in ("supporting", "covered"):
        expect(tmp_path, "CODE-009", denied, *both_sides(role=role))


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ("end: 2026-08-31", "start: 2026-09-01", True),
        ("end: 2026-08-31", "start: 2026-08-31", False),
        ("start: 2026-09-01", "end: 2026-08-31", True),
        ("start: 2026-08-31", "end: 2026-08-31", False),
        ("end: 2026-08-31", "", False),
        ("start: 2026-09-01", "start: 2026-01-01", False),
    ],
)
def test_a_code_may_change_sides(tmp_path, first, second, apart):
    days = [f", effective: {{{day}}}" if day else "" for day in (second, first)]
    edits = both_sides(*days)
    expect(tmp_path, "CODE-009", *(unmarked(edits) if apart else edits))


def test_a_code_is_compared_with_each_earlier_one(tmp_path):
    """A first entry that was over by then does not hide a second one that is not."""
    row = f"      - {{code: M54.50, {BACK}%s}}\n"
    before = row % ", effective: {end: 2026-03-31}" + row % ", effective: {start: 2026-04-01}"
    edits = both_sides(", effective: {start: 2026-05-01}")
    expect(tmp_path, "CODE-009", (row % "", before), *edits[1:])


def test_the_days_of_the_group_are_those_of_its_codes(tmp_path):
    later = ("    title: Other diagnoses\n", "    title: Other diagnoses\n    effective: {start: 2026-09-01}\n")
    earlier = ("    title: Diagnoses\n", "    title: Diagnoses\n    effective: {end: 2026-08-31}\n")
    expect(tmp_path, "CODE-009", later, earlier, *unmarked(both_sides()))
    expect(tmp_path, "CODE-009", later, *both_sides())
    expect(tmp_path, "CODE-009", later, earlier, *both_sides(", effective: {start: 2026-08-31}"))


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [("[trial]", "[permanent]", True), ("[trial]", "[permanent, trial]", False), ("[trial]", "", False)],
)
def test_a_code_may_stand_on_both_sides_of_two_tracks(tmp_path, first, second, apart):
    edits = both_sides()
    edits.append(("    title: Diagnoses\n", f"    title: Diagnoses\n    tracks: {first}\n"))
    if second:
        edits.append(("    title: Other diagnoses\n", f"    title: Other diagnoses\n    tracks: {second}\n"))
    expect(tmp_path, "CODE-009", *(unmarked(edits) if apart else edits))
    if not second:  # nor does it matter which group is for one track only
        edits[-1] = ("    title: Other diagnoses\n", f"    title: Other diagnoses\n    tracks: {first}\n")
        expect(tmp_path, "CODE-009", *edits)


@pytest.mark.parametrize("code", ["¦64590", "¦64592", "¦64595", "64589", "64596", "¦64580"])
def test_a_code_inside_a_range_stands_twice(tmp_path, code):
    bare = code.removeprefix("¦")
    mark = "¦" if "¦" in code else ""
    row = f'      - {{code: "64590", to: "64595", label: R}}\n      - {{code: {mark}"{bare}", label: C}}\n'
    if bare == "64580":
        row = f'      - {{code: "64580", label: R}}\n      - {{code: {mark}"{bare}", label: C}}\n'
    found = expect(tmp_path, "CODE-009", (CPT, row))
    assert ["64590-64595" in p.hint for p in found] == [bare != "64580"] * len(found)


@pytest.mark.parametrize(
    "primary", ['"95970"', '"95971"', '"95972"', '¦"95969"', '¦"95973"', '¦"959715"', '"64590"', '¦"9597"']
)
def test_an_add_on_code_has_its_primary_code(tmp_path, primary):
    found = expect(tmp_path, "CODE-011", ('add_on_to: ["64590"]', f"add_on_to: [{primary}]"))
    bare = primary.strip('¦"')
    assert all(p.message == f"{bare} is in no code group of this policy" for p in found)
    expect(tmp_path, "CODE-011", ('add_on_to: ["64590"]', f'add_on_to: ["64590", {primary}]'))


def listed(system: str, *rows: str) -> tuple[str, str]:
    """Return the edit that adds a code group with these rows."""
    text = f"  - id: more\n    system: {system}\n    role: informational\n    title: More\n    codes:\n"
    return "code_sets:", text + "".join(f"      - {{{row}, label: L}}\n" for row in rows) + "code_sets:"


@pytest.mark.parametrize(
    ("system", "rows", "hint"),
    [
        ("CPT", ['code: "64590", to: "64595"', 'code: ¦"64595", to: "64599"'], "both contain 64595"),
        ("CPT", ['code: "64595", to: "64599"', 'code: ¦"64590", to: "64595"'], "both contain 64595"),
        ("CPT", ['code: "64590", to: "64595"', 'code: "64596", to: "64599"'], ""),
        ("CPT", ['code: "64590", to: "64599"', 'code: ¦"64592", to: "64593"'], "both contain 64592"),
        ("CPT", ['code: "0001F", to: "0009F"', 'code: "0001T", to: "0009T"'], ""),
        ("HCPCS", ["code: L8679, to: L8689", "code: ¦L8685, to: L8699"], "both contain L8685"),
        ("ICD-10-CM", ["code: M54.50, to: M54.59", "code: ¦M54.51, to: M54.6"], "both contain M54.51"),
        ("ICD-10-CM", ["code: M54.50, to: M54.59", "code: M54.6, to: M54.81"], ""),
        # by text M1A.9XX0 comes after M19.90, and M1A stands before M10 in no list
        ("ICD-10-CM", ["code: M1A.9XX1, to: M10.9", "code: ¦M10.00"], "also in M1A.9XX1-M10.9; delete it"),
        ("ICD-10-CM", ["code: C43.9, to: C44.00", "code: ¦C4A.0"], "also in C43.9-C44.00; delete it"),
        ("ICD-10-CM", ["code: ¦C4A.0", "code: C43.9, to: C44.00"], "also in C43.9-C44.00; delete it"),
        ("ICD-10-CM", ["code: M54.50", "code: ¦M5450"], "delete one of them"),
        ("ICD-10-CM", ["code: M54.50", "code: ¦m54.50"], "delete one of them"),
        ("ICD-10-CM", ["code: M54.5O", "code: ¦M54.5O"], "delete one of them"),  # not in the release
        ("NDC", ["code: 00023-1145-01", 'code: ¦"00023114501"'], "delete one of them"),
        ("revenue", ["code: 036x", "code: ¦036X"], "both contain 036x"),
        ("revenue", ["code: 036x", 'code: ¦"0360"'], "also in 036x; delete it"),
        ("revenue", ["code: 036x", 'code: "0370"'], ""),
        ("bill-type", ["code: 013x", "code: ¦013Z"], "also in 013x; delete it"),
        ("modifier", ["code: KX", "code: LT"], ""),
    ],
)
def test_no_code_is_in_two_rows_of_a_group(tmp_path, system, rows, hint):
    found = expect(tmp_path, "CODE-009", listed(system, *rows))
    assert [problem.hint.startswith(hint) for problem in found] == [True] * bool(hint), found


def test_a_code_is_found_in_each_range_that_contains_it(tmp_path):
    rows = ['code: "64590", to: "64591"', 'code: "64593", to: "64595"', 'code: "64597", to: "64599"', 'code: ¦"64594"']
    [found] = expect(tmp_path, "CODE-009", listed("CPT", *rows))
    assert found.message == "64594 appears twice in the group `more`"


def test_ranges_on_both_sides(tmp_path):
    edits = (
        (f"      - {{code: M54.50, {BACK}}}\n", "      - {code: M54.50, to: M54.59, label: Low back pain}\n"),
        (FIBROMYALGIA, "      - {code: ¦M54.51, to: M54.6, label: Pain}\n"),
    )
    [found] = expect(tmp_path, "CODE-009", *edits)
    assert found.message == (
        "M54.50-M54.59 and M54.51-M54.6 overlap; they are in `dx` (supporting) and `dx-not` (non-supporting)"
    )
    assert "first at " in found.hint and "clean.yaml:96:16" in found.hint

"""Rules on codes: which stand twice, which are in force, and which ranges and pairings hold."""

from __future__ import annotations

from datetime import date

import pytest

from generator.codesets.licensed import Descriptors
from generator.rules import check

from .planting import CLEAN, TODAY, edited, expect, load

FIBROMYALGIA = "      - {code: M79.7, label: Fibromyalgia}\n"
CPT = CLEAN[CLEAN.index('      - {code: "64590"') : CLEAN.index("code_sets:")]


def group(rows: str, system: str = "CPT", more: str = "") -> tuple[str, str]:
    """Return the edit that adds a code group before `code_sets:`."""
    text = f"  - id: more\n    system: {system}\n    role: informational\n    title: More\n{more}    codes:\n"
    return "code_sets:", text + "".join(f"      - {{{row}, label: L}}\n" for row in rows.split(" & ")) + "code_sets:"


@pytest.mark.parametrize(
    ("system", "row", "said"),
    [
        ("HCPCS", "code: ¦64590",
         ("64590 has the format of a CPT code (HCPCS Level I)", "the group's system is HCPCS")),
        ("HCPCS", "code: L8679", None),
        ("HCPCS", "code: ¦l8679", ("l8679 is not in uppercase", "write L8679")),
        ("HCPCS", 'code: ¦"L 8679"',
         ("'L 8679' contains a space or a character that is not plain ASCII", "write L8679")),
        ("HCPCS", "code: ¦L8679-L8689",
         ("L8679-L8689 is not a letter followed by four digits", "write the range as `code: L8679` and `to: L8689`")),
        ("ICD-10-CM", "code: ¦M5450",
         ("M5450 lacks the decimal point after the third character", "write M54.50")),
        ("ICD-10-CM", "code: M54.50, to: ¦m5459", ("m5459 is not in uppercase", "write M54.59")),
        ("ICD-10-CM", "code: ¦M54.-", ("M54.- ends with a dash, which stands for missing characters: write each "
                                       "code in full", "the group's system is ICD-10-CM")),
        ("CPT", 'code: "64590", modifiers: [¦lt]', ("lt is not in uppercase", "write LT")),
        ("HCPCS", "code: L8679, to: ¦8680",
         ("8680 is not a letter followed by four digits", "the group's system is HCPCS")),
        ("CPT", 'code: "64590", modifiers: [LT, ¦LTX]',
         ("LTX is not two letters or digits", "a modifier has two characters")),
        ("CPT", 'code: "64591", add_on_to: ["64590", L8679]', None),
        ("CPT", 'code: "64591", add_on_to: ["64590", ¦6459]', ("6459 is neither a CPT nor an HCPCS code", "")),
    ],
)  # fmt: skip
def test_the_shape_of_each_code(tmp_path, system, row, said):
    found = expect(tmp_path, "CODE-001", group(row, system))
    assert [(p.message, p.hint) for p in found] == ([said] if said else [])


@pytest.mark.parametrize(
    ("pathway", "number"),
    [("PMA", "¦K1"), ("Premarket approval", "¦K1"), ("510(k)", "K1"), ("PMA supplement", "P190021")],
)
def test_the_number_of_a_device_is_that_of_its_pathway(tmp_path, pathway, number):
    found = expect(tmp_path, "CODE-001", ("pathway: PMA", f"pathway: {pathway}"), ("P190021", number))
    assert all(p.message.startswith("K1 is not P followed by six digits") for p in found)
    assert all(p.hint == "the pathway is premarket approval (PMA)" for p in found)


def test_the_product_code_of_a_device(tmp_path):
    [found] = expect(tmp_path, "CODE-001", ("product_code: QLK", "product_code: ¦QLKX"))
    assert found.message == "QLKX is not three letters"
    expect(tmp_path, "CODE-001", ("      product_code: QLK\n", ""))


@pytest.mark.parametrize(
    ("system", "row"),
    [
        ("CPT", 'code: "64590", to: "64591"'),
        ("CPT", 'code: "64590", to: ¦"64590"'),
        ("CPT", 'code: "64590", to: ¦"64589"'),
        ("HCPCS", "code: L8679, to: L8680"),
        ("HCPCS", "code: L8679, to: ¦E8680"),
        ("HCPCS", "code: E8679, to: ¦L8680"),
        ("CPT", 'code: "0001F", to: ¦"64590"'),
        ("revenue", 'code: "0360", to: "036"'),  # CODE-001
        ("revenue", 'code: "0360", to: "0361"'),
        ("revenue", 'code: "0360", to: ¦"0360"'),
        ("revenue", 'code: "0361", to: ¦"0360"'),
        ("ICD-10-CM", "code: M54.59, to: M54.50"),  # CODE-008
        ("CPT", 'code: "64590", to: "6459"'),  # CODE-001
        ("CPT", 'code: "6459", to: "64580"'),
        ("CPT", 'code: "64590"'),
    ],
)
def test_a_range_runs_upwards(tmp_path, system, row):
    found = expect(tmp_path, "CODE-007", group(row, system))
    if system == "revenue" and found:
        first = row[7:11]
        assert found[0].message == f"{first}-0360 does not run from a lower to a higher code"


def test_the_year_of_cpt_is_asked_for_once(tmp_path):
    year = ("code_sets: {cpt_year: 2026}", "code_sets: {}")
    other = (CPT, CPT + "  - {id: b, system: CPT, role: covered, title: B, codes: [{code: '64596', label: B}]}\n")
    expect(tmp_path, "CODE-015", year, other, ("    system: CPT\n", "    system: ¦CPT\n"))
    expect(tmp_path, "CODE-015", other)
    expect(tmp_path, "CODE-015", year, ("    system: CPT\n", "    system: HCPCS\n"))


@pytest.mark.parametrize("day", ["2026-07-01", "¦2026-06-30"])
def test_a_code_is_in_force_when_the_policy_is(tmp_path, day):
    expect(tmp_path, "CODE-014", ("label: Fibromyalgia}", f"label: Fibromyalgia, effective: {{end: {day}}}}}"))
    title = "    title: Other diagnoses\n"
    expect(tmp_path, "CODE-014", (title, f"{title}    effective: {{end: {day}}}\n"))
    own = ("label: Fibromyalgia}", "label: Fibromyalgia, effective: {end: 2026-12-31}}")
    expect(tmp_path, "CODE-014", (title, f"{title}    effective: {{end: {day.replace('¦', '')}}}\n"), own)
    expect(tmp_path, "CODE-014", (title, f"{title}    effective: {{start: 2026-01-01}}\n"))


def test_without_an_effective_date_no_code_has_ended(tmp_path):
    draft = [("status: approved", "status: draft"), ("  effective: 2026-07-01\n", "")]
    expect(tmp_path, "CODE-014", *draft, ("label: Fibromyalgia}", "label: Fibromyalgia, effective: {end: 2020-01-01}}"))


def test_an_asterisk_and_its_note(tmp_path):
    flagged = ("label: Fibromyalgia}", "label: Fibromyalgia, asterisk: true}")
    note = ("    title: Other diagnoses\n", "    title: Other diagnoses\n    asterisk_note: Only beside another.\n")
    expect(tmp_path, "CODE-010", flagged, note)
    expect(tmp_path, "CODE-010", (flagged[0], "label: Fibromyalgia, asterisk: false}"))
    row = '      - {code: M79.2, label: "Neuralgia", asterisk: %strue}\n'
    [found] = expect(tmp_path, "CODE-010", (FIBROMYALGIA, FIBROMYALGIA + row % "¦" + row % ""))
    assert found.message == "the group `dx-not` has no asterisk note"
    [found] = expect(tmp_path, "CODE-010", (note[0], note[1].replace("    asterisk", "    ¦asterisk")))
    assert found.message == "no code in the group `dx-not` has an asterisk"


KNOWN = {name: Descriptors("Long", "Short") for name in ("64590", "64999", "95970", "95972")}


def licensed(folder, known, *edits):
    found = check(load(folder, edited(*edits)), TODAY, known)
    found = [p for p in found if p.rule == "CODE-012"]
    for problem in found:
        ended = "not in effect" in problem.message
        assert problem.hint == (
            "replace the code with its successor" if ended else "correct the code, or update the file"
        )
    return [(p.place.line, p.place.column, p.message) for p in found]


@pytest.mark.parametrize(
    ("entry", "in_force"),
    [
        ({"end": date(2026, 7, 1)}, True),
        ({"end": date(2026, 6, 30)}, False),
        ({"effective": date(2026, 7, 1)}, True),
        ({"effective": date(2026, 7, 2)}, False),
        ({"effective": date(2026, 7, 1), "end": date(2026, 7, 1)}, True),
        ({}, True),
    ],
)
def test_a_licensed_code_is_in_force_on_the_day(tmp_path, entry, in_force):
    known = {**KNOWN, "64590": Descriptors("Long", "Short", **entry)}
    days = f"{entry.get('effective', '')} to {entry.get('end', '')}"
    found = licensed(tmp_path, known)
    assert [row[:2] for row in found] == ([] if in_force else [(116, 16)])
    assert all("64590" in message and message.endswith(f"2026-07-01: {days}") for *_, message in found)


def test_without_an_effective_date_today_counts(tmp_path):
    draft = [("status: approved", "status: draft"), ("  effective: 2026-07-01\n", "")]
    for end, in_force in ((TODAY, True), (date(2026, 11, 24), False)):
        known = {**KNOWN, "64590": Descriptors("Long", "Short", end=end)}
        assert len(licensed(tmp_path, known, *draft)) == (not in_force)


def test_licensed_codes_are_looked_up_at_both_ends_of_a_range(tmp_path):
    for left, place in (("95970", (117, 16)), ("95972", (117, 29)), ("64999", (118, 16))):
        known = {name: entry for name, entry in KNOWN.items() if name != left}
        [(line, column, message)] = licensed(tmp_path, known)
        assert (line, column) == place and message.startswith(f"{left} ")
    assert licensed(tmp_path, None) == []
    assert len(licensed(tmp_path, {})) == 4
    revenue = ("    system: CPT\n", "    system: revenue\n")
    assert licensed(tmp_path, {}, revenue) == []
    shapeless = ('{code: "64999"', '{code: "6499"')
    assert licensed(tmp_path, KNOWN, shapeless) == []  # CODE-001


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("lcd-draft", "L39543"),
        ("lcd-draft", "DL39543"),
        ("lcd-draft", "¦L3954"),
        ("lcd-draft", "¦L395433"),
        ("lcd-draft", "¦A39543"),
        ("lcd-draft", "MP-12"),  # a payer's own number
        ("proposed-lcd", "DL39543"),
        ("proposed-lcd", "¦DA39543"),
        ("billing-article", "A59212"),
        ("billing-article", "¦L59212"),
        ("response-to-comments", "A59212"),
        ("response-to-comments", "¦DL59212"),
    ],
)
def test_the_number_of_a_document_of_medicare(tmp_path, key, value):
    found = expect(
        tmp_path, "CODE-013", ("history:\n", f"editions:\n  - {{id: own, numbers: {{{key}: {value}}}}}\nhistory:\n")
    )
    what, letter = ("an LCD", "L") if "lcd" in key else ("an article", "A")
    for problem in found:
        assert problem.message == f"`{value.removeprefix('¦')}` is not the number of {what}"
        assert problem.hint.startswith(f"write {letter} or D{letter} ")

"""Rules on ICD-10-CM codes, against the installed release."""

from __future__ import annotations

from datetime import date

import pytest

from generator.codesets import icd10cm

from .planting import CLEAN, expect

SUPPORTING = CLEAN[CLEAN.index("  - id: dx\n") : CLEAN.index("  - id: dx-second\n")]
FIBROMYALGIA = "      - {code: M79.7, label: Fibromyalgia}\n"
DAY = "  effective: 2026-07-01\n"


def supporting(*rows: str, role: str = "supporting", more: str = "") -> tuple[str, str]:
    """Return the edit that gives the first group these codes."""
    codes = "".join(f"      - {{{row}}}\n" for row in rows)
    head = f"  - id: dx\n    system: ICD-10-CM\n    role: {role}\n    title: Diagnoses\n{more}    codes:\n"
    return SUPPORTING, head + codes


@pytest.mark.parametrize("row", ["code: M54.50, to: M54.59", "code: ¦M54.58, to: M54.59", "code: M54.50, to: ¦M54.58"])
def test_both_ends_of_a_range_exist(tmp_path, row):
    expect(tmp_path, "CODE-002", supporting(f"{row}, label: L"))


@pytest.mark.parametrize(
    "text",
    [
        "¦ICD-10-CM code M62.99 was",
        "¦ICD-10 (M62.99) was",
        "ICD-10 M62.9 was",
        "M62.99 was",
        "ICD-10 M62.99-X was",
    ],
)
def test_codes_in_the_text_exist(tmp_path, text):
    expect(tmp_path, "CODE-002", ("NRS was", f"NRS {text}"))


def test_texts_of_code_groups_are_not_looked_up(tmp_path):
    expect(tmp_path, "CODE-002", ("    title: Diagnoses\n", "    title: Diagnoses, not ICD-10 M62.99\n"))


@pytest.mark.parametrize("rule", ["CODE-002", "CODE-003", "CODE-004", "CODE-005", "CODE-006", "CODE-008"])
def test_codes_of_another_system_are_not_looked_up(tmp_path, rule):
    rows = "      - {code: M54.5, label: L}\n      - {code: M54.59, to: M54.50, label: L}\n"
    rows += "      - {code: M54.51, label: L}\n      - {code: M54.41, label: L}\n      - {code: G89.29, label: L}\n"
    pairing = "    pairing: {requires: all, groups: [dx-second]}\n" if rule == "CODE-006" else ""
    group = f"  - id: o\n    system: revenue\n    role: supporting\n    title: O\n{pairing}    codes:\n" + rows
    expect(tmp_path, rule, ("code_sets:", group + "code_sets:"))


def test_the_hint_names_the_release_where_another_is_in_force(tmp_path):
    bad = (FIBROMYALGIA, "      - {code: ¦M79.77, label: F}\n")
    near = expect(tmp_path, "CODE-002", bad)[0].hint
    assert near.startswith("did you mean M79.7 (Fibromyalgia)? ") and "2026-04-01" in near
    draft = ("status: approved", "status: draft")
    for day, other in (("2026-09-30", False), ("2026-10-01", True), ("2026-04-01", False), ("2026-03-31", True)):
        hint = expect(tmp_path, "CODE-002", bad, draft, (DAY, f"  effective: {day}\n"))[0].hint
        assert (hint != near, hint.startswith(near), hint.endswith(f"on {day}")) == (other, True, other)
    old = expect(tmp_path, "CODE-002", bad, draft, (DAY, "  effective: 2010-01-01\n"))[0].hint
    assert old.startswith(near) and old.endswith("2010-01-01")
    # without a day of its own, the policy is looked up for today
    assert expect(tmp_path, "CODE-002", bad, draft, (DAY, ""), today=date(2026, 9, 30))[0].hint == near
    assert expect(tmp_path, "CODE-002", bad, draft, (DAY, ""), today=date(2026, 10, 1))[0].hint != near


def test_three_codes_are_suggested_at_most(tmp_path):
    assert len(icd10cm.load().suggest("M54.19", 4)) == 4
    for code, count in (("M79.77", 1), ("M54.58", 3), ("M54.19", 3)):
        hint = expect(tmp_path, "CODE-002", supporting(f"code: ¦{code}, label: L"))[0].hint
        near = icd10cm.load().suggest(code, 3)
        shown = " or ".join(f"{item.code} ({item.descriptor})" for item in near)
        assert len(near) == count and hint.startswith(f"did you mean {shown}? ")


@pytest.mark.parametrize("row", ["code: M54.50, to: M54.58", "code: M54.58, to: M54.50"])
def test_a_range_with_an_unknown_end_is_not_followed(tmp_path, row):
    expect(tmp_path, "CODE-008", supporting(f"{row}, label: L"))


def test_a_code_that_is_like_no_other_has_no_suggestion(tmp_path):
    found = expect(tmp_path, "CODE-002", supporting("code: ¦U99, label: L"))
    assert "did you mean" not in found[0].hint or found[0].hint.startswith("did you mean U")


@pytest.mark.parametrize(
    ("row", "below"),
    [
        ("code: ¦M54.5, label: L", "below it: M54.50, M54.51, M54.59"),
        ("code: ¦M48.0, label: L", None),
        ("code: M54.50, label: L", None),
        ("code: ¦M54.5, to: M54.59, label: L", "below it: M54.50, M54.51, M54.59"),
        ("code: M54.41, to: ¦M54.5, label: L", "below it: M54.50, M54.51, M54.59"),
        ("code: M54.50, to: M54.59, label: L", None),
        ("code: m54.5, label: L", None),  # CODE-001
    ],
)
def test_a_header_is_no_code_for_a_claim(tmp_path, row, below):
    found = expect(tmp_path, "CODE-003", supporting(row))
    if below:
        assert found[0].message == "M54.5 is a header (Low back pain), not a billable code"
        assert found[0].hint == below


@pytest.mark.parametrize(
    ("code", "shown", "more"), [("M33.0", 5, 0), ("M21.3", 6, 0), ("M41.2", 6, 1), ("M41.0", 6, 2)]
)
def test_six_codes_below_a_header_are_named(tmp_path, code, shown, more):
    below = [item.code for item in icd10cm.load().expand(code, code)]
    hint = "below it: " + ", ".join(below[:6]) + (f" and {len(below) - 6} more" if len(below) > 6 else "")
    assert (min(len(below), 6), max(len(below) - 6, 0)) == (shown, more), below
    assert expect(tmp_path, "CODE-003", supporting(f"code: ¦{code}, label: L"))[0].hint == hint


@pytest.mark.parametrize(
    "row",
    [
        'code: M54.50, label: "Low  back pain,  unspecified"',
        "code: M54.50, label: ¦Low back pain",
        "code: M54.50, to: M54.59, label: Low back pain",
        "code: M54.5, label: Back",  # CODE-003
    ],
)
def test_a_label_is_the_descriptor(tmp_path, row):
    expect(tmp_path, "CODE-004", supporting(row))
    found = expect(tmp_path, "CODE-004", supporting(row, "code: M54.51, label: ¦Pain"))
    assert found[-1].message == "this is not the official descriptor of M54.51"
    assert found[-1].hint == "write: Vertebrogenic low back pain"


SCIATICA = 'code: ¦M54.41, label: "Lumbago with sciatica, right side"'
LOW_BACK = 'code: M54.50, label: "Low back pain, unspecified"'


@pytest.mark.parametrize(
    ("role", "more", "found"),
    [
        ("supporting", "", True),
        ("covered", "", True),
        ("secondary-required", "", False),
        ("non-supporting", "", False),
        ("supporting", "    paragraph: One of these codes is reported.\n", False),
        ("supporting", "    paragraph: These codes support the service.\n", True),
        ("supporting", "    pairing: {requires: one, groups: [dx-second]}\n", False),
    ],
)
def test_codes_that_exclude_each_other_are_found_where_all_may_be_reported(tmp_path, role, more, found):
    for rows in ((LOW_BACK, SCIATICA), (SCIATICA.replace("¦", ""), LOW_BACK.replace("code: ", "code: ¦"))):
        rows = rows if found else tuple(row.replace("¦", "") for row in rows)
        expect(tmp_path, "CODE-005", supporting(*rows, role=role, more=more))


def test_ranges_and_mutual_exclusions_are_left_alone(tmp_path):
    expect(tmp_path, "CODE-005", supporting(LOW_BACK, "code: M54.41, to: M54.42, label: L"))
    diabetes = ("code: E10.9, label: Type 1 diabetes mellitus without complications",
                "code: E11.9, label: Type 2 diabetes mellitus without complications")  # fmt: skip
    expect(tmp_path, "CODE-005", supporting(*diabetes))
    expect(tmp_path, "CODE-005", supporting(*reversed(diabetes)))


def test_notes_on_whole_sections_and_chapters_are_left_alone(tmp_path):
    expect(tmp_path, "CODE-005", supporting("code: A15.0, label: L", "code: R76.11, label: L"))  # A15-A19
    expect(tmp_path, "CODE-005", supporting("code: E16.2, label: L", "code: P70.4, label: L"))  # chapter 4
    expect(tmp_path, "CODE-005", supporting("code: D05.10, label: L", "code: ¦C50.911, label: L"))  # D05, a category


def test_the_note_that_keeps_two_codes_apart_is_named(tmp_path):
    [found] = expect(tmp_path, "CODE-005", supporting(LOW_BACK, SCIATICA))
    assert found.message == "M54.50 and M54.41 are not reported together (Excludes1)"
    assert found.hint.startswith("excludes1 at M54.5: lumbago with sciatica (M54.4-); split the group, ")


def test_the_later_code_of_a_pair_is_named_once(tmp_path):
    left = SCIATICA.replace("¦M54.41", "¦M54.42").replace("right", "left")
    expect(tmp_path, "CODE-005", supporting(LOW_BACK, SCIATICA, left))


def test_a_row_or_group_that_is_passed_over_does_not_hide_the_next(tmp_path):
    ranged = "code: M54.50, to: M54.59, label: L"
    expect(tmp_path, "CODE-003", supporting(ranged, "code: ¦M54.5, label: L"))
    expect(tmp_path, "CODE-004", supporting(ranged, "code: M54.51, label: ¦Pain"))
    second = ("    role: non-supporting\n", "    role: supporting\n")
    rows = (FIBROMYALGIA, f"      - {{{LOW_BACK}}}\n      - {{{SCIATICA}}}\n")
    expect(tmp_path, "CODE-005", supporting(PAIN, more="    paragraph: One of these is reported.\n"), second, rows)


def test_a_pairing_that_cannot_be_judged_does_not_hide_the_next(tmp_path):
    first = (
        "codes:\n  - {id: a, system: CPT, role: covered, title: A, codes: [{code: '64591', label: L}]}\n  - id: dx\n"
    )
    expect(tmp_path, "CODE-006", ("codes:\n  - id: dx\n", first), *paired("ICD-10-CM", "all", PAIN), MARK)


def test_a_range_may_have_a_code_that_can_be_reported(tmp_path):
    row = "      - {code: G89.4, label: Chronic pain syndrome}\n"
    sciatica = paired("ICD-10-CM", "all", SCIATICA.replace("¦", ""))
    expect(tmp_path, "CODE-006", *sciatica, (row, f"      - {{{LOW_BACK.replace('code: ', 'code: ¦')}}}\n"))
    expect(tmp_path, "CODE-006", *sciatica, (row, "      - {code: M54.50, to: M54.59, label: R}\n"))


PAIN = "code: G89.29, label: Other chronic pain"


def paired(partner: str, requires: str, *rows: str, names: str = "other") -> list[tuple[str, str]]:
    """Return the edits that pair the second group with others, of which one has these codes."""
    codes = "".join(f"      - {{{row}}}\n" for row in rows)
    other = f"  - id: other\n    system: {partner}\n    role: secondary-required\n    title: O\n    codes:\n{codes}"
    title = "    title: Second diagnoses\n"
    return [
        (title, f"{title}    pairing: {{requires: {requires}, groups: [{names}]}}\n"),
        ("  - id: dx-not\n", f"{other}  - id: dx-not\n"),
    ]


MARK = ("      - {code: G89.4,", "      - {code: ¦G89.4,")


@pytest.mark.parametrize("requires", ["one", "all"])
def test_a_pairing_leaves_a_code_that_can_be_reported(tmp_path, requires):
    expect(tmp_path, "CODE-006", *paired("ICD-10-CM", requires, PAIN), MARK)
    expect(tmp_path, "CODE-006", *paired("ICD-10-CM", requires, PAIN, LOW_BACK))
    expect(tmp_path, "CODE-006", *paired("ICD-10-CM", requires, LOW_BACK))
    expect(tmp_path, "CODE-006", *paired("CPT", requires, "code: '64591', label: L"))
    expect(tmp_path, "CODE-006", *paired("ICD-10-CM", requires, PAIN, names="nobody"))
    expect(tmp_path, "CODE-006", *paired("ICD-10-CM", requires, "code: G89.21, to: G89.29, label: R"))
    expect(tmp_path, "CODE-006", *paired("ICD-10-CM", requires, "code: G89.4, label: Chronic pain syndrome"))


def test_a_partner_of_another_system_is_always_possible(tmp_path):
    g89 = "code: G8929, label: L"  # of HCPCS, and not the diagnosis G89.29
    for requires in ("one", "all"):
        expect(tmp_path, "CODE-006", *paired("HCPCS", requires, g89))
    expect(tmp_path, "CODE-006", *paired("ICD-10-CM", "one", PAIN, names="other, procedures"))
    expect(tmp_path, "CODE-006", *paired("ICD-10-CM", "one", PAIN, names="other"), MARK)
    ranges = ('      - {code: "95970", to: "95972", label: Analysis}\n', "")
    expect(tmp_path, "CODE-006", *paired("ICD-10-CM", "one", PAIN, names="other, procedures"), ranges)
    expect(tmp_path, "CODE-006", *paired("ICD-10-CM", "all", PAIN, names="other, procedures"), ranges, MARK)


def test_one_possible_partner_is_enough_unless_all_are_asked_for(tmp_path):
    expect(tmp_path, "CODE-006", *paired("ICD-10-CM", "one", PAIN, names="other, dx"),
           ("      - {code: S32.000A, to: S32.000S, label: Fractures}\n", ""))  # fmt: skip
    expect(tmp_path, "CODE-006", *paired("ICD-10-CM", "all", PAIN, names="other, dx"), MARK,
           ("      - {code: S32.000A, to: S32.000S, label: Fractures}\n", ""))  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        "code: M54.50, to: M54.59",
        "code: M54.59, to: ¦M54.50",
        "code: M54.50, to: M54.58",  # CODE-002
        "code: M54.58, to: M54.50",
    ],
)
def test_a_range_runs_through_the_tabular_list(tmp_path, row):
    expect(tmp_path, "CODE-008", supporting(f"{row}, label: L"))


NEUROPATHY = "code: ¦G63, label: Polyneuropathy in diseases classified elsewhere"
OTHERS = "    pairing: {requires: one, groups: [%s]}\n"


@pytest.mark.parametrize(
    ("role", "more", "found"),
    [
        ("supporting", "", True),
        ("covered", "", True),
        ("secondary-required", "", False),
        ("non-supporting", "", False),
        ("informational", "", False),
        ("supporting", OTHERS % "dx-second", False),
        ("supporting", OTHERS % "procedures", True),
        ("supporting", OTHERS % "procedures, dx-second", False),
        ("supporting", OTHERS % "nobody", True),
        ("supporting", "    paragraph: Report the underlying disease before these codes.\n", False),
        ("supporting", "    paragraph: These codes support the service.\n", True),
    ],
)
def test_a_manifestation_does_not_support_alone(tmp_path, role, more, found):
    row = NEUROPATHY if found else NEUROPATHY.replace("¦", "")
    problems = expect(tmp_path, "CODE-016", supporting(LOW_BACK, row, role=role, more=more))
    for problem in problems:
        assert problem.severity == "warning"
        assert problem.message == "G63 is not reported alone: another code comes first"
        assert problem.hint.startswith("code-first at G63: underlying disease, such as; pair the group with ")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("code: ¦G62.9, to: G64, label: L", "G63"),
        ("code: G62.0, to: G62.9, label: L", ""),
        ("code: G62.9, to: G63.9, label: L", ""),  # CODE-002
        ("code: G64, to: G62.9, label: L", ""),  # CODE-008
        ("code: I50.9, label: L", ""),  # "if applicable" for some patients only
    ],
)
def test_a_manifestation_in_a_range(tmp_path, row, code):
    problems = expect(tmp_path, "CODE-016", supporting(row))
    assert [problem.message.split()[0] for problem in problems] == [code] * bool(code)

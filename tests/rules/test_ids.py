"""Rules on ids: each kind has its own, and what refers to one finds it."""

from __future__ import annotations

import pytest

from .planting import CLEAN, expect

IMAGING = "{id: imaging, statement: Imaging confirms it.}"
TRIAL = CLEAN[CLEAN.index("        - id: trial\n") : CLEAN.index("        - id: permanent\n")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: testing,", "id: ¦imaging,"),
        ("{id: testing,", "{id: ¦adult,"),
        ("        - id: permanent\n", "        - id: ¦trial\n"),
        ("        - id: permanent\n", "        - id: ¦back-pain\n"),
        ("  - id: dx-second\n", "  - id: ¦dx\n"),
        ("    - {id: registry,", "    - {id: ¦pivotal,"),
        ("    - id: lee-2025\n", "    - id: ¦smith-2024\n"),
        ("  - id: lee2025\n", "  - id: ¦smith2024\n"),
        ("evidence:\n", "payer_trends: [{id: ¦condition, title: T, text: T.}]\nevidence:\n"),
        ("history:\n", "editions: [{id: a}, {id: ¦a}]\nhistory:\n"),
        ("      product_code: QLK\n", "      product_code: QLK\n  label_comparison: [{id: r, aspect: A, label: L, "
         "policy: P}, {id: ¦r, aspect: A, label: L, policy: P}]\n"),
        ("background:\n", "errata: [{id: e, kind: addition, where: W, printed: P, here: H, reason: R}, {id: ¦e, kind: "
         "addition, where: W, printed: P, here: H, reason: R}]\nbackground:\n"),
        # another kind may have it
        ("  - id: dx-second\n", "  - id: adult\n"),
        ("    - id: lee-2025\n", "    - id: pivotal\n"),
    ],
)  # fmt: skip
def test_an_id_is_given_once_in_its_kind(tmp_path, old, new):
    found = expect(tmp_path, "ID-001", (old, new))
    assert all("clean.yaml:" in p.hint for p in found)


def test_each_repetition_names_the_first(tmp_path):
    again = ("          - use: failed-care\n", "          - {id: imaging, statement: I.}\n")
    found = expect(tmp_path, "ID-001", again, (IMAGING, IMAGING.replace("{id: ", "{id: ¦")),
                   ("{id: testing,", "{id: ¦imaging,"))  # fmt: skip
    assert ["clean.yaml:65:18" in p.hint for p in found] == [True, True]


@pytest.mark.parametrize(("name", "near"), [("failed-caer", True), ("nothing", False)])
def test_a_name_that_is_near_is_offered(tmp_path, name, near):
    found = expect(tmp_path, "ID-002", ("use: failed-care", f"use: ¦{name}"))
    assert ("`failed-care`" in found[0].hint) == near and found[0].hint


@pytest.mark.parametrize(
    ("inner", "cycle"),
    [
        ("use: ¦severity", True),
        ("use: ¦two-of", True),
        ("use: testing", False),
        ("{id: x, statement: X., unless: {use: ¦severity}}", True),
        ("{id: x, statement: X., applies_when: {use: ¦severity}}", True),
        ("{id: x, statement: X., unless: {use: testing}}", False),
        ("use: ¦loop", True),
        ("use: aside", False),
    ],
)
def test_a_criterion_does_not_contain_itself(tmp_path, inner, cycle):
    assert cycle == ("¦" in inner)
    shared = "    - id: failed-care\n"
    rows = "    - {id: loop, all: [{use: severity}]}\n    - {id: aside, all: [{use: failed-care}]}\n"
    if "loop" in inner:
        rows = rows.replace("{use: severity}", "{use: ¦severity}")
    expect(tmp_path, "ID-003", (IMAGING, inner), (shared, rows + shared))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("only_for: [trial]", "only_for: [trial, ¦trail]"),
        ("only_for: [trial]", "only_for: [back-pain, permanent]"),
        ("only_for: [trial]", "waived_for: [{track: trial, reason: R.}, {track: ¦trail, reason: R.}]"),
        ("after: trial", "after: ¦trail"),
        ("    title: Diagnoses\n", "    title: Diagnoses\n    tracks: [trial, ¦trail]\n"),
    ],
)
def test_a_track_is_one_of_the_policy(tmp_path, old, new):
    found = expect(tmp_path, "ID-004", (old, new))
    assert all("`trial`" in p.hint for p in found)


@pytest.mark.parametrize(
    ("trial", "permanent"),
    [("permanent", None), ("¦permanent", "¦trial"), ("¦trial", "trial"), ("nobody", "trial"), ("¦trial", None)],
)
def test_phases_begin_somewhere(tmp_path, trial, permanent):
    edits = [("          kind: trial\n", f"          kind: trial\n          after: {trial}\n")]
    edits.append(("          after: trial\n", f"          after: {permanent}\n" if permanent else ""))
    expect(tmp_path, "ID-008", *reversed(edits))


@pytest.mark.parametrize("groups", ["[dx]", "[dx, ¦dy]", "[¦procedures, dx]"])
def test_a_pairing_names_other_groups(tmp_path, groups):
    expect(tmp_path, "ID-005", ("groups: [dx]", f"groups: {groups}"))


@pytest.mark.parametrize("cohorts", ["[pivotal, registry]", "[pivotal, ¦pivotal]", "[registry, ¦piovtal]"])
def test_a_study_names_each_cohort_once(tmp_path, cohorts):
    expect(tmp_path, "ID-006", ("n: 156\n      cohorts: [pivotal]", f"n: 156\n      cohorts: {cohorts}"))


def test_a_shared_criterion_is_used_as_a_whole_or_in_part(tmp_path):
    shared = "    - id: failed-care\n"
    rows = "    - {id: whole, all: [{id: part, statement: P.}, {id: rest, statement: R.}]}\n"
    expect(tmp_path, "ID-007", (shared, rows.replace("{id: whole", "{id: ¦whole") + shared))
    for name in ("whole", "part"):
        expect(tmp_path, "ID-007", (shared, rows + shared), (IMAGING, f"{{use: {name}}}"))
    expect(tmp_path, "ID-007", (shared, "    - {use: adult}\n" + shared))


def test_a_use_among_the_shared_criteria_is_not_asked_for(tmp_path):
    expect(tmp_path, "ID-007", ("  shared:\n", "  shared:\n    - use: testing\n"))

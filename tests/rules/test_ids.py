"""Rules on ids: each kind has its own, and what refers to one finds it."""

from __future__ import annotations

import pytest

from .planting import CLEAN, expect

IMAGING = "{id: imaging, statement: Imaging confirms it.}"
TRIAL = CLEAN[CLEAN.index("        - id: trial\n") : CLEAN.index("        - id: permanent\n")]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("id: testing,", "id: ¦imaging,", "criterion"),
        ("{id: testing,", "{id: ¦adult,", "criterion"),
        ("        - id: permanent\n", "        - id: ¦trial\n", "indication or track"),
        ("        - id: permanent\n", "        - id: ¦back-pain\n", "indication or track"),
        ("  - id: dx-second\n", "  - id: ¦dx\n", "code group"),
        ("    - {id: registry,", "    - {id: ¦pivotal,", "cohort"),
        ("    - id: lee-2025\n", "    - id: ¦smith-2024\n", "study"),
        ("  - id: lee2025\n", "  - id: ¦smith2024\n", "reference"),
        ("evidence:\n", "payer_trends: [{id: ¦condition, title: T, text: T.}]\nevidence:\n", "section"),
        ("history:\n", "editions: [{id: a}, {id: ¦a}]\nhistory:\n", "edition"),
        ("      product_code: QLK\n", "      product_code: QLK\n  label_comparison: [{id: r, aspect: A, label: L, "
         "policy: P}, {id: ¦r, aspect: A, label: L, policy: P}]\n", "label row"),
        ("background:\n", "errata: [{id: e, kind: addition, where: W, printed: P, here: H, reason: R}, {id: ¦e, kind: "
         "addition, where: W, printed: P, here: H, reason: R}]\nbackground:\n", "erratum"),
        ("background:\n", "authorities: [{id: ncd, kind: manual, citation: C, text: T.}, {kind: manual, citation: C, "
         "text: T.}, {kind: manual, citation: C, text: T.}, {id: ¦ncd, kind: manual, citation: C, text: T.}]\n"
         "background:\n", "authority"),
        # another kind may have it
        ("  - id: dx-second\n", "  - id: adult\n", None),
        ("    - id: lee-2025\n", "    - id: pivotal\n", None),
    ],
)  # fmt: skip
def test_an_id_is_given_once_in_its_kind(tmp_path, old, new, kind):
    found = expect(tmp_path, "ID-001", (old, new))
    name = new.partition("¦")[2].partition(",")[0].partition("}")[0].strip()
    assert [p.message for p in found] == ([f"the {kind} id `{name}` is used twice"] if kind else [])
    assert all(p.hint.startswith("first at clean.yaml:") for p in found)


def test_an_indication_names_each_authority_once(tmp_path):
    known = ("background:\n", "authorities: [{id: ncd-1, kind: manual, citation: C, text: T.}]\nbackground:\n")
    position = "      position: medically-necessary\n"
    [unknown, twice] = expect(
        tmp_path, "ID-009", known, (position, f"{position}      governed_by: [¦ncd-2, ncd-1, ¦ncd-1]\n")
    )
    assert (unknown.message, unknown.hint) == ("there is no authority `ncd-2`", "did you mean `ncd-1`?")
    assert twice.message == "the authority `ncd-1` is listed twice"


@pytest.mark.parametrize("part", ["summary", "topics", "analysis"])
def test_the_parts_of_the_evidence_are_sections(tmp_path, part):
    row = f"evidence:\n  {part}: [{{id: ¦condition, title: T, text: T.}}]\n"
    [found] = expect(tmp_path, "ID-001", ("evidence:\n", row))
    assert found.message == "the section id `condition` is used twice"


def test_each_repetition_names_the_first(tmp_path):
    again = ("          - use: failed-care\n", "          - {id: imaging, statement: I.}\n")
    found = expect(tmp_path, "ID-001", again, (IMAGING, IMAGING.replace("{id: ", "{id: ¦")),
                   ("{id: testing,", "{id: ¦imaging,"))  # fmt: skip
    assert ["clean.yaml:65:18" in p.hint for p in found] == [True, True]


@pytest.mark.parametrize(("name", "near"), [("failed-caer", True), ("nothing", False)])
def test_a_name_that_is_near_is_offered(tmp_path, name, near):
    found = expect(tmp_path, "ID-002", ("use: failed-care", f"use: ¦{name}"))
    assert found[0].message == f"there is no criterion `{name}`"
    assert found[0].hint == ("did you mean `failed-care`?" if near else "correct the id")


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
    assert all(p.message == "there is no indication, pathway, or phase `trail`" for p in found)
    assert all(p.hint == "did you mean `trial`?" for p in found)


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
    found = expect(tmp_path, "ID-005", ("groups: [dx]", f"groups: {groups}"))
    said = "there is no code group `dy`" if "dy" in groups else "a code group is paired with itself"
    assert all(p.message == said for p in found)


@pytest.mark.parametrize("cohorts", ["[pivotal, registry]", "[pivotal, ¦pivotal]", "[registry, ¦piovtal]"])
def test_a_study_names_each_cohort_once(tmp_path, cohorts):
    found = expect(tmp_path, "ID-006", ("n: 156\n      cohorts: [pivotal]", f"n: 156\n      cohorts: {cohorts}"))
    twice = "the cohort `pivotal` is listed twice in this study"
    assert all(p.message == ("there is no cohort `piovtal`" if "piov" in cohorts else twice) for p in found)


def test_a_shared_criterion_is_used_as_a_whole_or_in_part(tmp_path):
    shared = "    - id: failed-care\n"
    rows = "    - {id: whole, all: [{id: part, statement: P.}, {id: rest, statement: R.}]}\n"
    expect(tmp_path, "ID-007", (shared, rows.replace("{id: whole", "{id: ¦whole") + shared))
    for name in ("whole", "part"):
        expect(tmp_path, "ID-007", (shared, rows + shared), (IMAGING, f"{{use: {name}}}"))
    expect(tmp_path, "ID-007", (shared, "    - {use: adult}\n" + shared))


def test_a_circle_of_other_criteria_is_passed_once(tmp_path):
    rows = "    - {id: a, all: [{use: ¦b}]}\n    - {id: b, all: [{use: ¦a}]}\n    - {id: c, all: [{use: a}]}\n"
    found = expect(tmp_path, "ID-003", ("    - id: failed-care\n", f"{rows}    - id: failed-care\n"))
    assert [p.message for p in found] == [
        f"`use: {name}` leads back to a criterion that contains it" for name in ("b", "a")
    ]


def test_phases_of_a_circle_that_one_only_leads_to(tmp_path):
    more = "        - {id: last, title: L, kind: permanent, after: trial, criteria: {id: l, statement: L.}}\n"
    found = expect(
        tmp_path,
        "ID-008",
        ("          kind: trial\n", "          kind: trial\n          after: ¦permanent\n"),
        ("          after: trial\n", "          after: ¦trial\n"),
        ("  exclusions:\n", f"{more}  exclusions:\n"),
    )
    assert [p.message for p in found] == ["`trial` comes after itself", "`permanent` comes after itself"]


def test_pathways_have_ids_and_criteria_too(tmp_path):
    """A pathway is a track: its id is unique, and its criteria are checked."""
    row = "{id: way, title: W, kind: pathway, criteria: {id: w, all: [{use: ¦nothing}]}}"
    expect(tmp_path, "ID-002", ("      phases:\n", f"      pathways: [{row}]\n      phases:\n"))
    row = "{id: trial, title: W, kind: pathway, criteria: {id: w, statement: W.}}"
    marked = ("        - id: trial\n", "        - id: ¦trial\n")
    expect(tmp_path, "ID-001", ("      phases:\n", f"      pathways: [{row}]\n      phases:\n"), marked)


def test_a_use_among_the_shared_criteria_is_not_asked_for(tmp_path):
    expect(tmp_path, "ID-007", ("  shared:\n", "  shared:\n    - use: testing\n"))

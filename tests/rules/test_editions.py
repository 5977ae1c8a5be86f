"""EDITION-005: planted changes of an edition with a direction that is true, and with each that is not; EDITION-008."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from generator.problem import Place, Problem
from generator.rules import check
from generator.rules.checking import check_source
from generator.source.editions import at_changes
from generator.source.policies import load_policy
from tests.diff.policies import ROOT, read, small_text

from .planting import CLEAN, expect, load

PLAN = ROOT / "policy/publishers/example-health-plan.yaml"
A, B, C, D = ({"id": name, "statement": f"Statement {name}."} for name in "abcd")
AGE = {
    "id": "age",
    "statement": "At least 18 years old.",
    "measure": {"name": "age", "operator": ">=", "value": 18, "unit": "years"},
}
X = {"id": "x", "statement": "Statement x."}
RECORDS = {"documentation": [{"document": "Log", "shows": "Care"}]}
B_WITH_RECORDS = {"id": "h", "any": [{**B, **RECORDS}]}


def use(name: str, position: str, **more) -> dict:
    return {"id": name, "title": name, "position": position, "statement": f"{name}.", "criteria": A, **more}


def way(name: str, criteria: dict) -> dict:
    return {"id": name, "title": name, "kind": "pathway", "criteria": criteria}


G = {"id": "g", "any": [A, B, {"id": "twice", "all": [{"use": "a"}]}]}
COVERAGE = {
    "shared": [],
    "indications": [
        use("ind", "medically-necessary", criteria=G, pathways=[way("w1", AGE), way("w2", C)]),
        use("not", "investigational", criteria={"id": "n", "statement": "Statement n."}),
    ],
    "exclusions": {"absolute": [X]},
}
EACH = MORE, LESS, MIXED, SAME = ("more-restrictive", "less-restrictive", "mixed", "editorial")

# the change, and the directions that are accepted
PLANTED = [
    ({"action": "drop", "criterion": "w2"}, [MORE]),
    ({"action": "drop", "criterion": "ind"}, [MORE]),
    ({"action": "amend", "criterion": "not", "with": {"position": "medically-necessary"}}, [LESS]),
    ({"action": "amend", "criterion": "ind", "with": {"position": "not-medically-necessary"}}, [MORE]),
    ({"action": "amend", "criterion": "g", "with": {"any": None, "all": [A, B]}}, [MORE]),
    ({"action": "amend", "criterion": "g", "with": {"any": None, "none": [A, B]}}, [MIXED]),
    ({"action": "amend", "criterion": "g", "with": {"any": [{"id": "h", "any": [B]}, A]}}, [SAME]),
    ({"action": "amend", "criterion": "g", "with": {"any": [{**D, **RECORDS}, A, B]}}, [LESS]),
    ({"action": "drop", "criterion": "x"}, [LESS]),
    ({"action": "drop", "criterion": "b"}, [MORE]),
    ({"action": "add", "into": "g", "with": D}, [LESS]),
    ({"action": "add", "into": "exclusions", "with": D}, [MORE]),
    ({"action": "add", "into": "prerequisites", "with": D}, [MORE]),
    ({"action": "amend", "criterion": "x", "with": {"unless": D}}, [LESS]),
    ({"action": "amend", "criterion": "x", "with": {"only_for": ["not"]}}, [LESS]),
    ({"action": "amend", "criterion": "age", "with": {"measure": {**AGE["measure"], "value": 21}}}, [MORE]),
    ({"action": "amend", "criterion": "age", "with": {"measure": {**AGE["measure"], "value": 16}}}, [LESS]),
    ({"action": "amend", "criterion": "age", "with": {"measure": {**AGE["measure"], "operator": "<"}}}, [MIXED]),
    # it was not covered, and now is one of the other uses: the text says something else, for the same patients
    ({"action": "drop", "criterion": "not"}, EACH),
    # only words, or a threshold that the words said already: for the author to decide
    ({"action": "amend", "criterion": "a", "with": {"statement": "Other words."}}, EACH),
    ({"action": "replace", "criterion": "a", "with": {"all": [C, D]}}, EACH),
    ({"action": "amend", "criterion": "age", "with": {"measure": None}}, EACH),
    ({"action": "amend", "criterion": "a", "with": RECORDS}, EACH),
    ({"action": "amend", "criterion": "ind", "with": {"note": "A note."}}, EACH),
    ({"action": "amend", "criterion": "g", "with": {"any": [B_WITH_RECORDS, A]}}, EACH),
]


def found(*changes: dict, rule: str = "EDITION-005", coverage: dict = COVERAGE, **more) -> list[tuple[Problem, str]]:
    """Return the problems of an edition with these changes, each with the line where it is located."""
    edition = {"id": "other", "changes": [{"reason": "Because", **change} for change in changes]}
    edition |= {key: more.pop(key) for key in ("lines_of_business",) if key in more}
    text = small_text(coverage, editions=[edition], **more)
    problems = check(read(text, Path("p.yaml"), "p.yaml"), date(2026, 11, 25))
    return [(item, text.splitlines()[item.place.line - 1].strip()) for item in problems if item.rule == rule]


@pytest.mark.parametrize(("change", "accepted"), PLANTED, ids=lambda item: str(item)[:60])
def test_each_direction_of_a_planted_change(change, accepted):
    for stated in EACH:
        problems = found({**change, "direction": stated})
        if stated in accepted:
            assert problems == [], stated
        else:
            ((problem, line),) = problems
            assert problem.message == f"this change is {accepted[0]}, not {stated}"
            assert line == f"direction: {stated}"


def test_the_hint_has_who_loses_and_who_gains():
    ((problem, _),) = found(
        {"action": "amend", "criterion": "g", "with": {"any": None, "all": [A, B]}, "direction": LESS}
    )
    assert problem.hint == (
        "correct the direction, or the change. Use 1 (ind): a patient with 1.1 not met (“Statement a”); every other "
        "criterion met, no exclusion present: covered before, not after"
    )
    ((problem, _),) = found({"action": "drop", "criterion": "twice", "direction": LESS})
    assert problem.hint == "correct the direction, or the change. The same patients are covered"


def test_each_change_is_compared_with_the_ones_before_it():
    narrow = {"action": "amend", "criterion": "age", "with": {"measure": {**AGE["measure"], "value": 30}}}
    wide = {"action": "amend", "criterion": "age", "with": {"measure": {**AGE["measure"], "value": 25}}}
    assert found({**narrow, "direction": MORE}, {**wide, "direction": LESS}) == []
    ((problem, _),) = found({**narrow, "direction": MORE}, {**wide, "direction": MORE})
    assert problem.message == f"this change is {LESS}, not {MORE}" and problem.place.line > 0


def test_what_cannot_be_compared_is_not_decided():
    endless = {"action": "amend", "criterion": "g", "with": {"any": [A, {"use": "g"}]}, "direction": LESS}
    unknown = {"action": "amend", "criterion": "g", "with": {"any": [A, {"use": "nowhere"}]}, "direction": LESS}
    many = [{"id": f"c{number}", "statement": f"C {number}."} for number in range(601)]
    too_many = {"action": "amend", "criterion": "g", "with": {"any": many}, "direction": SAME}
    for change in (endless, unknown, too_many):
        assert found(change) == []


NCD = {"id": "ncd", "kind": "national-determination", "citation": "NCD 1.1", "text": "It is covered."}
GOVERNED = {
    **COVERAGE,
    "indications": [{**COVERAGE["indications"][0], "governed_by": ["ncd"]}, COVERAGE["indications"][1]],
}
NARROW = {
    "action": "amend",
    "criterion": "age",
    "with": {"measure": {**AGE["measure"], "value": 30}},
    "direction": MORE,
}
WIDE = {"action": "amend", "criterion": "age", "with": {"measure": {**AGE["measure"], "value": 10}}, "direction": LESS}


def narrowed(*changes: dict, **more) -> list[tuple[Problem, str]]:
    return found(*changes, rule="EDITION-008", **{"coverage": GOVERNED, "authorities": [NCD], **more})


def test_an_edition_may_not_cover_less_than_a_national_determination():
    ((problem, line),) = narrowed(WIDE, NARROW)
    assert problem.message == "this change covers less than NCD 1.1" and problem.severity == "error"
    assert line == "action: amend" and problem.hint.startswith(
        "drop the change, or limit the edition to other lines of business. Use 1 (ind): a patient with "
    )
    assert problem.hint.endswith("covered before, not after")


@pytest.mark.parametrize(
    "kind", ["statute", "benefit-category", "regulation", "national-determination", "manual", "local-determination"]
)
def test_the_authorities_that_bind_a_plan_everywhere(kind):
    is_national = kind not in ("manual", "local-determination")
    assert len(narrowed(NARROW, authorities=[{**NCD, "kind": kind}])) == is_national


@pytest.mark.parametrize(
    ("lines", "is_bound"),
    [([], True), (["Medicare Advantage"], True), (["Commercial", "Dual MEDICARE"], True), (["Commercial"], False)],
)
def test_the_lines_of_business_that_are_bound(lines, is_bound):
    assert len(narrowed(NARROW, lines_of_business=lines)) == is_bound


@pytest.mark.parametrize(("lines", "is_bound"), [("Medicare Advantage", True), ("Commercial", False)])
def test_the_lines_of_business_of_a_publisher_count_too(tmp_path, lines, is_bound):
    edition = {"id": "other", "publisher": "plan", "changes": [{"reason": "Because", **NARROW}]}
    publisher = PLAN.read_text(encoding="utf-8").replace("id: example-health-plan", "id: plan", 1)
    own = "  - Commercial, fully insured\n  - Individual exchange\n"
    assert own in publisher
    folder = tmp_path / "policy/publishers"
    shutil.copytree(PLAN.parent, folder)
    (folder / "plan.yaml").write_text(publisher.replace(own, f"  - {lines}\n"), encoding="utf-8")
    path = tmp_path / "policy/p.yaml"
    path.write_text(small_text(GOVERNED, editions=[edition], authorities=[NCD]), encoding="utf-8")
    problems = check_source(load_policy(path, tmp_path), tmp_path, date(2026, 11, 25))
    assert [item.rule for item in problems if item.rule.startswith("EDITION")] == ["EDITION-008"] * is_bound


def test_an_edition_that_covers_as_much_or_that_nothing_governs():
    assert narrowed(WIDE) == []
    assert narrowed(NARROW, WIDE) == []  # in the end nobody loses
    assert narrowed(NARROW, coverage=COVERAGE) == []
    assert narrowed({"action": "drop", "criterion": "not", "direction": MORE}) == []
    assert narrowed({"action": "amend", "criterion": "g", "with": {"any": [A, {"use": "g"}]}, "direction": LESS}) == []
    ((problem, _),) = narrowed(
        {"action": "add", "into": "prerequisites", "with": D, "direction": MORE},
        authorities=[NCD, {**NCD, "id": "law", "kind": "statute", "citation": "Section 1862"}],
        coverage={**GOVERNED, "indications": [{**GOVERNED["indications"][0], "governed_by": ["ncd", "law"]}]},
    )
    assert problem.message == "this change covers less than NCD 1.1 and Section 1862"


DROP = "{action: drop, criterion: %s, direction: more-restrictive, reason: R}\n"
AMEND = "{action: amend, criterion: adult, with: {note: N.}, direction: editorial, reason: R}\n"


def edition(*changes: str) -> tuple[str, str]:
    return "history:\n", "editions:\n  - id: own\n    changes:\n" + "".join(changes) + "history:\n"


@pytest.mark.parametrize("first", ["", f"      - {AMEND}"])
def test_what_a_dropped_part_leaves_behind_is_located_at_the_change(tmp_path, first):
    """`permanent` follows the trial, and the codes are for it."""
    of_codes = ("    title: Diagnoses\n", "    title: Diagnoses\n    tracks: [trial]\n")
    change = edition(first, f"      - ¦{DROP % 'trial'}")
    (problem,) = expect(tmp_path, "ID-004", change)
    line = next(n for n, text in enumerate(CLEAN.splitlines(), 1) if text.strip() == "after: trial")
    assert problem.message == "there is no indication, pathway, or phase `trial`"
    assert problem.hint == f"this change causes it at clean.yaml:{line}:18; change that too, or leave this change out"
    (old, new) = change
    found = expect(tmp_path, "ID-004", (old, new.replace("¦", "¦¦")), of_codes)
    assert len({p.hint for p in found}) == 2


def test_the_last_part_of_a_list_cannot_be_dropped(tmp_path):
    (problem,) = expect(tmp_path, "SCHEMA-003", edition(f"      - {AMEND}", f"      - ¦{DROP % 'back-pain'}"))
    assert problem.message == "the list is empty" and "this change causes it at clean.yaml:" in problem.hint


def test_what_is_wrong_in_the_base_policy_stays_there(tmp_path):
    of_codes = ("    title: Diagnoses\n", "    title: Diagnoses\n    tracks: [¦nowhere]\n")
    (problem,) = expect(tmp_path, "ID-004", of_codes, edition(f"      - {AMEND}"))
    assert "this change" not in problem.hint


def test_what_a_change_itself_says_is_located_in_it(tmp_path):
    change = "{action: amend, criterion: adult, with: {only_for: [¦nowhere]}, direction: mixed, reason: R}\n"
    (problem,) = expect(tmp_path, "ID-004", edition(f"      - {change}"))
    assert "this change" not in problem.hint


def test_what_is_wrong_without_any_change_is_blamed_on_none(tmp_path):
    old, new = edition(f"      - {AMEND}", f"      - {DROP % 'trial'}")
    source = load(tmp_path, CLEAN.replace(old, new))
    base = Problem(Place("clean.yaml", 1, 1), "ID-004", "wrong")
    assert at_changes(source, 0, [base], lambda count: [base]) == {}
    for first in (1, 2):
        (moved,) = at_changes(source, 0, [base], lambda count, first=first: [base] * (count >= first)).values()
        assert moved.place == source.node.at(("editions", 0, "changes", first - 1)).place

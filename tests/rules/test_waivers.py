"""Waivers: they hide what they name until they expire, and are reported when they hide nothing."""

from __future__ import annotations

import pytest

from generator.rules import check

from .planting import CLEAN, TODAY, load

WRONG = CLEAN.replace("difference: {value: -3.8}", "difference: {value: -4.8}")
WAIVER = "waivers:\n  - {{rule: {rule}, place: {place}, reason: adjusted, who: A. Smith, expires: {expires}}}\n"


def problems(folder, text, rule="NUM-006", place="evidence/studies/smith-2024", expires="2027-01-01"):
    found = check(load(folder, text + WAIVER.format(rule=rule, place=place, expires=expires)), TODAY)
    return [problem.rule for problem in found]


@pytest.mark.parametrize(
    "place",
    [
        "evidence",
        "evidence/studies/smith-2024",
        "evidence/studies/smith-2024/results/2",
        "evidence/studies/1/results/2/difference/value",
    ],
)
def test_a_waiver_covers_its_place(tmp_path, place):
    assert problems(tmp_path, WRONG, place=place) == []


def test_a_waiver_holds_on_its_last_day(tmp_path):
    assert problems(tmp_path, WRONG, expires=TODAY.isoformat()) == []


def test_an_expired_waiver_covers_nothing_and_is_reported(tmp_path):
    assert problems(tmp_path, WRONG, expires="2026-11-24") == ["NUM-006", "WAIVER-001"]


@pytest.mark.parametrize(
    "place",
    [
        "evidence/studies/lee-2025",
        "evidence/studies/smiht-2024",
        "nowhere",
        "evidence/studies/0",
        "evidence/studies/99",
        "evidence/studies/-1",
        "../x",
        "/",
    ],
)
def test_a_waiver_of_another_place_is_unused(tmp_path, place):
    assert problems(tmp_path, WRONG, place=place) == ["NUM-006", "WAIVER-002"]


@pytest.mark.parametrize("rule", ["NUM-001", "NUM-999"])
def test_a_waiver_of_another_rule_is_unused(tmp_path, rule):
    assert problems(tmp_path, WRONG, rule=rule) == ["NUM-006", "WAIVER-002"]


def test_a_waiver_in_a_clean_policy_is_unused(tmp_path):
    assert problems(tmp_path, CLEAN) == ["WAIVER-002"]


def located(folder, text, **waiver):
    source = load(folder, text + WAIVER.format(**{"rule": "NUM-006", "expires": "2027-01-01", **waiver}))
    [problem] = [found for found in check(source, TODAY) if found.rule.startswith("WAIVER")]
    last = len((text + WAIVER).splitlines())
    key = (text + WAIVER.format(**{"rule": "NUM-006", "expires": "2027-01-01", **waiver})).splitlines()[last - 1]
    return problem, {name: key.index(f"{name}: ") + len(name) + 3 for name in ("rule", "place", "expires")}, last


@pytest.mark.parametrize(
    ("waiver", "key", "there"),
    [
        ({"place": "evidence/studies/0"}, "place", False),
        ({"place": "evidence/studies/3"}, "place", False),
        ({"place": "evidence/studies/2"}, "place", True),
        ({"place": "evidence/studies/00000001"}, "place", True),
        ({"place": "evidence/studies/000000001"}, "place", False),
        ({"place": "codes/dx/codes/M54.50"}, "place", True),
        ({"place": "abbreviations/NRS"}, "place", True),
        ({"place": "definitions/Pain"}, "place", True),
        ({"place": "evidence/limitations/1"}, "place", True),
        ({"place": "evidence/limitations/id"}, "place", False),
        ({"place": "coverage"}, "place", True),
        ({"place": "coverages"}, "place", False),
        ({"place": "evidence", "rule": "NUM-999"}, "rule", None),
        ({"place": "evidence", "expires": "2026-11-24"}, "expires", None),
    ],
)
def test_a_waiver_is_reported_at_what_is_wrong_with_it(tmp_path, waiver, key, there):
    terms = "definitions:\n  - {term: Pain, meaning: M.}\nbackground:\n"
    text = (CLEAN if there else WRONG).replace("background:\n", terms)
    text = text.replace("studies followed 204", "identified studies followed 204")  # a text in a list, with `id` in it
    problem, columns, last = located(tmp_path, text, **waiver)
    assert (problem.place.line, problem.place.column) == (last, columns[key])
    if there is not None:
        assert problem.message.startswith("nothing at" if there else "there is no `")
    assert problem.hint and (key != "rule" or "NUM-999" in problem.message)


def test_each_waiver_is_judged_by_itself(tmp_path):
    def row(place: str, expires: str = "2027-01-01") -> str:
        return WAIVER.format(rule="NUM-006", place=place, expires=expires).removeprefix("waivers:\n")

    def found(*rows: str) -> list[tuple[str, int]]:
        text = WRONG + "waivers:\n" + "".join(rows)
        first = len(WRONG.splitlines()) + 2
        return [(p.rule, p.place.line - first) for p in check(load(tmp_path, text), TODAY) if p.rule != "NUM-006"]

    wide, narrow, nowhere = row("evidence"), row("evidence/studies/smith-2024"), row("evidence/studies/nobody")
    expired = row("evidence", "2026-11-24")
    assert found(wide, narrow) == []  # both cover the one problem
    assert found(expired, narrow) == [("WAIVER-001", 0)]
    assert found(expired, nowhere) == [("WAIVER-001", 0), ("WAIVER-002", 1)]
    assert found(nowhere, expired, narrow) == [("WAIVER-002", 0), ("WAIVER-001", 1)]
    text = WRONG + "waivers:\n" + expired + narrow
    assert "NUM-006" not in [p.rule for p in check(load(tmp_path, text), TODAY)]


def test_what_is_waived_is_of_the_rule_and_at_the_place(tmp_path):
    twice = WRONG.replace("33/42 patients (79%)", "33/42 patients (89%)")
    assert problems(tmp_path, twice) == ["NUM-001"]
    assert problems(tmp_path, twice, rule="NUM-001", place="background/condition") == ["NUM-006"]
    assert problems(tmp_path, twice, rule="NUM-001", place="background/1/text") == ["NUM-006"]


def test_what_is_wrong_with_a_waiver_is_said(tmp_path):
    def said(**waiver: str) -> tuple[str, str]:
        problem, *_ = located(tmp_path, WRONG, **waiver)
        return problem.message, problem.hint

    assert said(place="evidence", expires="2026-11-24") == (
        "this waiver expired on 2026-11-24",
        "review it: fix the problem that it accepted, or set a new date",
    )
    assert said(place="evidence", rule="NUM-999") == (
        "there is no rule NUM-999",
        "`policypress explain` lists the rules",
    )
    assert said(place="nowhere/1") == (
        "there is no `nowhere/1` in this policy",
        "write the keys and ids that lead to it, joined by `/`",
    )
    assert said(place="coverage") == ("nothing at `coverage` breaks NUM-006", "delete the waiver")

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
        ({"place": "coverage"}, "place", True),
        ({"place": "coverages"}, "place", False),
        ({"place": "evidence", "rule": "NUM-999"}, "rule", None),
        ({"place": "evidence", "expires": "2026-11-24"}, "expires", None),
    ],
)
def test_a_waiver_is_reported_at_what_is_wrong_with_it(tmp_path, waiver, key, there):
    text = CLEAN if there else WRONG
    problem, columns, last = located(tmp_path, text, **waiver)
    assert (problem.place.line, problem.place.column) == (last, columns[key])
    if there is not None:
        assert problem.message.startswith("nothing at" if there else "there is no `")
    assert problem.hint and (key != "rule" or "NUM-999" in problem.message)

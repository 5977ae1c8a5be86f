"""Sets of patients: the laws of sets, asked of every patient, and the bounds beyond which a space refuses to grow."""

from __future__ import annotations

import itertools

import pytest

import generator.logic.patients as patients_module
from generator.logic.patients import Patients, Space, TooManyPatients

NAMES = ("a", "b", "c")
EVERY = [dict(zip(NAMES, found, strict=True)) for found in itertools.product((False, True), repeat=3)]


def sets(space: Space) -> list[tuple[Patients, set[int]]]:
    """Return sets of patients, each with the numbers of its members among all eight."""
    facts = [(space.fact(name), {number for number, patient in enumerate(EVERY) if patient[name]}) for name in NAMES]
    found = [*facts, (space.nobody, set[int]()), (space.everybody, set(range(8)))]
    found += [(one & ~other, mine - theirs) for (one, mine), (other, theirs) in itertools.permutations(facts, 2)]
    return found


def members(found: Patients) -> set[int]:
    return {number for number, patient in enumerate(EVERY) if found.has(patient)}


def test_the_operators_are_those_of_sets():
    space = Space()
    every = sets(space)
    for (one, mine), (other, theirs) in itertools.product(every, every):
        assert members(one & other) == mine & theirs
        assert members(one | other) == mine | theirs
        assert members(one - other) == mine - theirs
        assert members(one ^ other) == mine ^ theirs
        assert (one == other) is (mine == theirs)
        assert (hash(one) == hash(other)) or one != other
    for one, mine in every:
        assert members(one) == mine and bool(one) is bool(mine)
        assert members(~one) == set(range(8)) - mine and ~~one == one


def test_sets_of_two_spaces_are_never_equal():
    assert Space().fact("a") != Space().fact("a")
    assert Space().nobody != 0


def test_what_is_known_of_everybody():
    space = Space()
    a, b, c = map(space.fact, NAMES)
    found = (a & b) | (~a & c)
    assert found.given({"a": True}) == b and found.given({"a": False}) == c
    assert found.given({"b": True}) == a | c and found.given({"c": False}) == a & b
    assert found.given({}) == found.given({"never asked": True}) == found
    assert found.given({"a": True, "b": True}) == space.everybody
    assert [found.depends_on(name) for name in (*NAMES, "never asked")] == [True, True, True, False]
    assert not (a & b).depends_on("c") and not space.everybody.depends_on("a")


def test_what_is_told_of_patients():
    space = Space()
    a, b, c = map(space.fact, NAMES)
    found = (a & b) | (~a & c)
    for facts, expected in (
        ({}, None),
        ({"a": True}, None),
        ({"a": True, "b": True}, True),
        ({"a": True, "b": False}, False),
        ({"a": False, "c": True}, True),
        ({"b": True, "c": True}, True),
        ({"b": False, "c": False}, False),
        ({"b": True, "c": False}, None),
        ({"b": True}, None),
        ({"never asked": True}, None),
    ):
        assert found.told(facts) is expected, facts
    assert (space.nobody.told({}), space.everybody.told({}), a.told({"a": False})) == (False, True, False)


def test_the_cheapest_example():
    space = Space()
    a, b, c = map(space.fact, NAMES)

    def cost(name: object, value: bool) -> int:
        return {"a": 5, "b": 1, "c": 3}[str(name)] if value else 0

    assert (a | (b & c)).example(cost) == {"a": False, "b": True, "c": True}
    assert (a | b).example(cost) == {"a": False, "b": True}
    assert a.example(cost) == {"a": True}
    assert (a & ~b).example(lambda name, value: 0) == {"a": True, "b": False}
    assert space.nobody.example(cost) is None
    assert space.everybody.example(cost) == {}
    assert (a ^ c).example(lambda name, value: int(not value) if name == "a" else 0) == {"a": True, "c": False}


def test_the_most_facts(monkeypatch):
    assert patients_module.MAX_FACTS == 600
    monkeypatch.setattr(patients_module, "MAX_FACTS", 3)
    space = Space()
    for name in NAMES:
        space.fact(name)
    assert space.fact("a") == space.fact("a"), "one that is known costs nothing"
    with pytest.raises(TooManyPatients, match="more than 3 facts"):
        space.fact("d")


def test_the_most_nodes(monkeypatch):
    assert patients_module.MAX_NODES == 300_000
    monkeypatch.setattr(patients_module, "MAX_NODES", 5)  # nobody, everybody, and three facts
    space = Space()
    for name in NAMES:
        space.fact(name)
    assert space.fact("a") & space.nobody == space.nobody
    with pytest.raises(TooManyPatients, match="depend on each other in too many ways"):
        space.fact("d")

"""Every step from one status to another: allowed, allowed with votes, or rejected; without git, and without a vote."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from generator.lifecycle.scaffold import write_policy
from generator.lifecycle.stages import statuses, transition_problems
from generator.source.policies import Source, load_policy

STATUSES = ["draft", "in-review", "proposed", "comment", "notice", "approved", "active", "superseded", "retired"]
# a row for each status, a column for the next: `.` allowed, `V` allowed if votes approve the text, `X` rejected
SAME_VERSION = [
    "....VVVVV",  # draft
    "......VVV",  # in-review
    "....VVVV.",  # proposed
    ".....VVV.",  # comment
    ".......V.",  # notice
    ".......V.",  # approved
    "XXXXXX...",  # active
    "XXXXXXX..",  # superseded
    "XXXXXXXX.",  # retired
]
NEXT_VERSION = [*SAME_VERSION[:6], "..XXXV...", *SAME_VERSION[7:]]
STEPS = [
    (version, was, status, expected)
    for version, grid in (("0.1", SAME_VERSION), ("0.2", NEXT_VERSION))
    for was, row in zip(STATUSES, grid, strict=True)
    for status, expected in zip(STATUSES, row, strict=True)
]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("stages")
    (root / "policy").mkdir()
    return write_policy("knee", None, root, date(2026, 1, 1))


@pytest.fixture(scope="module")
def load(place):
    """Return a way to load the policy with a status and a version."""
    text = place.read_text(encoding="utf-8")
    known: dict[tuple[str, ...], Source] = {}

    def source(status: str, version: str = "0.1", more: str = "") -> Source:
        if (status, version, more) not in known:
            changed = re.sub(r"(?m)^status: \S+", f"status: {status}", text)
            changed = re.sub(r"(?m)^version: \S+", f'version: "{version}"', changed)
            place.write_text(changed.replace("\nreferences:", f"\n{more}\nreferences:"), encoding="utf-8")
            known[status, version, more] = load_policy(place, place.parents[1])
        return known[status, version, more]

    return source


def problems(load, was: str, status: str, version: str = "0.1"):
    source = load(status, version)
    return transition_problems(load(was), source, source.path.parents[1])


@pytest.mark.parametrize(("version", "was", "status", "expected"), STEPS)
def test_each_step(load, version, was, status, expected):
    found = problems(load, was, status, version)
    assert len(found) == (expected != ".")
    for problem in found:
        assert problem.rule == "STATUS-006"
        assert problem.message.startswith(f"edition model goes from {was} to {status}")
        assert ("no votes" in problem.message, "policypress approve knee --edition model" in problem.hint) == (
            expected == "V",
            expected == "V",
        )
        line = load(status, version).path.read_text(encoding="utf-8").splitlines()[problem.place.line - 1]
        assert line.startswith("status:") and problem.place.column == len("status: ") + 1


@pytest.mark.parametrize(
    ("was", "status", "over"),
    [
        ("draft", "approved", "in-review"),
        ("draft", "active", "in-review, approved"),
        ("draft", "superseded", "in-review, approved, active"),
        ("draft", "retired", "in-review, approved"),
        ("in-review", "active", "approved"),
        ("proposed", "notice", "comment"),
        ("proposed", "approved", "in-review"),
        ("comment", "active", "notice"),
    ],
)
def test_the_stages_between_are_named_by_the_shortest_way(load, was, status, over):
    assert f" to {status} over {over}, and no votes" in problems(load, was, status)[0].message


def test_a_revision_that_skips_its_review_names_no_stage(load):
    message = problems(load, "active", "approved", "0.2")[0].message
    assert message == "edition model goes from active to approved, and no votes approve its text"


@pytest.mark.parametrize(
    ("was", "status", "version", "way"),
    [
        ("active", "draft", "0.1", "new version"),
        ("active", "notice", "0.2", "a separate edition"),
        ("active", "notice", "0.1", "a separate edition"),
        ("active", "comment", "0.2", "a separate edition"),
        ("active", "proposed", "0.2", "a separate edition"),
        ("retired", "draft", "0.1", "a new edition or policy"),
        ("superseded", "draft", "0.1", "a new edition or policy"),
        ("superseded", "notice", "0.2", "a new edition or policy"),
    ],
)
def test_what_is_refused_says_the_way_out(load, was, status, version, way):
    assert way in problems(load, was, status, version)[0].hint


EDITIONS = "editions:\n  - {id: model}\n  - {id: own, status: active, version: '7.0'}\n"


def test_an_edition_has_its_own_status_and_version_or_those_of_the_policy(load):
    source = load("draft", "0.1", EDITIONS)
    found = statuses(source)
    assert {name: row[:2] for name, row in found.items()} == {"model": ("draft", "0.1"), "own": ("active", "7.0")}
    lines = source.path.read_text(encoding="utf-8").splitlines()
    assert lines[found["model"][2].line - 1].startswith("status: draft")
    assert "id: own, status: active" in lines[found["own"][2].line - 1] and found["own"][2].column == 23
    assert list(statuses(load("draft"))) == ["model"]


def test_an_edition_that_is_new_comes_from_nowhere(load):
    source = load("draft", "0.1", EDITIONS)
    assert transition_problems(load("draft"), source, source.path.parents[1]) == []


def test_an_edition_that_took_an_allowed_step_hides_no_other(load):
    def editions(first: str, second: str, version: str) -> str:
        return f"editions:\n  - {{id: a, status: {first}, version: '{version}'}}\n  - {{id: b, status: {second}}}\n"

    for was, status, version in (("draft", "draft", "1"), ("draft", "in-review", "1"), ("active", "draft", "2")):
        source = load("draft", "0.1", editions(status, "draft", version))
        old = load("draft", "0.1", editions(was, "retired", "1"))
        assert [p.message.split()[1] for p in transition_problems(old, source, source.path.parents[1])] == ["b"]


def test_editions_that_follow_the_policy_are_each_named_and_sorted(load):
    more = "editions:\n  - {id: b}\n  - {id: a}\n"
    source = load("retired", "0.1", more)
    found = transition_problems(load("draft", "0.1", more), source, source.path.parents[1])
    assert [p.message.split()[1] for p in found] == ["a", "b"]

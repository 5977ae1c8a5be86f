"""Why a final document may not be built: the status, the votes at each count, and what `check` found."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from generator.lifecycle import FINAL_STATUSES, final_problems
from generator.lifecycle.scaffold import write_policy
from generator.model.votes import Standing, Vote
from generator.problem import Place, Problem
from generator.source.editions import resolve_editions
from generator.source.policies import Source, load_policy

TODAY = date(2026, 11, 25)
WRONG = Problem(Place("a.yaml", 1, 1), "NUM-001", "m")


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("final")
    (root / "policy").mkdir()
    write_policy("knee", None, root, TODAY)
    return root


def load(root: Path, status: str) -> Source:
    path = root / "policy" / "knee.yaml"
    path.write_text(
        re.sub(r"(?m)^status: \S+", f"status: {status}", path.read_text(encoding="utf-8")), encoding="utf-8"
    )
    return load_policy(path, root)


def vote(which: str, who: str, **more: object) -> Vote:
    row = {"edition": "model", "version": "0.1", "content": "0" * 64, "who": who, "role": "Chair", "date": "2026-01-02"}
    return Vote.model_validate({**row, "vote": which, "conflicts": "none", **more})


def state(cast: str = "", quorum: int = 1, voided: tuple[Vote, ...] = ()) -> Standing:
    """Return votes as letters: f for, a against, n neither."""
    words = {"f": "for", "a": "against", "n": "abstain"}
    votes = tuple(vote(words[letter], f"M. {at}") for at, letter in enumerate(cast))
    return Standing("0" * 64, quorum, votes, voided, Path("votes.yaml"), Place("votes.yaml", 4, 1))


def problems(root: Path, status: str, votes: Standing, found: list[Problem] | None = None) -> list[Problem]:
    source = load(root, status)
    edition = resolve_editions(source, root)[0]
    return final_problems(source, edition, root, TODAY, [] if found is None else found, votes)


@pytest.mark.parametrize(
    "status", ["draft", "in-review", "proposed", "comment", "notice", "approved", "active", "retired", "superseded"]
)
def test_only_some_statuses_allow_a_final_document(root, status):
    found = problems(root, status, state("f"))
    assert [p.rule for p in found] == (
        [] if status in ("notice", "approved", "active", "retired", "superseded") else ["FINAL-001"]
    )
    assert (status in FINAL_STATUSES) == (found == [])
    for problem in found:
        line = (root / "policy/knee.yaml").read_text(encoding="utf-8").splitlines()[problem.place.line - 1]
        assert line.startswith(f"status: {status}") and problem.place.column == 9
        assert f"knee, edition model is `{status}`" in problem.message and "--skip-drafts" in problem.hint


@pytest.mark.parametrize(
    ("cast", "quorum", "approved"),
    [
        ("f", 1, True),
        ("f", 2, False),
        ("ff", 2, True),
        ("fa", 1, False),  # equal votes approve nothing
        ("ffa", 1, True),
        ("ffaa", 2, False),
        ("ffa", 3, False),
        ("fffaa", 3, True),
        ("n", 1, False),
        ("fn", 1, True),
        ("fnn", 2, False),
        ("fnnn", 1, True),  # who abstains is neither for nor against
        ("a", 1, False),
        ("fann", 1, False),
    ],
)
def test_votes_approve_by_quorum_and_majority(root, cast, quorum, approved):
    found = problems(root, "approved", state(cast, quorum))
    assert [p.rule for p in found] == ([] if approved else ["FINAL-003"])
    for problem in found:
        counts = f"{cast.count('f')} for, {cast.count('a')} against, {quorum} needed"
        assert problem.message.endswith(counts) and problem.place == Place("votes.yaml", 4, 1)
        assert "policypress approve knee --edition model" in problem.hint
    assert state(cast).abstained == cast.count("n")


def test_without_a_vote_someone_has_to_vote(root):
    found = problems(root, "approved", state())
    assert [(p.rule, p.place) for p in found] == [("FINAL-002", Place("votes.yaml", 4, 1))]
    assert found[0].message == "nobody has voted on knee, edition model"
    assert found[0].hint.startswith("each member can vote with policypress approve knee --edition model --who")


def test_void_votes_are_told_with_their_last_day(root):
    voided = (vote("for", "A. A", date="2026-03-01"), vote("for", "B. B", date="2026-02-01"))
    found = problems(root, "approved", state(voided=voided))
    assert [p.rule for p in found] == ["FINAL-002"]
    assert "the last of 2026-02-01, are void: it does not record what was printed" in found[0].message
    assert "or vote again: policypress approve knee" in found[0].hint
    # votes that count come before those that do not
    assert [p.rule for p in problems(root, "approved", state("a", voided=voided))] == ["FINAL-003"]
    assert problems(root, "approved", state("f", voided=voided)) == []


@pytest.mark.parametrize(("count", "said"), [(1, "1 problem"), (2, "2 problems")])
def test_what_check_finds_forbids_it(root, count, said):
    found = problems(root, "approved", state("f"), [WRONG] * count)
    assert [p.rule for p in found] == ["FINAL-004"]
    assert found[0].message == f"`check --strict` is not clean: {said}"
    line = (root / "policy/knee.yaml").read_text(encoding="utf-8").splitlines()[found[0].place.line - 1]
    assert line.startswith("status:") and "waive a warning" in found[0].hint


def test_what_check_finds_is_looked_up_where_nobody_has_it(root):
    source = load(root, "approved")
    edition = resolve_editions(source, root)[0]
    found = final_problems(source, edition, root, TODAY, None, state("f"))
    assert [p.rule for p in found] == ["FINAL-004"]  # the texts of the starter
    assert [p.rule for p in final_problems(source, edition, root, TODAY, [])] == ["FINAL-002"]


def test_all_reasons_are_told_at_once(root):
    assert [p.rule for p in problems(root, "draft", state(), [WRONG])] == ["FINAL-001", "FINAL-002", "FINAL-004"]

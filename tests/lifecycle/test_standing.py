"""Which votes count: the last one of each person, on what is said and printed now; and why others do not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from generator.lifecycle.approvals import add_vote, approvals_path, read_approvals, same_voters
from generator.lifecycle.content_hash import content_sha256
from generator.lifecycle.printing import compared_state, print_record, write_record
from generator.lifecycle.scaffold import write_policy
from generator.lifecycle.standing import program_notes, standing, version, votes_of, why_void
from generator.model.votes import Standing, Vote
from generator.problem import Place, SourceProblems
from generator.source.editions import ResolvedEdition, resolve_editions
from generator.source.policies import load_policy

OTHER = "f" * 64


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> tuple[Path, ResolvedEdition, str]:
    """A policy that prints little, its edition, and the hash of its print record, which is written."""
    root = tmp_path_factory.mktemp("standing")
    (root / "policy").mkdir()
    path = write_policy("knee", None, root, date(2026, 1, 1))
    editions = "editions:\n  - {id: model, artifacts: [checklist-reviewer]}\n  - {id: other}\n"
    text = path.read_text(encoding="utf-8").replace("\nreferences:", f"\n{editions}\nreferences:")
    path.write_text(text, encoding="utf-8")
    edition = resolve_editions(load_policy(path, root), root)[0]
    record = print_record(edition, root, [compared_state(edition)])
    write_record(record, root)
    return root, edition, record.sha256


@pytest.fixture
def cast(prepared):
    """Return a way to have votes cast, and where they leave the edition."""
    root, edition, _ = prepared
    file = approvals_path("knee", root)
    file.unlink(missing_ok=True)

    def votes(*rows: tuple[str, str] | dict[str, object]) -> Standing:
        for row in rows:
            more = row if isinstance(row, dict) else {"who": row[0], "vote": row[1]}
            add_vote("knee", vote(prepared, **more), root)
        return standing(edition, root)

    yield votes
    file.unlink(missing_ok=True)


def vote(prepared, **more: object) -> Vote:
    _, edition, printed = prepared
    base = {"edition": "model", "version": "0.1", "content": content_sha256(edition), "role": "Chair", "vote": "for"}
    rest = {"who": "A. A", "date": "2026-01-02", "conflicts": "none", "print": printed, "program": version()}
    return Vote.model_validate({**base, **rest, **more})


def test_without_a_file_nobody_has_voted(prepared, cast):
    root, edition, _ = prepared
    assert votes_of(edition, root) is None
    state = standing(edition, root)
    assert (state.votes, state.voided, state.quorum, state.is_approved) == ((), (), 1, False)
    assert (state.place, state.file) == (Place("policy/approvals/knee.yaml", 1, 1), approvals_path("knee", root))


def test_the_last_vote_of_each_person_counts(cast):
    state = cast(("A. A", "against"), ("B. B", "for"), ("A. A", "for"))
    assert [(vote.who, vote.vote) for vote in state.votes] == [("A. A", "for"), ("B. B", "for")]
    assert state.voided == () and (state.in_favor, state.against) == (2, 0)
    state = cast(("a. a", "against"), ("B.  B", "abstain"))  # two names that look alike are one person
    assert [(vote.who, vote.vote) for vote in state.votes] == [("a. a", "against"), ("B.  B", "abstain")]
    assert (state.in_favor, state.against, state.abstained) == (0, 1, 1)


@pytest.mark.parametrize("more", [{"content": OTHER}, {"print": OTHER}, {"print": None}])
def test_a_vote_on_something_else_is_void(cast, more):
    state = cast({"who": "A. A", **more}, ("B. B", "for"))
    assert [vote.who for vote in state.votes] == ["B. B"] and [vote.who for vote in state.voided] == ["A. A"]
    assert state.is_approved


def test_a_vote_on_another_edition_is_not_counted_at_all(cast):
    state = cast({"who": "A. A", "edition": "other"}, {"who": "B. B", "content": OTHER})
    assert state.votes == () and [vote.who for vote in state.voided] == ["B. B"]


def test_the_quorum_is_that_of_the_file(prepared, cast):
    root, edition, _ = prepared
    cast(("A. A", "for"))
    file = approvals_path("knee", root)
    file.write_text(file.read_text(encoding="utf-8").replace("quorum: 1", "quorum: 2"), encoding="utf-8")
    assert (standing(edition, root).quorum, standing(edition, root).is_approved) == (2, False)
    assert cast(("B. B", "for")).is_approved
    assert votes_of(edition, root).is_approved
    lines = file.read_text(encoding="utf-8").splitlines()
    place = standing(edition, root).place
    assert lines[place.line - 1] == "votes:" and place.column == 1


def test_a_file_of_votes_that_says_nonsense_is_located(prepared, cast):
    root, _, _ = prepared
    cast(("A. A", "for"))
    file = approvals_path("knee", root)
    file.write_text(file.read_text(encoding="utf-8").replace("quorum: 1", "quorum: 0"), encoding="utf-8")
    with pytest.raises(SourceProblems) as caught:
        read_approvals("knee", root)
    assert [(p.place.file, p.place.line, p.place.column) for p in caught.value.problems] == [
        ("policy/approvals/knee.yaml", 5, 9)
    ]


def test_a_new_file_of_votes_says_what_it_is(prepared, cast):
    root, _, _ = prepared
    cast(("A. A", "for"))
    lines = approvals_path("knee", root).read_text(encoding="utf-8").splitlines()
    assert [line[:2] for line in lines[:2]] == ["# "] * 2
    assert lines[2:6] == ["format: 1", "policy: knee", "quorum: 1", "votes:"]


def test_other_spellings_of_a_voter_are_named(prepared, cast):
    root, _, _ = prepared
    assert same_voters("knee", vote(prepared), root) == []
    cast(("a. a", "for"), ("A.  A", "for"), ("B. B", "for"), {"who": "A. a", "edition": "other"}, ("A. A", "for"))
    assert same_voters("knee", vote(prepared), root) == ["A.  A", "a. a"]
    assert same_voters("knee", vote(prepared, edition="other"), root) == ["A. a"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"print": None}, "it does not record what was printed"),
        ({"print": OTHER}, "model-ffffffffffff.txt, the record of what was printed, cannot be read"),
        ({"content": OTHER}, "the text was edited in a part that no document prints"),
    ],
)
def test_why_a_vote_is_void(prepared, more, said):
    root, edition, _ = prepared
    assert said in why_void(vote(prepared, **more), edition, root)


@pytest.mark.parametrize("count", [1, 3, 4, 5])
def test_three_changes_are_quoted(prepared, count):
    root, edition, _ = prepared
    now = print_record(edition, root, [compared_state(edition)])
    files = {f"templates/{at}.css": "0" * 64 for at in range(count)}
    old = type(now)(now.policy, now.edition, now.states, files, now.shipped, now.documents)
    write_record(old, root)
    said = why_void(vote(prepared, print=old.sha256), edition, root)
    shown = [f"templates/{at}.css was removed" for at in range(min(count, 3))]
    more = [f"{count - 3} more"] if count > 3 else []
    assert said == "what is printed changed: " + "; ".join([*shown, *more])
    edited = why_void(vote(prepared, print=old.sha256, content=OTHER), edition, root)
    assert edited == "the text was edited: " + "; ".join([*shown, *more])


def test_another_version_that_printed_the_same_is_told(prepared):
    _, edition, _ = prepared

    def notes(*programs: str | None) -> list[str]:
        votes = tuple(vote(prepared, program=program, who=f"M. {at}") for at, program in enumerate(programs))
        return program_notes(edition, Standing("0" * 64, 1, votes, (), Path("x"), Place("x")))

    assert program_notes(edition, None) == notes() == notes(version()) == notes(None, version()) == []
    [said] = notes("0.0.2", version(), "0.0.1", None, "0.0.2")
    assert said.startswith("knee, edition model, was approved as policypress 0.0.1, 0.0.2 printed it; ")
    assert f"policypress {version()} prints the same" in said


def test_a_void_vote_is_explained_by_what_is_printed_in_its_state_alone(prepared, monkeypatch):
    """Rendering the other states would take time, and a template may fail in one that nobody reads yet."""
    root, edition, _ = prepared
    asked: list[list[str]] = []

    def noted(resolved, root, states):
        asked.append(states)
        return print_record(resolved, root, states)

    monkeypatch.setattr("generator.lifecycle.standing.print_record", noted)
    why_void(vote(prepared), edition, root)
    add_vote("knee", vote(prepared), root)
    standing(edition, root)
    assert asked == [["in-review"]] * 2

"""Rows of the revision history: what is drafted from changes, and what a history must say of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from generator.diff import Change, compare
from generator.lifecycle.draft_row import DraftRow, draft
from generator.lifecycle.histories import Scope, chosen, history_problems, scopes
from generator.lifecycle.scaffold import write_policy
from generator.model.people import HistoryRow
from generator.problem import Place, SourceProblems
from generator.source.policies import Source, load_policy
from generator.source.yaml_edit import InsertItem, ReplaceScalar

TODAY = date(2026, 11, 25)


def change(effect: str = "restrictive", kind: str = "threshold-changed", **more: str) -> Change:
    row = {"id": "age", "path": "coverage/prerequisites/age", "old": "18", "new": "21", "reason": "r"}
    return Change(kind, place=Place("a.yaml", 1, 1), effect=effect, **{**row, **more})


def row(version: str, action: str = "Revised") -> HistoryRow:
    return HistoryRow.model_validate({"date": "2026-01-01", "version": version, "action": action, "explanation": "E."})


def scope(changes: tuple[Change, ...] = (), **more: object) -> Scope:
    rows = {"rows": (row("1.2"),), "old_rows": (row("1.2"),)}
    return Scope(**{"edition": "", "at": (), "version": "1.2", "before": "1.2", "changes": changes, **rows, **more})


def test_without_a_change_it_was_reviewed():
    assert draft(scope(), TODAY) == DraftRow("1.2", "Reviewed", "Reviewed; no change.", (), (), TODAY)
    assert draft(scope(), TODAY, "1.3").version == "1.3"


@pytest.mark.parametrize(
    ("effect", "version", "explanation"),
    [
        ("restrictive", "2.0", "Threshold changed: age (18 → 21), restrictive."),
        ("expansive", "2.0", "Threshold changed: age (18 → 21), expansive."),
        ("for a human", "2.0", "Threshold changed: age (18 → 21), for a human."),
        ("editorial", "1.3", "1 editorial change."),
    ],
)
def test_what_counts_raises_the_first_number(effect, version, explanation):
    made = draft(scope((change(effect),)), TODAY)
    assert (made.version, made.action, made.explanation, made.day) == (version, "Revised", explanation, TODAY)
    assert draft(scope((change(effect),)), TODAY, "7.7").version == "7.7"


def test_changes_are_told_in_order_and_editorial_ones_counted():
    changes = (change("editorial"), change(id="a"), change("editorial"), change("expansive", id="b", path="codes/dx"))
    made = draft(scope(changes), TODAY)
    assert made.explanation == (
        "Threshold changed: a (18 → 21), restrictive. Threshold changed: b (18 → 21), expansive. 2 editorial changes."
    )
    assert made.version == "2.0"
    assert made.reasons == ("Editorial correction", "Coverage made narrower", "Coverage made wider")
    assert made.sections == ("coverage", "codes")


@pytest.mark.parametrize(
    ("version", "editorial", "substantive"),
    [
        ("1.2", "1.3", "2.0"),
        ("0.9", "0.10", "1.0"),
        ("9.9", "9.10", "10.0"),
        ("2026", "2026+1", "2026+1"),
        ("1.2.3", "1.2.3+1", "1.2.3+1"),
    ],
)
def test_the_next_version(version, editorial, substantive):
    assert draft(scope((change("editorial"),), version=version), TODAY).version == editorial
    assert draft(scope((change(),), version=version), TODAY).version == substantive


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [("18", "21", True), ("", "21", False), ("18", "", False), ("x" * 60, "y" * 59, True), ("x" * 60, "y" * 60, False)],
)
def test_short_words_are_quoted(old, new, shown):
    said = draft(scope((change(old=old, new=new),)), TODAY).explanation
    assert said == f"Threshold changed: age{f' ({old} → {new})' if shown else ''}, restrictive."


@pytest.mark.parametrize(
    ("effect", "kind", "reason"),
    [
        ("restrictive", "code-added", "Coverage made narrower"),
        ("expansive", "code-added", "Coverage made wider"),
        ("for a human", "code-added", "Code update"),
        ("editorial", "code-label-changed", "Code update"),
        ("editorial", "number-changed", "Evidence or reference update"),
        ("editorial", "citation-changed", "Evidence or reference update"),
        ("editorial", "reference-added", "Evidence or reference update"),
        ("editorial", "study-added", "Evidence or reference update"),
        ("editorial", "result-changed", "Evidence or reference update"),
        ("for a human", "evidence-changed", "Evidence or reference update"),
        ("editorial", "text-changed", "Editorial correction"),
        ("for a human", "text-changed", "Wording of the coverage decision"),
    ],
)
def test_the_reason_of_a_change(effect, kind, reason):
    assert draft(scope((change(effect, kind),)), TODAY).reasons == (reason,)


def test_a_section_is_named_in_words_and_once():
    changes = tuple(change(path=path) for path in ("payer_trends/a", "coverage/summary", "payer_trends/b", "title"))
    assert draft(scope(changes), TODAY).sections == ("payer trends", "coverage", "title")


def test_a_row_as_it_is_stored():
    made = DraftRow("2.0", "Revised", "E.", ("R",), (), TODAY)
    stored = {"date": "2026-11-25", "version": "2.0", "action": "Revised", "explanation": "E.", "reasons": ["R"]}
    assert made.data() == stored and list(made.data()) == list(stored)
    assert replace(made, reasons=(), sections=("S",)).data()["sections"] == ["S"]
    assert made.lines(2)[0].startswith("  - ") and all(line.startswith("    ") for line in made.lines(2)[1:])
    assert made.edits() == [
        ReplaceScalar(("version",), "2.0"),
        InsertItem(("history",), stored, index=0, before="references"),
    ]
    assert made.edits(("editions", 1)) == [
        ReplaceScalar(("editions", 1, "version"), "2.0"),
        InsertItem(("editions", 1, "history"), stored, index=0, before=None),
    ]


EDITIONS = "editions:\n  - {id: model}\n  - {id: own, version: '1.4', history: [%s]}\n"
FIRST = '{date: 2026-01-01, version: "1.4", action: New, explanation: First.}'


@pytest.fixture(scope="module")
def load(tmp_path_factory):
    """Return a way to load the policy of the starter with edits."""
    root = tmp_path_factory.mktemp("revise")
    (root / "policy").mkdir()
    path = write_policy("knee", None, root, date(2026, 1, 1))
    text = path.read_text(encoding="utf-8")

    def source(*edits: tuple[str, str], editions: str = EDITIONS % FIRST) -> Source:
        changed = text.replace("\nreferences:", f"\n{editions}\nreferences:")
        for old, new in edits:
            assert changed.count(old) == 1, old
            changed = changed.replace(old, new)
        path.write_text(changed, encoding="utf-8")
        return load_policy(path, root)

    return source


@pytest.fixture(scope="module")
def source(load) -> Source:
    return load()


@pytest.mark.parametrize(
    ("rows", "old_rows", "changed", "found"),
    [
        (["1.2"], ["1.2"], False, []),
        (["1.2"], ["1.2"], True, ["HISTORY-001"]),
        (["2.0", "1.2"], ["1.2"], True, []),
        (["1.2", "1.2"], ["1.2"], True, ["HISTORY-001"]),  # the version of the old text
        (["2.0 Reviewed", "1.2"], ["1.2"], True, ["HISTORY-002"]),
        (["2.0", "1.2 Reviewed", "1.2"], ["1.2"], True, []),  # only the newest row tells the change
        (["2.0 Reviewed", "1.9 Revised", "1.2"], ["1.2"], False, []),
        (["1.2 Reviewed", "1.2"], ["1.2"], True, ["HISTORY-001", "HISTORY-002"]),
        (["1.2 Reviewed", "1.2"], ["1.2"], False, []),
        (["1.2 Revised", "1.2"], ["1.2"], False, ["HISTORY-002"]),
        (["1.2 Retired", "1.2"], ["1.2"], False, []),
        (["1.3"], ["1.2"], True, ["HISTORY-003"]),
        ([], ["1.2"], True, ["HISTORY-003"]),
        (["1.2"], ["1.2", "1.1"], False, ["HISTORY-003"]),
        (["1.1"], ["1.2", "1.1"], False, ["HISTORY-003"]),
        (["2.0"], [], True, []),
        ([], [], True, ["HISTORY-001"]),
        ([], [], False, []),
    ],
)
def test_a_history_says_what_happened(source, rows, old_rows, changed, found):
    made = [tuple(row(*name.split()) for name in names) for names in (rows, old_rows)]
    asked = scope((change(),) if changed else (), rows=made[0], old_rows=made[1])
    problems = history_problems(source, asked, told=False)
    assert [p.rule for p in problems] == found
    lines = source.path.read_text(encoding="utf-8").splitlines()
    for problem in problems:
        assert lines[problem.place.line - 1].startswith("history:") and problem.place.column == 1 and problem.hint


@pytest.mark.parametrize(("count", "said"), [(1, "(1 change)"), (2, "(2 changes)")])
def test_changes_without_a_row_are_counted(source, count, said):
    [problem] = history_problems(source, scope((change(),) * count), told=True)
    assert problem.message.startswith(f"the policy changed {said}") and "policypress revise" in problem.hint


@pytest.mark.parametrize(
    ("version", "rows", "told", "found"),
    [
        ("0.1", [], True, []),  # it follows the policy, whose history records the change
        ("0.1", [], False, ["HISTORY-001"]),
        ("0.2", [], True, ["HISTORY-001"]),
        ("0.1", ["1.4"], True, ["HISTORY-001"]),
    ],
)
def test_an_edition_may_follow_the_history_of_the_policy(source, version, rows, told, found):
    kept = tuple(map(row, rows))
    own = scope((change(),), edition="own", at=("editions", 1), version=version, rows=kept, old_rows=kept)
    problems = history_problems(source, own, told)
    assert [p.rule for p in problems] == found
    line = next(at for at, text in enumerate(source.path.read_text().splitlines(), 1) if "id: own" in text)
    for problem in problems:
        assert problem.message.startswith("edition own changed")
        column = source.node.key_place(("editions", 1, "history" if rows else "version")).column
        assert (problem.place.line, problem.place.column) == (line, column)


def told(old: Source, new: Source) -> dict[str, tuple[str, str, int]]:
    found = scopes(old, new, compare(old, new))
    return {item.name: (item.before, item.version, len(item.changes)) for item in found}


INFECTION = ("An active infection is present.", "An infection is present.")


def test_each_history_has_its_changes(load):
    old = load()
    assert told(old, load()) == {"the policy": ("0.1", "0.1", 0), "edition own": ("1.4", "1.4", 0)}
    assert told(old, load(INFECTION)) == {"the policy": ("0.1", "0.1", 1), "edition own": ("1.4", "1.4", 1)}
    own = load(("version: '1.4'", "version: '1.5', lines_of_business: [Commercial]"))
    assert told(old, own) == {"the policy": ("0.1", "0.1", 0), "edition own": ("1.4", "1.5", 1)}
    shared = load(("{id: model}", "{id: model, lines_of_business: [Commercial]}"))
    assert told(old, shared) == {"the policy": ("0.1", "0.1", 1), "edition own": ("1.4", "1.4", 0)}


def test_what_a_revision_writes_is_no_change(load):
    old = load()
    for edit in (
        ("version: '1.4'", "version: '1.5'"),
        ("version: '1.4'", "version: '1.4', status: approved"),
        ("version: '1.4'", "version: '1.4', artifacts: [coverage-policy]"),
        (f"[{FIRST}]", f"[{FIRST.replace('First', 'Other')}]"),
        ("version: '1.4'", "version: '1.4', superseded_by: Another"),
    ):
        assert [count for *_, count in told(old, load(edit)).values()] == [0, 0], edit


def counts(old: Source, new: Source) -> list[int]:
    return [count for *_, count in told(old, new).values()]


def test_a_day_of_coverage_is_a_change(load):
    old = load()
    own = "version: '1.4', dates: {%s}"
    assert counts(old, load(("version: '1.4'", own % "effective: 2026-03-01"))) == [0, 1]
    assert counts(old, load(("version: '1.4'", own % "last_review: 2026-03-01"))) == [0, 0]
    day = next(line for line in old.path.read_text(encoding="utf-8").splitlines() if line.startswith("  effective:"))
    moved = (f"{day}\n", "  effective: 2026-04-15\n")
    assert counts(old, load(moved)) == [1, 1]
    # an edition with a day of its own is not touched by that of the policy
    edition = EDITIONS.replace("version: '1.4'", own % "effective: 2026-05-01") % FIRST
    assert counts(load(editions=edition), load(moved, editions=edition)) == [1, 0]


def test_an_edition_that_is_new_has_nothing_to_compare(load):
    old = load(editions="editions:\n  - {id: model}\n")
    assert list(told(old, load())) == ["the policy"]
    assert told(load(editions=""), old) == {"the policy": ("0.1", "0.1", 1)}, "an edition that follows the policy"
    before = load(editions="editions:\n  - {id: model}\n  - {id: own}\n")
    assert told(before, load())["edition own"][:2] == ("0.1", "1.4")


def test_the_history_of_one_edition_is_chosen(load):
    source = load()
    every = scopes(source, source, [])
    assert chosen(source, every, "own").edition == "own"
    lines = Path(source.path).read_text(encoding="utf-8").splitlines()
    with pytest.raises(SourceProblems) as caught:
        chosen(source, every, "model")
    [problem] = caught.value.problems
    assert problem.rule == "HISTORY-004" and re.search(r"\bmodel\b", problem.message) and problem.hint
    assert "id: model" in lines[problem.place.line - 1] and problem.place.column == 5
    with pytest.raises(SourceProblems) as caught:
        chosen(source, every, "south")
    [problem] = caught.value.problems
    assert (problem.rule, problem.place.line, problem.place.column) == ("HISTORY-004", 1, 1)
    assert problem.hint == "available: model, own"
    bare = load(editions="")
    with pytest.raises(SourceProblems, match="available: none"):
        chosen(bare, scopes(bare, bare, []), "south")

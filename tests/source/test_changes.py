"""Changes of an edition: applied by id, located where they are wrong, true in their direction."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from generator.model.walks import all_criteria
from generator.problem import SourceProblems
from generator.rules import check
from generator.source.editions import edition_source, resolve_editions
from generator.source.policies import Source, load_policy
from generator.view.coverage import coverage_view
from generator.view.deviations import deviations_view

TODAY = date(2026, 11, 25)
CLEAN = (Path(__file__).parents[1] / "rules" / "clean.yaml").read_text(encoding="utf-8")


def load(tmp_path: Path, changes: str, head: str = "") -> Source:
    folder = tmp_path / "policy"
    folder.mkdir(exist_ok=True)
    name = next(line.split(": ")[1] for line in CLEAN.splitlines() if line.startswith("id: "))
    text = CLEAN + "editions:\n  - id: other\n" + head + "    changes:\n" + changes
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_policy(folder / f"{name}.yaml", tmp_path)


def line_of(source: Source, text: str) -> int:
    lines = source.path.read_text(encoding="utf-8").splitlines()
    return max(number for number, line in enumerate(lines, 1) if text in line)


def change(action: str, rest: str, direction: str = "more-restrictive") -> str:
    return f"      - {{action: {action}, {rest}, direction: {direction}, reason: Because}}\n"


def refused(tmp_path: Path, changes: str) -> tuple[Source, list]:
    source = load(tmp_path, changes)
    with pytest.raises(SourceProblems) as caught:
        edition_source(source, 0)
    return source, caught.value.problems


def test_amend_changes_only_the_keys_given(tmp_path):
    source = load(tmp_path, change("amend", "criterion: adult, with: {note: Said anew.}", "editorial"))
    base, own = (all_criteria(each.policy.coverage)["adult"] for each in (source, edition_source(source, 0)))
    assert own.note == "Said anew."
    assert own.statement == base.statement and own.measure == base.measure


def test_an_empty_value_takes_a_key_away(tmp_path):
    source = load(tmp_path, change("amend", "criterion: adult, with: {measure: }", "less-restrictive"))
    assert all_criteria(edition_source(source, 0).policy.coverage)["adult"].measure is None


def test_replace_keeps_the_id_and_nothing_else(tmp_path):
    source = load(tmp_path, change("replace", "criterion: adult, with: {statement: Grown up.}", "editorial"))
    own = all_criteria(edition_source(source, 0).policy.coverage)["adult"]
    assert (own.statement, own.id, own.measure) == ("Grown up.", "adult", None)


def test_add_and_drop(tmp_path):
    source = load(
        tmp_path,
        change("add", "after: adult, with: {id: second-opinion, statement: Two agree.}")
        + change("add", "into: exclusions, with: {id: pregnant, statement: Pregnancy.}")
        + change("add", "before: second-opinion, with: {id: first-opinion, statement: One agrees.}")
        + change("drop", "criterion: adult", "less-restrictive"),
    )
    changed = edition_source(source, 0)
    ids = list(all_criteria(changed.policy.coverage))
    assert "adult" not in ids and ids.index("first-opinion") + 1 == ids.index("second-opinion")
    assert changed.policy.coverage.exclusions.absolute[-1].id == "pregnant"
    assert "adult" in all_criteria(source.policy.coverage), "the base policy stays as it was"
    assert changed.node.at(("coverage", "exclusions", "absolute")).value[-1].place.line == line_of(source, "pregnant")


def test_texts_without_an_id_can_be_amended(tmp_path):
    source = load(
        tmp_path,
        change("amend", "criterion: other-uses, with: {position: not-addressed}", "editorial")
        + change("amend", "criterion: coverage, with: {summary: In short.}", "editorial"),
    )
    coverage = edition_source(source, 0).policy.coverage
    assert (coverage.other_uses.position, coverage.summary) == ("not-addressed", "In short.")


def test_the_comparison_with_the_label_follows_the_edition(first):
    own = next(item for item in resolve_editions(first, first.path.parent.parent) if item.edition.changes)
    shown = {row.id: row.policy for row in own.source.policy.regulatory.label_comparison}
    assert "for at least 12 months has failed" in shown["label-earlier-treatment"]
    base = {row.id: row.policy for row in own.base.policy.regulatory.label_comparison}
    assert {name for name in base if base[name] != shown[name]} == {"label-earlier-treatment", "label-age"}
    rows = {row.id: row for row in deviations_view(own, coverage_view(own.source.policy)).rows}
    assert rows["label-age"].before[0].startswith("Age, this policy: Older than 18 years")
    assert rows["label-age"].after[0] == "Age, this policy: 18 years old or older."


@pytest.mark.parametrize(
    ("changes", "rule", "at", "says"),
    [
        (change("drop", "criterion: adlut"), "EDITION-001", "adlut", "did you mean `adult`?"),
        (change("add", "after: adlut, with: {id: x, statement: X.}"), "EDITION-001", "adlut", "did you mean"),
        (change("amend", "criterion: adult, with: {id: adults}"), "EDITION-002", "adults", "an id never changes"),
        (change("add", "after: adult, with: {id: adult, statement: X.}"), "EDITION-002", "id: adult,", "no other"),
        (change("add", "after: adult, with: {statement: X.}"), "EDITION-002", "after: adult", "no other"),
        (change("add", "into: adult, with: {id: x, statement: X.}"), "EDITION-003", "into", "name a group"),
        (change("drop", "criterion: coverage"), "EDITION-003", "coverage,", "amend"),
        (change("amend", "criterion: coverage, with: {indications: }"), "EDITION-003", "indications", "summary"),
    ],
)
def test_wrong_changes_are_located(tmp_path, changes, rule, at, says):
    source, problems = refused(tmp_path, changes)
    assert [(p.rule, p.place.line) for p in problems] == [(rule, line_of(source, at))]
    assert says in problems[0].hint


def test_what_is_written_in_a_change_is_checked_by_the_schema_where_it_stands(tmp_path):
    source, problems = refused(tmp_path, change("replace", "criterion: adult, with: {statment: Grown up.}"))
    assert {(p.rule, p.place.line) for p in problems} == {("SCHEMA-001", line_of(source, "statment"))}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ("      - {action: drop, criterion: adult, direction: more-restrictive}\n", "the key `reason` is missing"),
        (
            "      - {action: drop, criterion: adult, direction: stricter, reason: X}\n",
            "`stricter` is not a known value",
        ),
        (
            "      - {action: drop, criterion: adult, with: {note: X}, direction: editorial, reason: X}\n",
            "`drop` does not take `with`",
        ),
        ("      - {action: add, with: {id: x}, direction: editorial, reason: X}\n", "takes one position"),
        ("      - {action: amend, criterion: adult, direction: editorial, reason: X}\n", "takes `with`"),
    ],
)
def test_incomplete_changes_are_schema_problems(tmp_path, changes, says):
    with pytest.raises(SourceProblems) as caught:
        load(tmp_path, changes)
    assert says in caught.value.problems[0].message
    assert caught.value.problems[0].place.line == len(CLEAN.splitlines()) + 4


@pytest.mark.parametrize(
    ("changes", "proven"),
    [
        (change("drop", "criterion: adult", "more-restrictive"), "less-restrictive"),
        (change("drop", "criterion: adult", "editorial"), "less-restrictive"),
        (change("drop", "criterion: adult", "less-restrictive"), None),
        (change("add", "into: exclusions, with: {id: x, statement: X.}", "less-restrictive"), "more-restrictive"),
        (change("add", "into: exclusions, with: {id: x, statement: X.}", "more-restrictive"), None),
        (change("amend", "criterion: adult, with: {applies_when: {id: w, statement: W.}}"), "less-restrictive"),
        (change("amend", "criterion: adult, with: {applies_when: {id: w, statement: W.}}", "less-restrictive"), None),
    ],
)
def test_a_direction_that_the_logic_contradicts_is_an_error(tmp_path, changes, proven):
    found = [p for p in check(load(tmp_path, changes), TODAY) if p.rule == "EDITION-005"]
    assert [p.message.split(",")[0] for p in found] == ([f"this change is {proven}"] if proven else [])


def test_editions_without_changes_are_the_policy_itself(tmp_path, first):
    sources = [edition_source(first, index) for index in range(len(first.policy.editions))]
    assert len(sources) == len(first.policy.editions)
    assert sources[0] is first and sources[1] is not first


def test_none_unsets_an_inherited_date_and_an_empty_one_is_refused(tmp_path):
    source = load(tmp_path, change("drop", "criterion: adult", "less-restrictive"), "    dates: {effective: none}\n")
    edition = resolve_editions(source, tmp_path)[0]
    assert source.policy.dates.effective is not None
    assert edition.dates.effective is None and edition.dates.published == source.policy.dates.published
    with pytest.raises(SourceProblems):
        load(tmp_path, change("drop", "criterion: adult", "less-restrictive"), "    dates: {effective: }\n")

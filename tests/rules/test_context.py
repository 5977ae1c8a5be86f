"""What rules look at: which texts they read, and where in the file a problem is located."""

from __future__ import annotations

from datetime import date

import pytest

from generator.rules import check
from generator.rules.context import Context

from .planting import TODAY, edited, expect, load

SUMMARY = "summary: The service is medically necessary for some patients."
WAIVER = "waivers: [{rule: NUM-006, place: evidence, reason: '1/2 (9%) of [@nobody]', who: A, expires: 2027-01-01}]\n"


def test_references_and_waivers_are_no_texts_of_the_policy(tmp_path):
    expect(tmp_path, "NUM-001", ("title: Pain after one year", "title: Pain after 1/2 (9%)"))
    waived = ("difference: {value: -3.8}", "difference: {value: -4.8}")
    for rule in ("NUM-001", "CITE-001"):
        expect(tmp_path, rule, waived, ("references:\n", f"{WAIVER}references:\n"))
    # any other text is read, even that of a title
    expect(tmp_path, "NUM-001", ("title: A clean policy", "title: ¦1/2 (9%)"))
    expect(tmp_path, "NUM-001", ("explanation: Codes", "explanation: ¦1/2 (9%)"))


def test_a_key_without_a_value_has_no_text(tmp_path):
    expect(tmp_path, "NUM-001", ("guideline:\n", "superseded_by:\nguideline:\n"))


@pytest.mark.parametrize(
    "text",
    [
        'summary: "¦1/2 (9%)"',
        'summary: "Of them ¦1/2 (9%)"',
        "summary: >-\n    Of them\n    ¦1/2 (9%) fell",
        "summary: >-\n    Of them 1 of\n    3, ¦1 of\n    2 (9%) fell",
        "summary: |\n    1/3 (33%)\n\n      ¦1/2 (9%) and ¦1/2 (9%)",
    ],
)
def test_a_part_of_a_text_is_located(tmp_path, text):
    expect(tmp_path, "NUM-001", (SUMMARY, text))


def test_a_part_that_the_file_writes_otherwise_is_located_at_its_text(tmp_path):
    expect(tmp_path, "NUM-001", (SUMMARY, 'summary: ¦"Of them 1\\/2 (9%)"'))


def test_a_file_that_is_gone_is_located_at_its_texts(tmp_path):
    text = edited((SUMMARY, "summary: Of them 1/2 (9%)."))
    source = load(tmp_path, text)
    source.path.unlink()
    [found] = check(source, TODAY)
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "1/2 (9%)" in row)
    assert (found.rule, found.place.line, found.place.column) == ("NUM-001", line, len("  summary: ") + 1)


def test_a_byte_order_mark_is_no_column(tmp_path):
    path = tmp_path / "clean.yaml"
    source = load(tmp_path, edited(("title: A clean policy", "title: 1/2 (9%)")))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    [found] = check(source, TODAY)
    assert (found.place.line, found.place.column) == (3, len("title: ") + 1)


def test_people_are_those_of_cohorts_that_are_all_known(tmp_path):
    def people(cohorts: str) -> int | None:
        text = edited(("      n: 156\n      cohorts: [pivotal]", f"      n: 1\n      cohorts: {cohorts}"))
        context = Context(load(tmp_path, text), date(2026, 11, 25))
        return context.people(context.policy.evidence.studies[1])

    assert people("[pivotal]") == 204
    assert people("[pivotal, registry]") == 246
    assert people("[pivotal, pivotal]") == 204
    assert people("[]") is None
    assert people("[pivotal, nobody]") is None


def test_criteria_are_listed_in_the_order_of_the_policy(tmp_path):
    way = "{id: way, title: W, kind: pathway, criteria: {id: w, statement: W.}}"
    text = edited(
        ("      phases:\n", f"      pathways: [{way}]\n      phases:\n"),
        ("  other_uses:\n", "    relative: [{id: r, statement: R.}]\n  other_uses:\n"),
    )
    context = Context(load(tmp_path, text), TODAY)
    use = "coverage/indications/0"
    assert ["/".join(map(str, root.path)) for root in context.roots] == [
        "coverage/shared/0",
        "coverage/prerequisites/0",
        "coverage/prerequisites/1",
        f"{use}/criteria",
        f"{use}/pathways/0/criteria",
        f"{use}/phases/0/criteria",
        f"{use}/phases/1/criteria",
        "coverage/exclusions/absolute/0",
        "coverage/exclusions/relative/0",
    ]
    assert [root.is_shared for root in context.roots] == [True] + [False] * 8
    assert context.by_id.keys() >= {"failed-care", "adult", "imaging", "trial-ok", "high-bmi"}

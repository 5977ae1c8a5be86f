"""Rules on words: what is defined, what contradicts, what is too long, each at its limit."""

from __future__ import annotations

import pytest

from generator.rules.context import MAX_TEXT

from .planting import expect

SUMMARY = "summary: The service is medically necessary for some patients."
LIST = "  - {short: NRS, long: numeric rating scale}\n"


@pytest.mark.parametrize(
    ("row", "beside"),
    [
        ("{short: ¦NRS, long: another scale}", "numeric rating scale"),
        ("{short: nrs, long: another scale}", None),  # another abbreviation
        ("{short: PRS, long: ¦Numeric Rating Scale}", "NRS"),
        ("{short: PRS, long: pain rating scale}", None),
    ],
)
def test_an_abbreviation_stands_for_one_thing(tmp_path, row, beside):
    found = expect(tmp_path, "WORD-001", (LIST, f"{LIST}  - {row}\n"))
    said = row.partition("¦")[2].partition(",")[0].rstrip("}")
    assert all(p.message == f"`{said}` is listed twice" for p in found)
    assert all(f"`{beside}`" in p.hint for p in found)


def test_a_term_is_defined_once(tmp_path):
    terms = "definitions:\n  - {term: Pain, meaning: M.}\n  - {term: %s, meaning: M.}\nbackground:\n"
    found = expect(tmp_path, "WORD-001", ("background:\n", terms % "¦pain"))
    assert found[0].message == "`pain` is defined twice"
    expect(tmp_path, "WORD-001", ("background:\n", terms % "Ache"))


@pytest.mark.parametrize(
    "text",
    [
        "NRS and ¦ZZQ were",
        "NRS and ¦ZZQs were",
        "NRS and NRSs were",
        "NRS and FDA were",
        "NRS and MRIs were",
        "NRS and EMGs were",
        "the zero quotient (ZZQ) and ZZQ were",
        "NRS and Z99A were",
        "NRS and L5 were",
        "NRS and XIV were",
        "NRS and ABC123 were",
        "NRS and ¦AB12 were",
        "NRS and `¦ZZQ` were",
        "NRS and https://ZZQ.org were",
        "NRS and [@lee2025] were",
        "NRS and Zzq were",
        "NRS and Z were",
        "NRS, ¦ZZQ, ZZQ and ¦YYQ were",
        "NRS, ¦ZZQs, ZZQ and ZZQs were",
    ],
)
def test_an_abbreviation_is_defined(tmp_path, text):
    found = expect(tmp_path, "WORD-002", ("NRS was", text))
    assert [p.message for p in found] == [
        f"`{name}` is not defined" for name in ("ZZQ", "YYQ", "AB12") if f"¦{name}" in text
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Back pain\n", "title: Back pain in ZZQ\n"),  # no sentence
        ("explanation: Codes", "explanation: ZZQ codes"),
        ("funding: None.", "funding: ZZQ paid."),
        ("    - name: Example\n", "    - name: ZZQ\n"),
        ("manufacturer: Example Inc", "manufacturer: ZZQ Inc"),
        ("regulator: FDA", "regulator: ZZQ"),
        ("society: Example Society", "society: ZZQ"),
        ("title: A guideline", "title: A guideline of ZZQ"),
        ("name: Registry", "name: ZZQ registry"),
        ("system: Example grades", "system: ZZQ grades"),
        ("    issued: 2025-01\n", "    issued: 2025-01\n    container-title: Annals of ZZQ\n"),
        ("    issued: 2025-01\n", "    issued: 2025-01\n    container-title-short: ZZQ\n"),
        ("    issued: 2025-01\n", "    issued: 2025-01\n    publisher: ZZQ\n"),
        ("author: [{family: Lee, given: B}]", "author: [{family: Lee, given: B}, {literal: ZZQ}]"),
        ("background:\n", "payer_positions: [{payer: ZZQ, position: covered, date: 2026-01-01}]\nbackground:\n"),
        (
            "background:\n",
            "payer_positions: [{payer: P, policy: ZZQ 1, position: covered, date: 2026-01-01}]\nbackground:\n",
        ),
    ],
)
def test_names_need_no_definition(tmp_path, old, new):
    says = "" if "title: Back" in new or "explanation" in new or "funding" in new else "ZZQ and "
    expect(tmp_path, "WORD-002", (old, new), ("NRS was", f"{says}NRS was"))


def test_documentation_is_made_of_sentences(tmp_path):
    expect(tmp_path, "WORD-002", ("background:\n", "documentation: [The ¦ZZQ score]\nbackground:\n"))


def test_codes_of_modifiers_need_no_definition(tmp_path):
    group = "  - {id: m, system: modifier, role: informational, title: M, codes: [{code: %s, label: L}]}\ncode_sets:"
    expect(tmp_path, "WORD-002", ("NRS was", "KX and NRS was"), ("code_sets:", group % "KX"))
    expect(tmp_path, "WORD-002", ("NRS was", "¦KX and NRS was"), ("code_sets:", group % "GA"))


SERVICE = "statement: The service is medically necessary when the criteria are met."


@pytest.mark.parametrize(
    ("position", "words"),
    [
        ("medically-necessary", "The service is medically necessary."),
        ("medically-necessary", "The service is covered."),
        ("medically-necessary", "The service may be considered covered."),
        ("medically-necessary", "The service is considered covered."),
        ("medically-necessary", "¦The service is not medically necessary."),
        ("medically-necessary", "¦The service is not covered."),
        ("medically-necessary", "¦The service is not considered to be reasonable and necessary."),
        ("medically-necessary", "¦The service is investigational."),
        ("medically-necessary", "¦The service is considered experimental."),
        ("medically-necessary", "¦The services are unproven."),
        ("medically-necessary", "The service is medically necessary; all else is investigational."),
        ("medically-necessary", "It is decided whether the service is not covered."),
        ("medically-necessary", "It is decided whether it is used; the service is medically necessary."),
        ("medically-necessary", "The service is used."),
        ("not-medically-necessary", "The service is not covered."),
        ("not-medically-necessary", "¦The service is covered."),
        ("investigational", "The service is investigational."),
        ("investigational", "¦The service is medically necessary."),
        ("covered-in-study", "The service is covered."),
        ("covered-in-study", "The service is not covered."),
    ],
)
def test_the_words_of_a_position(tmp_path, position, words):
    mark = "¦" if "¦" in words else ""
    stated = (SERVICE, f'statement: {mark}"{words.removeprefix("¦")}"')
    found = expect(tmp_path, "WORD-003", ("position: medically-necessary\n", f"position: {position}\n"), stated)
    denies = "covered-in-study or investigational or not-medically-necessary"
    said = denies if position == "medically-necessary" else "covered-in-study or medically-necessary"
    assert all(p.message == f"the statement says {said}, but the position is {position}" for p in found)


def test_a_denial_may_be_of_a_study_or_outright(tmp_path):
    for position in ("investigational", "not-medically-necessary", "covered-in-study"):
        for words in ("not covered", "investigational", "unproven"):
            stated = (SERVICE, f"statement: The service is {words}.")
            expect(tmp_path, "WORD-003", ("position: medically-necessary\n", f"position: {position}\n"), stated)


def test_only_the_start_of_a_long_statement_is_read(tmp_path):
    long = "So " * (MAX_TEXT // 3)
    expect(tmp_path, "WORD-003", (SERVICE, f"statement: {long}it is not covered."))


@pytest.mark.parametrize(
    "text",
    [
        "¦<b>NRS</b> was",
        "¦<br/>NRS was",
        "¦<a href=x>NRS was",
        "¦<!-- x --> NRS was",
        "¦<![CDATA[ NRS was",
        "¦<?xml NRS was",
        "`¦<b>` NRS was",
        "NRS ¦&ge; 5 ¦&#8804; 6 ¦&nbsp; ¦&amp; was",
        "R&D; AT&T; &c; a & b; NRS was",
        "<https://b.org> <mailto:a@b.org> NRS was",
        "x <5 NRS was",
        "x < b > NRS was",
    ],
)
def test_html_is_found(tmp_path, text):
    found = expect(tmp_path, "WORD-004", ("NRS was", text))
    assert len(found) == text.count("¦")


def test_a_long_tag_is_cut(tmp_path):
    found = expect(tmp_path, "WORD-004", ("NRS was", f"¦<b {'x' * 60}> NRS was"))
    assert found[0].message == f"`<b {'x' * 37}` is HTML"


@pytest.mark.parametrize("length", [60, 61])
def test_a_short_title_has_sixty_characters(tmp_path, length):
    found = expect(
        tmp_path, "WORD-005", ("short_title: Clean", f"short_title: {'¦' if length > 60 else ''}{'x' * length}")
    )
    assert [p.message for p in found] == ["the short title has 61 characters"] * (length - 60)


@pytest.mark.parametrize("length", [MAX_TEXT, MAX_TEXT + 1])
def test_a_text_has_thirty_thousand_characters(tmp_path, length):
    words = ("So " * length)[: length - 1] + "."
    mark = "¦" if length > MAX_TEXT else ""
    found = expect(tmp_path, "WORD-006", (SUMMARY, f"summary: {mark}{words}"))
    assert [p.message for p in found] == ["the text has 30,001 characters"] * len(found)


@pytest.mark.parametrize("length", [MAX_TEXT, MAX_TEXT + 1])
def test_a_text_that_is_too_long_is_not_searched(tmp_path, length):
    wrong = "1/2 (9%) "
    words = wrong + ("so " * length)[: length - len(wrong) - 1] + "."
    expect(tmp_path, "NUM-001", (SUMMARY, f"summary: {'¦' if length == MAX_TEXT else ''}{words}"))


def test_the_character_of_an_entity_is_named(tmp_path):
    found = expect(tmp_path, "WORD-004", ("NRS was", "NRS ¦&ge; 5 was"))
    assert (found[0].message, found[0].hint) == ("`&ge;` is HTML", "write the character itself: ≥")
    found = expect(tmp_path, "WORD-004", ("NRS was", "NRS ¦&nbsp; was"))
    assert found[0].hint == "write the character itself"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("The *alleles* ¦*2 and 5", "`*2` has an asterisk without a partner"),
        ("|\n    So:\n\n    ¦1) one\n    2) two", "`1) one` is printed on, not as an item of a list"),
        ("Alleles *2 and *3 of M54.*", None),
        ("|\n    So:\n\n    1. one\n    2. two", None),
    ],
)
def test_what_may_be_meant_as_markup_is_located(tmp_path, text, says):
    found = expect(tmp_path, "WORD-008", (SUMMARY, f"summary: {text}"))
    assert [p.message.startswith(says) for p in found] == [True] * (says is not None)
    assert all(p.severity == "warning" for p in found)


@pytest.mark.parametrize(
    ("status", "severity"),
    [
        ("draft", "warning"),
        ("in-review", "warning"),
        ("proposed", "error"),
        ("approved", "error"),
        ("active", "error"),
        ("retired", "error"),
    ],
)
def test_a_placeholder_is_an_error_past_the_drafts(tmp_path, status, severity):
    head = ("status: approved\n", f"status: {status}\n")
    found = expect(tmp_path, "WORD-007", head, (SUMMARY, "summary: ¦'Write here: why.'"))
    assert [p.severity for p in found] == [severity]


CHANGED = """    changes:
      - action: amend
        criterion: coverage
        with: {summary: %s}
        direction: editorial
        reason: R
"""


@pytest.mark.parametrize(
    ("base", "editions", "severities"),
    [
        ("draft", "  - {id: a, status: active}\n", ["error"]),
        ("active", "  - {id: a, status: draft}\n", ["warning"]),
        ("draft", "  - {id: a, status: draft}\n  - {id: b, status: active}\n", ["error"]),
        # what an edition replaces, it does not print
        ("draft", "  - id: a\n    status: active\n" + CHANGED % "Short.", ["warning"]),
        ("draft", "  - id: a\n    status: active\n" + CHANGED % "¦'Write here: it.'", ["warning", "error"]),
        ("draft", "  - id: a\n    status: draft\n" + CHANGED % "¦'Write here: it.'", ["warning", "warning"]),
        # and what belongs to an edition, no other prints
        ("draft", "  - {id: a, superseded_by: ¦'Write here: x'}\n  - {id: b, status: active}\n", ["error", "warning"]),
    ],
)  # fmt: skip
def test_a_placeholder_is_an_error_in_the_editions_that_print_it(tmp_path, base, editions, severities):
    found = expect(
        tmp_path,
        "WORD-007",
        ("status: approved\n", f"status: {base}\n"),
        (SUMMARY, "summary: ¦'Write here: why.'"),
        ("history:\n", f"editions:\n{editions}history:\n"),
    )
    assert [p.severity for p in found] == severities


@pytest.mark.parametrize("text", ["¦'Write here: why.'", "'Do write here: why.'", "'write here: why.'"])
def test_a_text_of_the_starter_is_written_over(tmp_path, text):
    expect(tmp_path, "WORD-007", (SUMMARY, f"summary: {text}"))


@pytest.mark.parametrize(
    ("key", "value"),
    [("name", "ZZQ System"), ("manufacturer", "ZZQ Inc"), ("product_code", "ZZQ"), ("number", "P190021")],
)
def test_names_of_devices_need_no_explanation(tmp_path, key, value):
    old = {"name": "name: Example\n", "manufacturer": "manufacturer: Example Inc", "product_code": "product_code: QLK",
           "number": "number: P190021"}[key]  # fmt: skip
    end = "\n" if old.endswith("\n") else ""
    mark = "¦" if key == "number" else ""
    expect(tmp_path, "WORD-002", (old, f"{key}: {value}{end}"), ("NRS was", f"NRS and {mark}ZZQ were"))


@pytest.mark.parametrize("rule", ["WORD-002", "WORD-004", "WORD-006", "WORD-007"])
def test_a_key_without_a_value_has_no_words(tmp_path, rule):
    expect(tmp_path, rule, ("guideline:\n", "superseded_by:\nguideline:\n"))

"""Rules on public comments: what they name, when each stage needs an answer, and where a slip is reported."""

from __future__ import annotations

import pytest

from generator.lifecycle.scaffold import write_publisher

from .planting import CLEAN, expect, lcd

ABOUT = "[adult, testing, dx, coverage, I4]"
OUTCOME = "        outcome: no-change\n"
RESPONSE = "        response: It stays.\n"
STATUS = "status: notice"


@pytest.mark.parametrize(
    "name",
    ["other-uses", "condition", "smith-2024", "back-pain", "trial", "failed-care", "pivotal", "clean", "I1", "E12",
     "A9999", "¦I0", "¦I99999", "¦B1", "¦smith2024", "¦lcd", "¦references"],
)  # fmt: skip
def test_a_comment_is_about_a_part_of_the_policy(tmp_path, name):
    found = expect(tmp_path, "COMMENT-001", lcd(ABOUT, f"[{name}]"))
    hint = (
        "did you mean `smith-2024`?"
        if "smith" in name
        else "write an id in the policy, or a paragraph number such as I4"
    )
    said = f"there is no criterion, section, code group, or study `{name.strip('¦')}`"
    assert [(p.message, p.hint) for p in found] == ([(said, hint)] if "¦" in name else [])


def test_a_comment_is_about_what_its_own_edition_has(tmp_path):
    old, new = lcd(ABOUT, "[¦extra]")
    added = (
        "{action: add, into: prerequisites, with: {id: extra, statement: E.}, direction: more-restrictive, reason: R}"
    )
    other = new.removesuffix("history:\n").removeprefix("editions:\n").replace("id: lcd", "id: other").replace("¦", "")
    other = other.replace("    status:", f"    changes: [{added}]\n    status:")
    expect(tmp_path, "COMMENT-001", (old, new.replace("history:\n", f"{other}history:\n")))


def test_what_was_changed_is_no_paragraph(tmp_path):
    for name in ("adult", "¦I4", "¦adlut"):
        found = expect(
            tmp_path, "COMMENT-001", lcd(OUTCOME, f"        outcome: changed\n        changed: [dx, {name}]\n")
        )
        assert ["`adult`" in p.hint for p in found] == [name == "¦adlut"] * len(found)


def second(number: str) -> str:
    row = "commenters: [{name: B, kind: payer, received: 2026-03-02}], comment: C, response: R, outcome: no-change"
    return f"      - {{number: {number}, {row}}}\n"


def test_a_number_is_given_once(tmp_path):
    expect(tmp_path, "COMMENT-002", lcd(OUTCOME, OUTCOME + second("2")))
    found = expect(tmp_path, "COMMENT-002", lcd(OUTCOME, OUTCOME + second("¦1") + second("¦1")))
    assert [p.message for p in found] == ["number 1 is already used at clean.yaml:158:17"] * 2


def test_the_comments_of_two_editions_are_numbered_alone(tmp_path):
    old, new = lcd(OUTCOME, OUTCOME)
    other = new.removesuffix("history:\n").removeprefix("editions:\n").replace("id: lcd", "id: other")
    expect(tmp_path, "COMMENT-002", (old, new.replace("history:\n", f"{other}history:\n")))


@pytest.mark.parametrize("gone", ["  comment_start: 2026-02-01\n", "  comment_end: 2026-04-01\n"])
def test_a_comment_came_in_a_comment_period(tmp_path, gone):
    found = expect(tmp_path, "COMMENT-003", (gone, ""), lcd("received: 2026-03-01", "received: ¦2026-03-01"))
    assert found[0].message == "the edition has a comment, but no comment period"
    assert "`comment_start`" in found[0].hint


def test_each_commenter_came_in_time(tmp_path):
    row = "{name: A. Person, kind: patient, received: 2026-03-01}"
    [found] = expect(tmp_path, "COMMENT-003", lcd(f"[{row}]", f"[{row}, {row.replace('2026-03-01', '¦2026-04-02')}]"))
    assert found.message == "received on 2026-04-02, outside the comment period (2026-02-01 to 2026-04-01)"


@pytest.mark.parametrize(
    ("status", "asks"),
    [("draft", False), ("in-review", False), ("proposed", False), ("comment", False), ("notice", True),
     ("approved", True), ("active", True), ("retired", True), ("superseded", True)],
)  # fmt: skip
def test_a_comment_is_answered_from_the_notice_on(tmp_path, status, asks):
    old, new = lcd(RESPONSE + OUTCOME, "")
    new = new.replace(STATUS, f"status: {status}")
    found = expect(tmp_path, "COMMENT-004", (old, new.replace("number: 1", "number: ¦¦1") if asks else new))
    assert sorted(p.message.split(" has no ")[1].split(",")[0] for p in found) == (
        ["outcome", "response"] if asks else []
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("outcome: ¦changed", 1),
        ("outcome: changed\n        changed: [adult]", 0),
        ("outcome: changed\n        version: '1.0'", 0),
        ("outcome: changed\n        version: ¦'1.2'", 1),
        ("outcome: no-change\n        ¦changed: [adult]", 1),
        ("outcome: no-change\n        ¦version: '1.0'", 1),
        ("outcome: no-change\n        ¦changed: [adult]\n        version: '1.0'", 1),
    ],
)
def test_an_outcome_agrees_with_what_it_names(tmp_path, rows, said):
    found = expect(tmp_path, "COMMENT-005", lcd(OUTCOME, f"        {rows}\n"))
    assert len(found) == said
    messages = {
        "outcome: ¦": "the outcome is `changed`, but there is no information on what was changed",
        "version: ¦": "the revision history has no row for version 1.2",
        "¦changed:": "`changed` is given, but the outcome is not `changed`",
        "¦version:": "`version` is given, but the outcome is not `changed`",
    }
    assert [p.message for p in found] == [message for key, message in messages.items() if key in rows]


def test_an_edition_that_needs_no_answers_yet_does_not_hide_the_next(tmp_path):
    old, new = lcd(RESPONSE + OUTCOME, "        response: It stays.\n")
    new = new.replace("number: 1", "number: ¦1")
    draft = new.removesuffix("history:\n").removeprefix("editions:\n").replace("¦", "")
    draft = draft.replace("id: lcd", "id: first").replace(STATUS, "status: comment")
    expect(tmp_path, "COMMENT-004", (old, new.replace("editions:\n", f"editions:\n{draft}")))


def test_an_outcome_comes_with_a_response(tmp_path):
    [found] = expect(tmp_path, "COMMENT-005", lcd(RESPONSE + OUTCOME, "        outcome: ¦no-change\n"))
    assert found.message == "there is an outcome, but no response"
    expect(tmp_path, "COMMENT-005", lcd(RESPONSE + OUTCOME, RESPONSE))


def test_a_version_is_looked_up_in_the_history_that_there_is(tmp_path):
    rows = "        outcome: changed\n        version: ¦'1.0'\n"
    row = '{date: 2026-06-01, version: "0.2", action: New, explanation: E.}'
    own = f'{STATUS}\n    version: "0.2"\n    history: [{row}]'
    old, new = lcd(OUTCOME, rows)
    assert expect(tmp_path, "COMMENT-005", (old, new.replace(STATUS, own)))[0].hint == "it has: 0.2"
    old, new = lcd(OUTCOME, rows)
    none = (CLEAN[CLEAN.index("  - {date: 2026-06-01") : CLEAN.index("references:\n")], "  []\n")
    assert expect(tmp_path, "COMMENT-005", none, (old, new))[0].hint == "the history has no rows"


@pytest.mark.parametrize(
    ("artifacts", "publisher", "hint"),
    [
        ("[lcd-draft, response-to-comments]", "", None),
        ("[lcd-draft]", "", "to its `artifacts`"),
        ("[coverage-policy]", "publisher: plan, ", "of publisher `plan`"),
    ],
)
def test_comments_are_printed_somewhere(tmp_path, artifacts, publisher, hint):
    old, new = lcd("artifacts: [lcd-draft, response-to-comments]", f"artifacts: {artifacts}")
    if publisher:
        path = write_publisher("plan", None, tmp_path)
        body = path.read_text(encoding="utf-8")
        start = body.index("  response-to-comments:")
        end = body.find("\n  ", body.index("\n", start))
        while end != -1 and body[end + 3] == " ":
            end = body.find("\n  ", end + 1)
        path.write_text(body[:start] + (body[end + 1 :] if end != -1 else ""), encoding="utf-8")
        new = new.replace("    status: notice", "    publisher: plan\n    status: notice")
    if hint:
        new = new.replace("    comments:", "    ¦comments:")
    found = expect(tmp_path, "COMMENT-006", (old, new))
    assert all(hint in p.hint for p in found)

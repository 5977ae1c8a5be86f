"""Print records: written, read back, merged over states, and compared by words."""

from __future__ import annotations

import os

import pytest

from generator.lifecycle.print_record import PrintRecord, differences, merged, read_record, text_sha256, unread
from generator.lifecycle.printing import record_path, recorded, write_record

STATES = ("in-review", "active")
WORDS = {"in-review": ["In review", "DRAFT"], "active": ["Active"]}


def record(read: list[str], active: list[str] | None = None, files: dict[str, str] | None = None) -> PrintRecord:
    return PrintRecord(
        "knee",
        "mine",
        STATES,
        files or {},
        ("fonts/A.ttf 00",),
        {"coverage-policy": merged({"in-review": read, "active": read if active is None else active})},
    )


def test_a_record_is_read_back_as_it_was_written():
    one = record(["* a", "== b", "DRAFT: c", "  d"], ["* a", "== b", "Active"], {"templates/a b.css": "12"})
    text = one.text()
    assert read_record(text) == one and text_sha256(text) == one.sha256
    assert text_sha256(text.replace("\n", "\r\n")) == one.sha256
    assert read_record(text.replace("\n", "\r\n")) == one
    assert text_sha256(text + "x") != one.sha256
    assert one.lines("coverage-policy", "active") == ["* a", "== b", "Active"] and one.lines("other", "active") == []


def test_lines_are_written_once_with_their_states():
    lines = merged({"one": ["a", "b", "c"], "two": ["a", "x", "c"], "three": ["a", "x", "c", "d"]})
    assert lines == (
        (("one", "two", "three"), "a"),
        (("one",), "b"),
        (("two", "three"), "x"),
        (("one", "two", "three"), "c"),
        (("three",), "d"),
    )


@pytest.mark.parametrize("text", ["", "x\ny\nz\nw\n", record(["a"]).text().replace("format 1", "format 2")])
def test_what_is_no_record(text):
    with pytest.raises(ValueError, match="not a print record"):
        read_record(text)


def test_paragraphs_divided_otherwise_are_the_same_words():
    assert differences(record(["a b", "c"]), record(["a", "b c"]), "active") == []
    assert differences(record(["a b"]), record(["b a"]), "active") == ['coverage-policy: "a b" -> "b a"']


def test_only_the_asked_state_is_compared():
    one, other = record(["a"], ["b"]), record(["x"], ["b"])
    assert differences(one, other, "active") == []
    assert differences(one, other, "in-review") == ['coverage-policy: "a" -> "x"']


def test_files_come_first_and_long_lines_are_cut_to_where_they_differ():
    old = record(["one two three four five six " + "w" * 99, "gone"], files={"a": "1", "b": "1"})
    new = record(["one two three four five 52 " + "w" * 99], files={"b": "2", "c": "1"})
    assert differences(old, new, "active") == [
        "a was removed",
        "b changed",
        "c is new",
        f'coverage-policy: "…two three four five six {"w" * 45}…" -> "…two three four five 52 {"w" * 46}…"',
        'coverage-policy: removed "gone"',
    ]


@pytest.mark.parametrize("length", [70, 71])
def test_seventy_characters_of_a_line_are_quoted(length):
    shown = f'"{"w" * length}"' if length == 70 else f'"{"w" * 70}…"'
    assert differences(record(["a", "w" * length]), record(["a"]), "active") == [f"coverage-policy: removed {shown}"]
    assert differences(record(["a"]), record(["a", "w" * length]), "active") == [f"coverage-policy: added {shown}"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("a b c d 6", "a b c d 7", '"a b c d 6" -> "a b c d 7"'),
        ("a b c d e 6", "a b c d e 7", '"…b c d e 6" -> "…b c d e 7"'),
        ("a b", "a b c", '"a b" -> "a b c"'),
        ("a b c d e f", "a b c d e f 7", '"…c d e f" -> "…c d e f 7"'),
        ("a " * 34 + "b c", "x", f'"{"a " * 34}b…" -> "x"'),  # a space at the cut is not shown
    ],
)
def test_four_words_before_a_difference_are_quoted(old, new, said):
    assert differences(record([old]), record([new]), "active") == [f"coverage-policy: {said}"]


def test_lines_that_differ_are_told_one_by_one():
    assert differences(record(["a", "x", "y"]), record(["b", "x", "z", "w"]), "active") == [
        'coverage-policy: "a" -> "b"',
        'coverage-policy: "y" -> "z"',
        'coverage-policy: added "w"',
    ]


def test_documents_and_own_styles_that_come_or_go_are_told():
    one, other = record(["a"]), record(["a"])
    gone = PrintRecord("knee", "mine", STATES, {}, ("fonts/B.ttf 01",), {"lcd-draft": merged({"active": ["c"]})})
    assert differences(one, gone, "active") == [
        'policypress\' own styles: "fonts/A.ttf 00" -> "fonts/B.ttf 01"',
        'coverage-policy: removed "a"',
        'lcd-draft: added "c"',
    ]
    assert differences(one, other, "active") == []


def test_the_text_of_a_record():
    one = record(["a", "b"], ["a", "c"], {"t/b.css": "12", "t/a b.css": "34"})
    assert one.text().splitlines() == [
        "policypress print record, format 1",
        "policy: knee",
        "edition: mine",
        "states: in-review active",
        "== files in this folder that affect what is printed",
        "  34 t/a b.css",
        "  12 t/b.css",
        "== fonts and words in the styles of policypress",
        "  fonts/A.ttf 00",
        "== coverage-policy",
        "  a",
        "* in-review: b",
        "* active: c",
    ]
    assert one.text().endswith("* active: c\n")


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_record_without_its_head_is_none(cut):
    lines = record(["a"]).text().splitlines()
    with pytest.raises(ValueError, match="not a print record"):
        read_record("\n".join(lines[:cut]))


@pytest.mark.parametrize("gone", ["== files in this", "== fonts and words"])
def test_a_record_without_a_part_is_of_another_format(tmp_path, gone):
    text = "".join(line for line in record(["a"]).text().splitlines(True) if not line.startswith(gone))
    digest = text_sha256(text)
    path = record_path("knee", "mine", digest, tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert recorded("knee", "mine", digest, tmp_path).endswith("has an unknown format")


def test_a_record_is_read_where_it_is_as_it_was_written(tmp_path):
    one = record(["a"])
    path = record_path("knee", "mine", one.sha256, tmp_path)
    assert path == tmp_path / "policy/approvals/knee" / f"mine-{one.sha256[:12]}.txt"
    shown = f"policy/approvals/knee/mine-{one.sha256[:12]}.txt, the record of what was printed,"
    assert recorded("knee", "mine", one.sha256, tmp_path) == f"{shown} cannot be read"
    assert write_record(one, tmp_path) == path
    assert recorded("knee", "mine", one.sha256, tmp_path) == one
    path.write_text(one.text() + "x", encoding="utf-8")
    assert recorded("knee", "mine", one.sha256, tmp_path) == f"{shown} was edited"
    path.write_bytes(b"\xff")
    assert recorded("knee", "mine", one.sha256, tmp_path) == f"{shown} was edited"


def found(read: list[str], active: list[str]) -> list[str]:
    return unread(record(read, active), "in-review", ["active"], WORDS, "[name]")


def test_status_mark_and_votes_may_differ_and_nothing_else():
    assert found(["DRAFT. In review: not in force.", "v1 In review", "a"], ["v1 Active", "a", "Voted: [name]"]) == []
    assert found(["Order. Status: In review. It is a draft."], ["Order."]) == []
    assert found(["6 weeks"], ["52 weeks"]) == [
        'coverage-policy prints "52 weeks" once it is active',
        'coverage-policy leaves out "6 weeks" once it is active',
    ]
    assert found(["not covered"], ["covered"])[0] == 'coverage-policy prints "covered" once it is active'
    assert found(["a", "b"], ["a"]) == ['coverage-policy leaves out "b" once it is active']
    assert found(["a", "b"], ["b", "a"]), "another order may be another list"
    assert found(["a"], ["a", "a"]) == ['coverage-policy prints "a" once it is active']
    assert found(["a. b."], ["a. c."]) == [
        'coverage-policy prints "a. c." once it is active',
        'coverage-policy leaves out "a. b." once it is active',
    ]
    assert found(["a: b"], ["a:  b"]) == found(["a."], ["a. In review"]) == []
    assert found(["6 weeks Active"], ["6 weeks"]) == []
    assert len(found(["a", "b"], ["x. y"])) == 3, "a line is told once, not for each of its sentences"


def test_lines_that_are_often_the_same_are_kept_apart():
    """Beyond two hundred lines difflib would pass over those that are frequent."""
    read = [f"{at} of" if at % 2 else "N/A" for at in range(400)]
    merge = merged({"in-review": read, "active": [*read[:200], "new", *read[200:]]})
    assert [line for states, line in merge if states != ("in-review", "active")] == ["new"] and len(merge) == 401
    assert found(read, [*read[:200], "new", *read[200:]]) == ['coverage-policy prints "new" once it is active']
    old, new = record(read), record([*read[:200], "N/A", *read[200:]])
    assert differences(old, new, "in-review") == ['coverage-policy: added "N/A"']


def test_a_record_that_is_a_pipe_is_not_waited_for(tmp_path):
    path = record_path("knee", "plan", "0" * 64, tmp_path)
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    assert "cannot be read" in recorded("knee", "plan", "0" * 64, tmp_path)

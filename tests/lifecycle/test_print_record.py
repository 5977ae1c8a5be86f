"""Print records: written, read back, merged over states, and compared by words."""

from __future__ import annotations

import os

import pytest

from generator.lifecycle.print_record import PrintRecord, differences, merged, read_record, text_sha256, unread
from generator.lifecycle.printing import record_path, recorded

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
        "a is gone",
        "b changed",
        "c is new",
        f'coverage-policy: "…two three four five six {"w" * 45}…" -> "…two three four five 52 {"w" * 46}…"',
        'coverage-policy: removed "gone"',
    ]


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


def test_a_record_that_is_a_pipe_is_not_waited_for(tmp_path):
    path = record_path("knee", "plan", "0" * 64, tmp_path)
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    assert "cannot be read" in recorded("knee", "plan", "0" * 64, tmp_path)

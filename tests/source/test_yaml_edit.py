"""Edits change the intended lines and nothing else, in every legal layout; unsafe edits are rejected."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.problem import SourceProblems
from generator.source.yaml_edit import Edit, InsertItem, ReplaceScalar, edited
from generator.source.yaml_reader import parse_yaml
from generator.source.yaml_words import flow, item_lines, quoted

ROW = {"date": "2026-11-28", "version": "2.0", "reasons": ["Code update", "x: y #1"]}
LINES = ["date: 2026-11-28", 'version: "2.0"', 'reasons: ["Code update", "x: y #1"]']
FLOW = '{date: 2026-11-28, version: "2.0", reasons: ["Code update", "x: y #1"]}'


def block(indent: int) -> str:
    pad = " " * indent
    return "".join(f"{pad}{'  ' if number else '- '}{line}\n" for number, line in enumerate(LINES))


def edit(text: str, *edits: Edit) -> str:
    return edited(text, "p.yaml", edits)


@pytest.mark.parametrize(
    "before, after",
    [
        ("h:\n  - a: 1\nz: 1\n", f"h:\n{block(2)}  - a: 1\nz: 1\n"),
        ("h:\n- a: 1\nz: 1\n", f"h:\n{block(0)}- a: 1\nz: 1\n"),
        ("h:\n      -    a: 1\nz: 1\n", f"h:\n{block(6)}      -    a: 1\nz: 1\n"),
        (
            "h:\n  # newest first\n  -\n    # old\n    a: 1\n",
            f"h:\n  # newest first\n{block(2)}  -\n    # old\n    a: 1\n",
        ),
        ('"h" :   !!seq\n  - a: 1', f'"h" :   !!seq\n{block(2)}  - a: 1'),
        ("? h\n: - a: 1\n", f"? h\n: {block(2).lstrip()}  - a: 1\n"),
        ("h: []  # none\nz: 1\n", f"h:  # none\n{block(2)}z: 1\n"),
        ("h:\nz: 1\n", f"h:\n{block(2)}z: 1\n"),
        ("h: ~", f"h:\n{block(2)}"),
        ("h:\n  null\n", f"h:\n  [{FLOW}]\n"),
        ("h: [  # none\n]\n", f"h: [{FLOW}  # none\n]\n"),
        ("h: [{a: 1}]  # one\n", f"h: [{FLOW}, {{a: 1}}]  # one\n"),
        ("h: [\n  {a: 1},  # one\n]\n", f"h: [\n  {FLOW},\n  {{a: 1}},  # one\n]\n"),
        ("{h: , z: 1}\n", f"{{h:  [{FLOW}], z: 1}}\n"),
        ("{z: 1}  # flow\n", f"{{z: 1, h: [{FLOW}]}}  # flow\n"),
        ("z: 1\n", f"z: 1\nh:\n{block(2)}"),
        ("---\nz: |\n  text\n...\n", f"---\nz: |\n  text\nh:\n{block(2)}...\n"),
        ("a: 1\n  # of a\n\n# of n\nn: 1\n", f"a: 1\n  # of a\n\nh:\n{block(2)}\n# of n\nn: 1\n"),
        ("n: 1\na: 1\n", f"h:\n{block(2)}n: 1\na: 1\n"),
    ],
)
def test_a_first_item_in_every_layout(before, after):
    assert edit(before, InsertItem(("h",), ROW, index=0, before="n")) == after


@pytest.mark.parametrize(
    "before, after",
    [
        ("h:\n- a: 1\n  # of a\n# of z\nz: 1\n", f"h:\n- a: 1\n  # of a\n{block(0)}# of z\nz: 1\n"),
        ("h:\n  - a: |\n      text\n\n\nz: 1\n", f"h:\n  - a: |\n      text\n{block(2)}\n\nz: 1\n"),
        ("h:\n  - a: |+\n      text\n\n\nz: 1\n", f"h:\n  - a: |+\n      text\n\n\n{block(2)}z: 1\n"),
        ("h:\n  - a: >-\n      text", f"h:\n  - a: >-\n      text\n{block(2)}"),
        ("h:\n  - a: |\n      text", f"h:\n  - a: |\n      text\n{block(2)}"),
        ("h:\n  - a:", f"h:\n  - a:\n{block(2)}"),
        ("h: [{a: 1}]", f"h: [{{a: 1}}, {FLOW}]"),
        ("h: [{a: 1}, ]  # c\n", f"h: [{{a: 1}}, {FLOW}, ]  # c\n"),
        ("h: [\n  {a: 1}  # one\n]\n", f"h: [\n  {{a: 1}},  # one\n  {FLOW}\n]\n"),
        ("h: [\n  {a: 1},  # one\n]\n", f"h: [\n  {{a: 1}},  # one\n  {FLOW},\n]\n"),
    ],
)
def test_a_last_item_in_every_layout(before, after):
    assert edit(before, InsertItem(("h",), ROW)) == after


def test_an_item_between_two_stands_above_the_comment_of_the_next():
    before = "h:\n  - a\n    # of a\n  # of b\n  - b\n"
    assert edit(before, InsertItem(("h",), "n", index=1)) == 'h:\n  - a\n    # of a\n  - "n"\n  # of b\n  - b\n'


@pytest.mark.parametrize(
    "before, after",
    [
        ("v: 1.0  # c\n", 'v: "2"  # c\n'),
        ("v: '1''0'\n", 'v: "2"\n'),
        ("v: !!str 1.0  # c", 'v: "2"  # c'),
        ("v:\nz: 1\n", 'v: "2"\nz: 1\n'),
        ("v:\n  two\n  lines\nz: 1\n", 'v:\n  "2"\nz: 1\n'),
        ("{v: 1, z: 1}", '{v: "2", z: 1}'),
        ("v: >-  # c\n  1.0\n\n# z\nz: 1\n", 'v: "2"  # c\n\n# z\nz: 1\n'),
        ("v: !!str |+\n  1\n\nz: 1\n", 'v: "2"\nz: 1\n'),
        ("v: |2-\n    1", 'v: "2"\n'),
        ('v: "1\\\n  0"\r\nz: 1\r\n', 'v: "2"\r\nz: 1\r\n'),
    ],
)
def test_a_scalar_in_every_layout(before, after):
    assert edit(before, ReplaceScalar(("v",), "2")) == after


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\x85"])
def test_what_yaml_takes_for_line_breaks_is_refused_where_it_is_and_where_it_would_be(char):
    with pytest.raises(SourceProblems, match=r"p\.yaml:1:8: error YAML-012"):
        edit(f'a: "one{char}two"  # three\nv: 1\n', ReplaceScalar(("v",), "2"))
    with pytest.raises(SourceProblems, match=r"p\.yaml:2:1: error EDIT-001: .*could not be read \(U\+"):
        edit("a: 1\nv: 1\n", ReplaceScalar(("v",), f"2{char}3"))


def test_letters_with_accents_are_written_as_the_reader_reads_them():
    after = edit("h: []\nv: 1\n", InsertItem(("h",), {"k": ["e\u0301"]}), ReplaceScalar(("v",), "e\u0301"))
    assert parse_yaml(after, "p").plain() == {"h": [{"k": ["é"]}], "v": "é"}


@pytest.mark.parametrize(
    "text, change, line, words",
    [
        ("z: 1\n? h\n", InsertItem(("h",), "x"), 2, "the result would"),
        ("z: 1\nh: text\n", InsertItem(("h",), "x"), 2, "no list"),
        ("z: 1\nh: {a: 1}\n", InsertItem(("h",), "x"), 2, "no list"),
        ("z: 1\nh: [a]\n", ReplaceScalar(("h",), "x"), 2, "it is not text"),
        ("z: 1\n", ReplaceScalar(("h",), "x"), 1, "it is not text"),
        ("z: 1\n", ReplaceScalar(("h", "a"), "x"), 1, "there is no `h` here"),
        ("z: 1\nh:\n  - []\n", InsertItem(("h", 0), "x"), 3, "there is a list without items inside a list"),
    ],
)
def test_what_is_not_safe_is_refused_at_its_place(text, change, line, words):
    with pytest.raises(SourceProblems) as raised:
        edit(text, change)
    (problem,) = raised.value.problems
    assert (problem.rule, problem.place.line) == ("EDIT-001", line)
    assert words in problem.message and "by hand" in problem.hint and '"x"' in problem.hint


def test_a_text_that_cannot_be_read_is_refused_by_the_reader():
    with pytest.raises(SourceProblems, match="YAML-009"):
        edit("a: 1\na: 2\n", InsertItem(("h",), "x"))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text())
def test_every_text_is_read_back(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    lines = "\n".join(item_lines({text: text, "key": []}, 2))
    written = f"a: {quoted(text)}\nb: {flow([text, {text: None}])}\nc:\n{lines}"
    read = yaml.load(written, yaml.CBaseLoader)
    assert read == {"a": text, "b": [text, {text: "null"}], "c": [{text: text, "key": []}]}
    assert written.count("\n") == 4 and all(char.isprintable() for char in written.replace("\n", ""))


# A random legal layout: items in every style, comments and blank lines between, line breaks of both kinds, and what
# stands before and after the list.
WORDS = st.sampled_from(
    [
        "plain",
        "'it''s'",
        '"a # b"',
        "x#y",
        "é\U0001f600",
        '"\\xA0é"',
        "[a, b]",
        "{k: v}",
        "",
        "~",
        "!!str 1.0",
        "two\n{pad}   lines",
        "'two\n\n{pad}   lines'",
        "|\n{pad}   text\n{pad}    more",
        ">-\n{pad}   text\n\n{pad}   more",
        "|+\n{pad}   text\n",
        ">2\n{pad}    x",
    ]
)
COMMENTS = st.sampled_from(["", "", "# at the margin\n", "{pad}# at the dash\n", "{pad}    # deeper\n", "\n", "\n\n"])
FLOWS = st.sampled_from(["{a: 1}", "'x'", "plain", "[1, 2]", '{"k": "v", }', "a: b"])


@st.composite
def layouts(draw):
    indent = draw(st.integers(0, 5))
    pad = " " * indent
    key = draw(st.sampled_from(["h:", "'h':", '"h" :', "h:  # the list", "h: !!seq"]))
    if draw(st.booleans()):
        items = []
        for _ in range(draw(st.integers(1, 4))):
            first = draw(WORDS).replace("{pad}", pad + " ")
            dash = pad + "-" + draw(st.sampled_from([" ", "   "]))
            more = f"\n{pad}{' ' * (len(dash) - len(pad))}b: {draw(WORDS)}" if draw(st.booleans()) else ""
            body = (f"a: {first}{more}" if draw(st.booleans()) or more else first).replace("{pad}", pad + "   ")
            items.append(draw(COMMENTS).replace("{pad}", pad) + dash + body + "\n")
        middle = f"{key}\n" + "".join(items)
    else:
        items = draw(st.lists(FLOWS, max_size=3))
        glue = draw(st.sampled_from([", ", ",\n   ", ",  # c\n   "]))
        ends = draw(
            st.sampled_from(
                [
                    ("[", "]"),
                    ("[ ", ", ]") if items else ("[", "]"),
                    ("[\n   ", "\n   ]"),
                    ("[  # c\n   ", "  # d\n   ]"),
                ]
            )
        )
        middle = f"{key.split('#')[0].replace('!!seq', '')} {ends[0]}{glue.join(items)}{ends[1]}  # flow\n"
    head = draw(st.sampled_from(["", "---\n", "# top\n\n", "v: 1\n", "v: >-  # c\n  1.0\n\n", "v: !!str 1\n"]))
    tail = draw(st.sampled_from(["", "# end\n", "...\n", "\n\n", "z: 1\n", "\n# of z\nz: |\n  text\n"]))
    text = head + middle + tail
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(layouts(), st.integers(0, 4))
def test_random_layouts_keep_everything_else(text, index):
    try:
        old = parse_yaml(text, "p").plain()
    except SourceProblems:
        return  # not every combination is YAML
    items = old["h"] or []
    where = min(index, len(items)) if index < 4 else None
    new = edit(text, InsertItem(("h",), ROW, index=where))
    after = parse_yaml(new, "p").plain()
    at = len(items) if where is None else where
    ended = parse_yaml(text + "\n", "p").plain()["h"] or []
    assert after["h"][at] == ROW and (after["h"][:at] + after["h"][at + 1 :]) in (items, ended)
    newline = "\r\n" if "\r\n" in text else "\n"
    run = re.compile(newline.join(f" *{'- ' if line == LINES[0] else ''}{re.escape(line)}" for line in LINES) + newline)
    if re.search(r"(?m)^ *-( |$)", text.replace("---", "")) and "# flow" not in text:
        whole = text if text.endswith(newline) or not new.endswith(newline) else text + newline
        assert run.sub("", new, count=1) == whole
        return
    bare = run.sub("", new, count=1).replace(FLOW, "", 1)
    assert re.sub(r"[\s,]|\[\]", "", bare) == re.sub(r"[\s,]|\[\]", "", text)
    changed = set(text.split(newline)) - set(new.split(newline))
    assert len(changed) <= 1

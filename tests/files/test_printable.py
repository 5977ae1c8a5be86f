"""What is printed cannot forge a line, steer a terminal, or command a CI runner."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import FIRST

import generator
from generator.cli.main import main
from generator.printable import one_line, printable
from generator.problem import Place, Problem
from generator.rules.report import FORMATS, render

HARM = "\x1b\x9b\x00\x7f\r\x85\u2028\u2029\u202e\u2066\u200b\ufeff\udc80\U000e0041"


@pytest.mark.parametrize("character", HARM)
def test_a_character_is_escaped_as_json_escapes_it(character):
    for escape in (one_line, printable):
        escaped = escape(f"a{character}b")
        assert escaped.isascii() and escaped.isprintable()
        assert json.loads(f'"{escaped}"', strict=True) == f"a{character}b"


@pytest.mark.parametrize("text", ["≥ 6 months, “Zoë” 中 😀", "a – b\u00a0c", "Devanagari \u200d and \u200c joiners"])
def test_text_is_left_alone(text):
    assert one_line(text) == printable(text) == text


def test_lines_stay_lines_only_where_lines_are_meant():
    assert one_line("a\nb") == "a\\nb"
    assert printable("a\nb") == "a\nb"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("::error::x", "\\u003a:error::x"),
        ("a\n   ::add-mask::6", "a\n   \\u003a:add-mask::6"),
        ("title ##[error]x", "title \\u0023#[error]x"),
        ("policy/a.yaml:1:2: error", "policy/a.yaml:1:2: error"),
        ("see docs::here, #1 and ## title", "see docs::here, #1 and ## title"),
    ],
)
def test_no_line_is_a_command_to_the_runner(text, printed):
    assert printable(text) == printed


PROBLEM = Problem(
    Place(f"policy/a{HARM}\n::error::b.yaml", 3, 5),
    "ID-001",
    f"`x{HARM}\n::error::forged`",
    f"hint{HARM}\npolicy/b.yaml:1:1: error X-001: forged",
)


def test_a_problem_is_one_line_and_an_indented_hint():
    first, *rest = render([PROBLEM], "text").removesuffix("\n").split("\n")
    assert first.startswith("policy/a\\u001b") and first.endswith("\\n::error::forged`")
    assert [line[:4] for line in rest] == ["    ", "    "]


@pytest.mark.parametrize("form", ["text", "github"])
def test_a_report_holds_no_control_character(form):
    text = render([PROBLEM], form)
    assert all(line.isprintable() for line in text.split("\n"))


def test_an_annotation_is_one_command():
    (line,) = render([PROBLEM], "github").splitlines()
    assert re.fullmatch(r"::error file=[^,:\s]+,line=3,col=5,title=ID-001::.*", line)
    assert "%0A%3A%3Aerror%3A%3Ab.yaml,line" in line and "%0A::error::forged" in line


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("id_", [r"x\n::error::forged", r"x\e[31m\u202E\n::error::forged"])
def test_an_id_forges_nothing_in_a_report(root, form, id_):
    path = root / "policy" / FIRST.name
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("id: failed-conservative-management", f'id: "{id_}"', 1), encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "--root", str(root), "--format", form])
    assert result.exit_code == 1 and result.output
    assert all(line.isprintable() for line in result.output.split("\n"))
    assert not re.search(r"^\s*::error::forged", result.output, re.MULTILINE)
    if form in ("json", "sarif") and "31m" not in id_:
        assert "x\n::error::forged" in "".join(walk(json.loads(result.stdout)))


def walk(data):
    """Yield every text of JSON data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for item in data.values() if isinstance(data, dict) else data:
            yield from walk(item)


def test_wrong_command_lines_are_printable():
    result = CliRunner().invoke(main, ["explain", "\x1b[31mX\u202e"])
    assert result.exit_code == 2 and "\x1b" not in result.output and "\u202e" not in result.output


def test_everything_is_printed_through_one_function():
    """`click.echo` is used in `printable.py`, and for the progress line, which returns to its start."""
    found = [
        path.name
        for path in Path(generator.__file__).parent.rglob("*.py")
        for _ in re.findall(r"click\.s?echo\(", path.read_text(encoding="utf-8"))
    ]
    assert sorted(found) == ["build.py", "printable.py"]

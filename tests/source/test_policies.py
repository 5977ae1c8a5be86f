"""YAML and schema problems: what is said, and where."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from generator.problem import SourceProblems
from generator.source.policies import find_policies, load_all, load_policy
from generator.source.yaml_reader import parse_yaml

ROOT = Path(__file__).resolve().parents[2]


def problems(root, text: str | bytes, name: str = "restorative-neurostimulation.yaml") -> list[str]:
    path = root / "policy" / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SourceProblems) as caught:
        load_policy(path, root)
    return [str(problem) for problem in caught.value.problems]


def edited(root, old: str, new: str) -> str:
    text = (root / "policy" / "restorative-neurostimulation.yaml").read_text()
    assert old in text
    return text.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_values_arrive_as_written():
    node = parse_yaml("a: 00100\nb: 1.10\nc: NO\nd: 1e5\ne: 2026-01-01\nf: 'x'\ng:\nh: ''\n", "p.yaml")
    assert node.plain() == {
        "a": "00100",
        "b": "1.10",
        "c": "NO",
        "d": "1e5",
        "e": "2026-01-01",
        "f": "x",
        "g": None,
        "h": "",
    }


def test_every_result_is_written_as_the_kind_that_it_is():
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # what pydantic says where a kind is not recognized
        policy = load_policy(ROOT / "policy/restorative-neurostimulation.yaml", ROOT).policy
        dumped = policy.model_dump(mode="json", by_alias=True)
    results = [result for study in dumped["evidence"]["studies"] for result in study["results"]]
    assert sum("change" in result for result in results) > 10


def test_duplicate_key_names_both_places():
    with pytest.raises(SourceProblems) as caught:
        parse_yaml("a: 1\nb: 2\na: 3\n", "p.yaml")
    assert str(caught.value) == (
        "p.yaml:3:1: error YAML-009: key `a` appears twice in this mapping\n    first at p.yaml:1:1; keep one of them"
    )


def test_alias_is_refused_where_it_stands():
    with pytest.raises(SourceProblems) as caught:
        parse_yaml("a: &x 1\nb: *x\n", "p.yaml")
    assert "p.yaml:2:4: error YAML-006" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "policy/restorative-neurostimulation.yaml:1:1: error YAML-003: the file is empty"),
        (
            b"%PDF-1.7\n\xff\xfe\x00",
            "policy/restorative-neurostimulation.yaml:2:1: error YAML-002: this file is not UTF-8 text",
        ),
        (
            b"id: x\ntitle: a\x00b\n",
            "policy/restorative-neurostimulation.yaml:2:9: error YAML-002: control character U+0000",
        ),
        (
            b"- a\n",
            "policy/restorative-neurostimulation.yaml:1:1: error YAML-004: this must be a mapping, not a list",
        ),
    ],
)
def test_files_that_are_no_policy(root, data, line):
    assert problems(root, data)[0].startswith(line)


def test_missing_key(root):
    text = edited(root, "\nshort_title:", "\n# short_title:")
    (line,) = problems(root, text)
    assert line.startswith("policy/restorative-neurostimulation.yaml:2:1: error SCHEMA-002: the key `short_title` is")


def test_unknown_key_says_what_was_meant(root):
    text = edited(root, "\nshort_title:", "\nshort_titel:")
    (line,) = problems(root, text)
    where = line_of(text, "short_titel:")
    assert line == (
        f"policy/restorative-neurostimulation.yaml:{where}:1: error SCHEMA-001: unknown key `short_titel`\n"
        "    did you mean `short_title`?"
    )


def test_wrong_type_and_wrong_word_are_reported_at_once(root):
    text = edited(root, "\nstatus: draft", "\nstatus: drafty").replace(
        "\nkeywords:\n", "\nkeywords: pain\nx_keywords:\n"
    )
    lines = problems(root, text)
    status = line_of(text, "status: drafty")
    assert any(
        line.startswith(f"policy/restorative-neurostimulation.yaml:{status}:9: error SCHEMA-004: `drafty` is not")
        and line.endswith("did you mean `draft`?")
        for line in lines
    )
    keywords = line_of(text, "keywords: pain")
    assert any(f":{keywords}:11: error SCHEMA-003: this must be a list, not `pain`" in line for line in lines)


def test_misspelt_key_inside_a_criterion_is_located(root):
    text = edited(root, "statement:", "statment:")
    lines = problems(root, text)
    where = line_of(text, "statment:")
    assert any(
        f":{where}:" in line and "unknown key `statment`" in line and "did you mean `statement`?" in line
        for line in lines
    )
    assert not any("is missing" in line for line in lines)


def test_id_is_the_name_of_the_file(root):
    text = (root / "policy" / "restorative-neurostimulation.yaml").read_text()
    lines = problems(root, text, "other.yaml")
    assert "error FILE-003: the id `restorative-neurostimulation` does not match the file name `other`" in lines[0]


def test_problems_of_all_files_come_together(root):
    (root / "policy" / "a.yaml").write_text("")
    (root / "policy" / "b.yaml").write_text("- 1")
    with pytest.raises(SourceProblems) as caught:
        load_all(find_policies(root), root)
    assert [problem.place.file for problem in caught.value.problems] == ["policy/a.yaml", "policy/b.yaml"]


def test_no_policy_here(tmp_path):
    with pytest.raises(SourceProblems, match="there are no policies here"):
        find_policies(tmp_path)

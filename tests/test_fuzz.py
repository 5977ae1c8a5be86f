"""Mutated policies: problems or a clean answer, never a traceback, in bounded time, and never a path out of build/."""

from __future__ import annotations

import copy
import time
from datetime import date
from pathlib import Path, PurePosixPath

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.problem import SourceProblems
from generator.rules import check
from generator.rules.report import FORMATS, render
from generator.source.editions import resolve_editions
from generator.source.policies import load_policy

ROOT = Path(__file__).parents[1]
POLICIES = sorted(
    [*ROOT.glob("policy/*.yaml"), *ROOT.glob("tests/policies/*/policy/*.yaml"), *ROOT.glob("tests/rules/*.yaml")]
)
TEXTS = [path.read_text(encoding="utf-8") for path in POLICIES]
TREES = [yaml.load(text, yaml.CBaseLoader) for text in TEXTS]
SLOWEST = 10.0  # seconds of computing for one file, on a slow machine
HOSTILE = [
    "",
    " ",
    "0",
    "-1",
    "1e5",
    "NaN",
    "null",
    "~",
    "true",
    "NO",
    "00100",
    "9" * 400,
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "../../etc/passwd",
    "..",
    ".",
    "/",
    "a/b",
    "C:\\x",
    "con",
    "\u202e\u200b\ufeff",
    "é" * 90,
    "\U0001f4a9",
    "{{ 7 * 7 }}",
    "{% for x in y %}",
    "{{ policy.__class__.__mro__ }}",
    '<img src="file:///etc/passwd">',
    "<script>alert(1)</script>",
    "![x](file:///etc/passwd)",
    "[x](javascript:alert(1))",
    "[@]",
    "[@nobody]",
    "[@a; @b; -@c, p. 1]",
    "@smith2024",
    "[" * 50,
    "*" * 2000,
    "_" * 2000,
    "`" * 2000,
    "> " * 500,
    "| a | b |\n|---|---|\n",
    "33/0 (0%)",
    "0/0 (0%)",
    "5% (1/0)",
    "999999999999999999999/1 (3%)",
    "1.0 (95% CI: -–-)",
    "--5 (95% CI: --5 to --6)",
    "reduction of --5",
    "M62.85",
    "M62.8",
    "P190021",
    "10.1/",
    "10.1000/" + "x" * 3000,
    "&x",
    "*x",
    "!!python/object/apply:os.system [ls]",
    "<<",
    "%YAML 9",
]


def answer(text: str | bytes, folder: Path, name: str = "clean") -> None:
    """Read, compose, check and report a policy; anything raised but SourceProblems fails the test."""
    path = folder / f"{name}.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    before, start = sorted(folder.rglob("*")), time.process_time()
    try:
        source = load_policy(path, folder)
        problems = check(source, date(2026, 11, 25))
        for edition in resolve_editions(source, folder):
            for part in (source.policy.id, edition.edition.id):
                assert PurePosixPath(part).name == part not in ("", ".", "..")
    except SourceProblems as error:
        problems = error.problems
        assert problems
    for form in FORMATS:
        render(problems, form)
    assert time.process_time() - start < SLOWEST
    assert sorted(folder.rglob("*")) == before
    for problem in problems:
        assert problem.place.line >= 0 and problem.message and "\n" not in problem.rule


def paths_in(tree, path=()):
    yield path
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, child in steps:
        yield from paths_in(child, (*path, step))


PATHS = [list(paths_in(tree))[1:] for tree in TREES]
several = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def mutated_trees(draw):
    """A policy with one to four of its parts dropped, doubled, moved, turned into another kind or made hostile."""
    number = draw(st.integers(0, len(TREES) - 1))
    tree = copy.deepcopy(TREES[number])
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(PATHS[number]))
        parent = tree
        try:
            for step in path[:-1]:
                parent = parent[step]
            old = parent[path[-1]]
        except (KeyError, IndexError, TypeError):
            continue  # an earlier mutation took it away
        action = draw(st.sampled_from(["drop", "double", "retype", "hostile", "hostile", "rename", "move"]))
        if action == "drop":
            del parent[path[-1]]
        elif action == "double" and isinstance(parent, list):
            parent.append(copy.deepcopy(old))
        elif action == "retype":
            parent[path[-1]] = draw(st.sampled_from([[], {}, [old], {"x": old}, None, [[[]]], {"": ""}]))
        elif action == "rename" and isinstance(parent, dict):
            parent[draw(st.sampled_from(HOSTILE))] = parent.pop(path[-1])
        elif action == "move":
            other = draw(st.sampled_from(PATHS[number]))
            tree[str(other[0])] = copy.deepcopy(old)
        else:
            parent[path[-1]] = draw(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40)))
    return POLICIES[number].stem, yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


@st.composite
def mutated_texts(draw):
    """A policy's text with lines dropped, doubled, swapped or indented, and bytes garbled."""
    number = draw(st.integers(0, len(TEXTS) - 1))
    lines = TEXTS[number].split("\n")
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        action = draw(st.sampled_from(["drop", "double", "swap", "indent", "insert"]))
        if action == "drop":
            del lines[at : at + draw(st.integers(1, 5))]
        elif action == "double":
            lines.insert(at, lines[at])
        elif action == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif action == "indent":
            lines[at] = draw(st.sampled_from([" ", "  ", "\t", "- "])) + lines[at]
        else:
            lines.insert(at, draw(st.sampled_from(HOSTILE)))
        lines = lines or [""]
    data = bytearray("\n".join(lines).encode("utf-8"))
    for _ in range(draw(st.integers(0, 3))):
        if data:
            data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return POLICIES[number].stem, bytes(data)


@several
@given(mutated_trees())
def test_mutated_trees(tmp_path, mutated):
    answer(mutated[1], tmp_path / "", mutated[0])


@several
@given(mutated_texts())
def test_mutated_texts(tmp_path, mutated):
    answer(mutated[1], tmp_path / "", mutated[0])


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_garbage(tmp_path, data):
    answer(data, tmp_path)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_in_every_kind_of_place(tmp_path, number):
    hostile = HOSTILE[number].replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    clean = TEXTS[[path.stem for path in POLICIES].index("clean")]
    for old in (
        "Conservative care failed.",
        "id: failed-care",
        "Pain after one year",
        "id: clean",
        '"1.1"',
        "M62.85",
        "10.1000/abc.1",
        "value: 40",
        "2027-06-30",
        "n: 156",
        "smith2024\n    type",
    ):
        tail = "\n    type" if old.endswith("type") else ""
        key = old.partition(": ")[0] + ": " if ": " in old else ""
        answer(clean.replace(old, f'{key}"{hostile}"{tail}', 1), tmp_path)


BOMBS = {
    "alias bomb": "a0: &a0 [x, x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20)),
    "alias of itself": "a: &a [*a]\n",
    "deep lists": "a: " + "[" * 100_000,
    "deep mappings": "a: " + "{a: " * 50_000,
    "deep indentation": "".join(" " * n + "a:\n" for n in range(3000)),
    "deep dashes": "- " * 100_000 + "a",
    "many keys": "".join(f"k{n}: x\n" for n in range(20_000)),
    "one long line": "title: " + "x" * 2_000_000,
    "a long key": "x" * 2_000_000 + ": a",
    "too large": "#" * (9 * 1024 * 1024),
    "no end of a quote": 'a: "' + "x\n" * 200_000,
    "question marks": "? " * 50_000,
    "nothing": "",
    "only a comment": "# x",
    "binary": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "utf-16": "id: x".encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbfid: x",
    "nul": b"id: \x00",
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs(tmp_path, name):
    answer(BOMBS[name], tmp_path)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "A",
        "1 of ",
        "33/42 (",
        "(95% CI: ",
        "<a ",
        "reduction ",
        "Aa Bb ",
        "1-",
        "0-10 ",
        "`",
        "Lee et al, ",
        "@x",
        "*_",
        "ICD-10 ",
        "A b (",
        "- 1 ",
    ],
)
def test_megabyte_scalars(tmp_path, piece):
    clean = TEXTS[[path.stem for path in POLICIES].index("clean")]
    for size in (25_000, 1_000_000):
        text = '"x' + piece * (size // len(piece)) + '"'
        answer(clean.replace("Conservative care failed.", text).replace("It lasted.", text), tmp_path)


def test_deeply_nested_criteria(tmp_path):
    clean = TEXTS[[path.stem for path in POLICIES].index("clean")]
    for depth in (20, 200):
        inner = "{id: leaf, statement: x}"
        for level in range(depth):
            inner = f"{{id: g{level}, all: [{inner}]}}"
        answer(clean.replace("    - id: failed-care", f"    - {inner}\n    - id: failed-care"), tmp_path)

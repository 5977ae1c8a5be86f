"""A new policy or publisher: its name, its days, its titles, each at the limit."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from generator.files.paths import templates_dir
from generator.lifecycle.scaffold import write_policy, write_publisher
from generator.problem import Place, SourceProblems
from generator.source.policies import load_policy
from generator.source.publishers import load_publisher

TODAY = date(2026, 11, 25)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "policy").mkdir()
    return tmp_path


@pytest.mark.parametrize("name", ["a", "a-b", "knee-2", "0", "x" * 80])
def test_a_name_that_is_an_id(root, name):
    assert write_policy(name, None, root, TODAY) == root / "policy" / f"{name}.yaml"
    assert write_publisher(name, None, root) == root / "policy" / "publishers" / f"{name}.yaml"


@pytest.mark.parametrize("name", ["", "A", "a_b", "-a", "a-", "a--b", "a b", "../a", "x" * 81, "é"])
def test_a_name_that_is_no_id(root, name):
    for write in (lambda: write_policy(name, None, root, TODAY), lambda: write_publisher(name, None, root)):
        with pytest.raises(SourceProblems) as caught:
            write()
        [problem] = caught.value.problems
        assert (problem.rule, problem.place.file) == ("NEW-001", name)
        assert f"`{name}`" in problem.message and "knee-arthroscopy" in problem.hint
    assert not (root / "policy" / "publishers").exists() and not list((root / "policy").iterdir())


def test_a_file_that_is_there_is_left(root):
    for write in (lambda: write_policy("a", None, root, TODAY), lambda: write_publisher("a", None, root)):
        path = write()
        path.write_text("mine", encoding="utf-8")
        with pytest.raises(SourceProblems) as caught:
            write()
        [problem] = caught.value.problems
        assert (problem.rule, problem.place.file) == ("NEW-002", str(path)) and problem.hint
        assert path.read_text(encoding="utf-8") == "mine"


def test_the_days_of_a_new_policy(root):
    policy = load_policy(write_policy("knee", None, root, TODAY), root).policy
    assert policy.dates.effective == date(2027, 2, 23)  # in 90 days
    assert policy.dates.next_review == date(2027, 11, 24)  # in 364 days, within twelve months
    assert policy.history[0].date == TODAY and policy.id == "knee"


@pytest.mark.parametrize(
    ("title", "said", "short"),
    [
        (None, "Knee arthroscopy", "Knee arthroscopy"),
        ('Knee: "a"', 'Knee: "a"', 'Knee: "a"'),
        ("x" * 60, "x" * 60, "x" * 60),
        ("x" * 61, "x" * 61, "x" * 60),
    ],
)
def test_the_titles_of_a_new_policy(root, title, said, short):
    policy = load_policy(write_policy("knee-arthroscopy", title, root, TODAY), root).policy
    assert (policy.title, policy.short_title) == (said, short)
    text = (root / "policy" / "knee-arthroscopy.yaml").read_text(encoding="utf-8")
    assert "${" not in text


@pytest.mark.parametrize(("title", "said"), [(None, "My Plan"), ("Plan: \\1", "Plan: \\1")])
def test_a_new_publisher_is_the_model_with_a_name_of_its_own(root, title, said):
    path = write_publisher("my-plan", title, root)
    text = path.read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    assert (data["id"], data["name"]) == ("my-plan", said)
    assert data["tagline"] == "Write here: a few words below the name"
    assert data["contact"] == "Write here: address, telephone and fax numbers"
    model = yaml.safe_load((templates_dir() / "publishers" / "model.yaml").read_text(encoding="utf-8"))
    changed = {"id", "name", "tagline", "contact"}
    assert {k: v for k, v in data.items() if k not in changed} == {k: v for k, v in model.items() if k not in changed}
    head = text.splitlines()[:3]
    assert head[0].startswith("# A publisher:") and "`publisher: my-plan`" in head[1] and not head[2].startswith("#")
    assert len(re.findall(r"(?m)^(?:id|name|tagline|contact):", text)) == 4
    assert load_publisher("my-plan", root, Place("")).name == said

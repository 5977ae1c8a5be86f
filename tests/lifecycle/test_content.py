"""What a vote is bound to: the data of policy, edition and publisher as written, and nothing of their layout."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from generator.files.paths import templates_dir
from generator.lifecycle.content_hash import content_sha256
from generator.lifecycle.scaffold import write_policy
from generator.model.policy import Policy
from generator.model.publisher import Publisher
from generator.source.editions import ResolvedEdition, resolve_editions
from generator.source.policies import load_policy

EDITIONS = """editions:
  - id: mine
    status: in-review
    changes:
      - {action: amend, criterion: active-infection, with: {note: Naïve.}, direction: editorial, reason: R.}
  - {id: other}

references:"""


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("content")
    (root / "policy").mkdir()
    path = write_policy("knee", None, root, date(2026, 1, 1))
    path.write_text(path.read_text(encoding="utf-8").replace("\nreferences:", f"\n{EDITIONS}"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def resolve(path):
    text = path.read_text(encoding="utf-8")

    def edition(old: str = "", new: str = "", index: int = 0) -> ResolvedEdition:
        assert not old or text.count(old) == 1, old
        path.write_text(text.replace(old, new) if old else text, encoding="utf-8")
        return resolve_editions(load_policy(path, path.parents[1]), path.parents[1])[index]

    return edition


def written(file: Path) -> dict:
    return yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)


def publisher() -> dict:
    return written(templates_dir() / "publishers" / "model.yaml")


def test_it_is_the_hash_of_the_data_as_written(path, resolve):
    """A later policypress that knows more keys, all with defaults, must give the same: votes are bound to it."""
    found = resolve()
    policy = written(path)
    policy["coverage"]["exclusions"]["absolute"][0]["note"] = "Naïve."  # the edition's change
    [mine, _] = policy.pop("editions")
    del mine["status"]
    models = [Policy.model_validate(policy), Publisher.model_validate(publisher())]
    policy, plan = (
        model.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"status"}) for model in models
    )
    text = json.dumps([policy, mine, plan], sort_keys=True, ensure_ascii=False)
    assert content_sha256(found) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("status: draft", "status: approved"),
        ("    status: in-review\n", "    status: active\n"),
        ("    status: in-review\n", ""),
        ("  - {id: other}", "  - {id: other, lines_of_business: [Commercial]}"),
        ("  - {id: other}\n", ""),
        ("editions:\n", "\n# a comment\neditions:\n"),
    ],
)
def test_what_leaves_it_as_it_is(resolve, old, new):
    assert content_sha256(resolve(old, new)) == content_sha256(resolve())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("An active infection is present.", "An infection is present."),
        ("with: {note: Naïve.}", "with: {note: M.}"),
        ("reason: R.}", "reason: S.}"),
        ("  - id: mine\n", "  - id: mine\n    version: '7.0'\n"),
        ("  - id: mine\n", "  - id: yours\n"),
    ],
)
def test_what_changes_it(resolve, old, new):
    assert content_sha256(resolve(old, new)) != content_sha256(resolve())


def test_each_edition_and_publisher_has_its_own(resolve):
    mine = resolve()
    assert content_sha256(mine) != content_sha256(resolve(index=1))
    other = mine.publisher.model_copy(update={"name": "Another"})
    assert content_sha256(mine) != content_sha256(replace(mine, publisher=other))

"""Shared by all tests: the two policies, and a root in which a test may write."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from generator.source.editions import resolve_editions
from generator.source.policies import Source, load_policy
from generator.view import Document
from tests.case_names import case_name

HERE = Path(__file__).parent
FIRST = HERE.parent / "policy" / "restorative-neurostimulation.yaml"
DEMO = HERE / "policies" / "spinal-cord-stimulation-demo" / "policy" / "neuromodulation-demo.yaml"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that rewrites the golden files."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a case by its values; pytest itself would number it."""
    return case_name(val)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files with the most slow tests first: one that starts last leaves the other cores with nothing to do."""
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: -slow[item.path])


@pytest.fixture(scope="session")
def first() -> Source:
    """The first policy."""
    return load_policy(FIRST, FIRST.parent.parent)


@pytest.fixture(scope="session")
def demo() -> Source:
    """The fictitious policy that uses all of the model."""
    return load_policy(DEMO, DEMO.parent.parent)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with the first policy alone, to be edited and built."""
    (tmp_path / "policy").mkdir()
    shutil.copy(FIRST, tmp_path / "policy")
    if (FIRST.parent / "publishers").is_dir():
        shutil.copytree(FIRST.parent / "publishers", tmp_path / "policy" / "publishers")
    return tmp_path


def documents(source: Source) -> list[Document]:
    """Return every document of a policy."""
    root = source.path.parent.parent
    return [Document(resolved, kind) for resolved in resolve_editions(source, root) for kind in resolved.artifacts]

"""Views of the two policies that the figures are tried on."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.source.editions import resolve_editions
from generator.source.policies import find_policies, load_all
from generator.view import Document, DocumentView, document_view

REPOSITORY = Path(__file__).resolve().parents[2]
DEMO = REPOSITORY / "tests" / "policies" / "spinal-cord-stimulation-demo"


def view_of(root: Path, policy: str) -> DocumentView:
    source = load_all(find_policies(root, (policy,)), root)[0]
    return document_view(Document(resolve_editions(source, root)[0], "coverage-policy"))


@pytest.fixture(scope="session")
def small() -> DocumentView:
    """One indication."""
    return view_of(REPOSITORY, "restorative-neurostimulation")


@pytest.fixture(scope="session")
def big() -> DocumentView:
    """Seven indications, six levels, phases and pathways."""
    return view_of(DEMO, "neuromodulation-demo")

"""Golden files: the HTML of every kind of document of the fictitious policy, and its criteria as data.

`pytest tests/test_golden.py --update-golden` writes them anew; `git diff tests/golden` shows what readers will see.
"""

from __future__ import annotations

import difflib
import re

import pytest
from conftest import DEMO, HERE, documents

from generator.render.attachments import criteria_json
from generator.render.html import render_html
from generator.source.policies import load_policy

GOLDEN = HERE / "golden"
_PIECES = re.compile(r"(?=<(?!/|a\b|abbr\b|b\b|em\b|i\b|span\b|strong\b|sub\b|sup\b|br\b|wbr\b))")
DOCUMENTS = {document.kind: document for document in reversed(documents(load_policy(DEMO, DEMO.parent.parent)))}


def one_element_a_line(html: str) -> str:
    """Return HTML with each block element on a line of its own, so that a diff shows the sentence that changed."""
    lines = (" ".join(piece.split()) for piece in _PIECES.split(html))
    return re.sub(r"(?<=\"source-sha256\" content=\")\w+", "", "\n".join(filter(None, lines))) + "\n"


def produced(kind: str) -> dict[str, str]:
    """Return what is compared for a kind of document, by the name of its golden file."""
    texts = {f"{kind}.html": one_element_a_line(render_html(DOCUMENTS[kind], DEMO.parent.parent))}
    if kind == "coverage-policy":
        texts["criteria.json"] = criteria_json(DOCUMENTS[kind])
    return texts


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_documents_say_what_they_said(kind, request):
    for name, text in produced(kind).items():
        file = GOLDEN / name
        if request.config.getoption("--update-golden"):
            GOLDEN.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        old = file.read_text(encoding="utf-8") if file.is_file() else ""
        changes = difflib.unified_diff(old.splitlines(), text.splitlines(), f"golden/{name}", "now", n=1, lineterm="")
        if shown := list(changes)[:80]:
            pytest.fail(
                "\n".join([*shown, "if this is meant: pytest tests/test_golden.py --update-golden"]), pytrace=False
            )


def test_no_golden_file_is_left_over():
    assert {file.name for file in GOLDEN.iterdir()} == {name for kind in DOCUMENTS for name in produced(kind)}

"""Redlines: real PDFs of the eight edits and of the demo policy, validated; marks in colour, form and words."""

from __future__ import annotations

import re

import pypdfium2
import pytest

from generator.diff import compare
from generator.diff.marking import mark_changes
from generator.diff.redline import redline_html, write_redline
from tests.diff.policies import DEMO, FIRST, ROOT, edit, read
from tests.diff.test_eight_edits import DEMO_CHAIN, FIRST_CHAIN


def _pair(path, chain):
    old = path.read_text(encoding="utf-8")
    new = old
    for *_, edits in chain:
        new = edit(new, *edits)
    return read(old, path, "old.yaml"), read(new, path, "new.yaml")


@pytest.mark.parametrize(("path", "root", "chain"), [
    (FIRST, ROOT, FIRST_CHAIN), (DEMO, DEMO.parents[1], DEMO_CHAIN)], ids=["first", "demo"])
def test_redline_pdf_is_validated_and_says_its_marks(path, root, chain, tmp_path):
    old, new = _pair(path, chain)
    changes = compare(old, new)
    file = tmp_path / "redline.pdf"
    write_redline(old, new, changes, root, file)  # raises when the file is not PDF/UA-1 and PDF/A-3a
    pdf = pypdfium2.PdfDocument(file)
    pages = [page.get_textpage().get_text_bounded() for page in pdf]
    assert "Summary of Changes" in pages[0] and "Summary of Changes" not in "".join(pages[1:])
    assert all(change.id.split("-")[0] in pages[0] for change in changes)
    assert "inserted:" in "".join(pages[1:]) and "deleted:" in "".join(pages[1:])


def test_every_edit_is_marked():
    old, new = _pair(FIRST, FIRST_CHAIN)
    page = redline_html(old, new, compare(old, new), ROOT)
    inserted = " ".join(re.sub("<.*?>", "", text) for text in re.findall(r"<ins>(.*?)</ins>", page, re.DOTALL))
    deleted = " ".join(re.sub("<.*?>", "", text) for text in re.findall(r"<del>(.*?)</del>", page, re.DOTALL))
    assert "ANY ONE" in inserted and "9" in inserted and "hard to treat" in inserted and "71%" in inserted
    assert "ALL" in deleted and "6" in deleted and "coagulopathy" in deleted and "70%" in deleted
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_marks_are_words_too():
    page, _ = mark_changes('<p>at least <b id="a">6</b> months</p>', '<p>at least <b id="a">9</b> months</p>')
    assert re.search(r'class="said del">deleted: </span><del>', page)
    assert re.search(r'class="said ins">inserted: </span><ins>', page)
    assert '<p class="changed">' in page


def test_equal_bodies_have_no_mark():
    assert mark_changes("<p>same</p>", "<p>same</p>")[0].strip() == "<p>same</p>"

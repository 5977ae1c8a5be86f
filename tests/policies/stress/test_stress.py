"""A policy that is hard to set: every name, code and criterion is printed, nothing overlaps or leaves the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from generator.render.document import document_html
from generator.render.finishing import finish_document
from generator.rules.checking import check_source
from generator.source.editions import resolve_editions
from generator.source.policies import load_policy
from generator.view import Document

from .names import ORGANIZATIONS, PEOPLE
from .policy import write

MARGIN, HEADER = 50.0, 20.0  # points of paper that stay white


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stress")
    write(folder)
    return folder


@pytest.fixture(scope="module", params=["coverage-policy"])
def pages(root: Path, request: pytest.FixtureRequest) -> list[pypdfium2.PdfPage]:
    """The pages of a document of the edition with thirty deviations."""
    source = load_policy(root / "policy" / "stress-demo.yaml", root)
    document = Document(resolve_editions(source, root)[1], request.param)
    data = finish_document(
        "stress", "stress.yaml", document.resolved.publisher.id, document_html(document, root), (), root
    ).data
    return list(pypdfium2.PdfDocument(data))


@pytest.fixture(scope="module")
def text(pages: list[pypdfium2.PdfPage]) -> str:
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


def boxes(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float, float, float]]:
    shown = page.get_textpage()
    for number in range(shown.count_rects()):
        left, bottom, right, top = shown.get_rect(number)
        if right - left > 1 and top - bottom > 1:
            yield left, bottom, right, top


def test_the_policy_is_valid(root):
    source = load_policy(root / "policy" / "stress-demo.yaml", root)
    assert [problem.message for problem in check_source(source, root, date(2026, 11, 1))] == []


def test_every_code_and_name_is_printed(text, root):
    source = load_policy(root / "policy" / "stress-demo.yaml", root)
    codes = [code.code for group in source.policy.codes for code in group.codes]
    assert len(codes) > 400 and [code for code in codes if code not in text] == []
    leftward = "\u0590", "\u08ff"  # readers differ in how they turn these around where lines mix both directions
    names = [family for family, _ in PEOPLE] + ORGANIZATIONS
    read = [name for name in names if not leftward[0] <= name[0] <= leftward[1]]
    # accents are read as one character
    letters = [unicodedata.normalize("NFC", "".join(name.split())) for name in read]
    assert [name for name in letters if name not in text] == []


def test_no_text_overlaps_or_leaves_the_page(pages):
    wrong = []
    for number, page in enumerate(pages, 1):
        width, height = page.get_size()
        found = sorted(boxes(page), key=lambda box: box[3])
        for place, (left, bottom, right, top) in enumerate(found):
            if left < MARGIN or right > width - MARGIN or bottom < HEADER or top > height - HEADER:
                wrong.append((number, "outside", left, bottom))
            for other in found[place + 1 :]:
                across = min(right, other[2]) - max(left, other[0])
                along = min(top, other[3]) - max(bottom, other[1])
                if across > 2 and along > 0.4 * min(top - bottom, other[3] - other[1]):
                    wrong.append((number, "overlap", left, bottom))
    assert wrong == []


def test_pages_are_filled(pages):
    """A figure may leave a gap; a rule of breaking must not leave many."""
    part_empty = []
    for number, page in enumerate(pages[1:-1], 2):
        lowest = min(bottom for _, bottom, _, _ in boxes(page) if bottom > 60)
        if lowest > 0.45 * page.get_height():
            part_empty.append(number)
    assert len(part_empty) <= len(pages) // 25, part_empty


def test_deep_numbers_stand_on_one_line(pages):
    lines = [line for page in pages for line in page.get_textpage().get_text_range().splitlines()]
    assert any(line.startswith("1.2.2.2.2.2.2 The record shows") for line in lines)

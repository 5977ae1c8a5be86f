"""Text that overflows its cell or runs off the page stops the build, and is named."""

from __future__ import annotations

import pypdfium2
import pytest

from generator.files.paths import templates_dir
from generator.pdf import RenderProblems, render_pdf
from generator.render.finishing import stylesheets

WORD = "Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbauunterbeamter"
TABLE = (
    '<table style="{style}"><caption>C</caption><thead><tr><th scope="col" style="width: 20%">A</th>'
    '<th scope="col">B</th></tr></thead><tbody><tr><td>' + WORD + "</td><td>x</td></tr></tbody></table>"
)


def render(body: str) -> list[pypdfium2.PdfPage]:
    page = f'<!DOCTYPE html><html lang="en-US"><head><title>T</title></head><body><h1>T</h1>{body}</body></html>'
    data = render_pdf(
        page,
        stylesheets=stylesheets(templates_dir(), "model", page),
        base_dir=templates_dir(),
        allowed=[templates_dir()],
    ).data
    return list(pypdfium2.PdfDocument(data))


@pytest.mark.parametrize(
    "body", [f"<p>{WORD * 4}</p>", TABLE.format(style=""), f"<ul><li><ul><li>{WORD * 3}</li></ul></li></ul>"]
)
def test_long_words_break_inside_their_box(body):
    render(body)


@pytest.mark.parametrize(
    ("body", "holder"),
    [
        (TABLE.format(style="overflow-wrap: normal"), "page 1: text overflows its table cell: 'Donaudampf"),
        (f'<p style="white-space: nowrap">{WORD * 3}</p>', "page 1: text overflows its page: 'Donaudampf"),
        (f'<div style="position: absolute; top: 250mm">{WORD}</div>', "page 1: text is below the page's text area"),
    ],
)
def test_text_outside_its_box_is_refused(body, holder):
    with pytest.raises(RenderProblems) as refused:
        render(body)
    assert any(message.startswith(holder) for message in refused.value.messages), refused.value.messages


def lines_of(page: pypdfium2.PdfPage, word: str) -> int:
    return sum(word in line for line in page.get_textpage().get_text_range().splitlines())


def pages_after(lines_before: int, body: str) -> list[pypdfium2.PdfPage]:
    """Return the pages of a body that starts so many lines down the first page."""
    return render(f'<p style="line-height: 14pt; margin: 0; orphans: 1">{"x<br>" * lines_before}</p>{body}')


def parts(pages: list[pypdfium2.PdfPage], word: str) -> list[int]:
    """Return the number of lines with the word, for each page that has it."""
    return [count for page in pages if (count := lines_of(page, word))]


def study(results: int) -> str:
    """Return an evidence table of one study, which says eight lines on its design."""
    return (
        '<table class="evidence flows"><caption>C</caption><thead><tr><th scope="col">A</th><th scope="col">B</th>'
        f'<th scope="col">C</th></tr></thead><tbody><tr><th scope="row">Name</th><td>{"Design<br>" * 8}</td>'
        f"<td><ul>{'<li>Result</li>' * results}</ul></td></tr></tbody></table>"
    )


@pytest.mark.parametrize("lines_before", range(28, 44))
def test_a_study_with_many_results_breaks_with_lines_on_both_sides(lines_before):
    pages = pages_after(lines_before, study(9))
    assert min(parts(pages, "Result")) >= 2
    assert all(lines_of(page, "Result") for page in pages if lines_of(page, "Name"))


def test_only_a_study_with_many_results_breaks():
    assert len(parts(pages_after(36, study(9)), "Result")) == 2
    assert parts(pages_after(39, study(3)), "Design") == [8]


@pytest.mark.parametrize("lines_before", range(28, 44))
def test_a_changed_criterion_stands_beside_its_number(lines_before):
    row = f'<tr><th scope="row">Name</th><td><span class="line">{"Words<br>" * 9}</span></td></tr>'
    head = '<thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
    table = f'<table class="deviations flows"><caption>C</caption>{head}<tbody>{row}</tbody></table>'
    pages = pages_after(lines_before, table)
    assert min(parts(pages, "Words")) >= 3
    assert all(lines_of(page, "Words") for page in pages if lines_of(page, "Name"))


def choice(options: int) -> str:
    """Return a question of a form with its options, one a line."""
    listed = "".join(f'<span class="option">Use {number}</span> ' for number in range(options))
    field = f'<div class="field"><p class="label">L</p><p class="options">{listed}</p></div>'
    return f'<div class="fields listed">{field}</div>'


@pytest.mark.parametrize("lines_before", [30, 36, 40])
def test_a_long_choice_starts_where_there_is_room(lines_before):
    """What is asked for may be one of many uses: the list goes on overleaf, with two of them at least on each side."""
    found = parts(pages_after(lines_before, choice(20)), "Use")
    assert len(found) == 2 and sum(found) == 20 and min(found) >= 2
    assert parts(pages_after(lines_before, choice(8)), "Use") == [8]


@pytest.mark.parametrize("lines_before", range(38, 45))
def test_a_list_leaves_no_single_item_on_a_page(lines_before):
    assert 1 not in parts(pages_after(lines_before, f"<ul>{'<li>Item</li>' * 5}</ul>"), "Item")

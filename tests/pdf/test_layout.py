"""Text that runs out of its cell or off the page stops the build, and is named."""

from __future__ import annotations

import pytest

from generator.paths import templates_dir
from generator.pdf import RenderProblems, render_pdf
from generator.render import stylesheets

WORD = "Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbauunterbeamter"
TABLE = ('<table style="{style}"><caption>C</caption><thead><tr><th scope="col" style="width: 20%">A</th>'
         '<th scope="col">B</th></tr></thead><tbody><tr><td>' + WORD + "</td><td>x</td></tr></tbody></table>")


def render(body: str) -> None:
    page = f'<!DOCTYPE html><html lang="en-US"><head><title>T</title></head><body><h1>T</h1>{body}</body></html>'
    render_pdf(page, stylesheets=stylesheets(templates_dir(), "model", page), base_dir=templates_dir(),
               allowed=[templates_dir()])


@pytest.mark.parametrize("body", [
    f"<p>{WORD * 4}</p>", TABLE.format(style=""), f"<ul><li><ul><li>{WORD * 3}</li></ul></li></ul>"])
def test_long_words_break_inside_their_box(body):
    render(body)


@pytest.mark.parametrize(("body", "holder"), [
    (TABLE.format(style="overflow-wrap: normal"), "page 1: text runs out of its table cell: 'Donaudampf"),
    (f'<p style="white-space: nowrap">{WORD * 3}</p>', "page 1: text runs out of its page: 'Donaudampf"),
    (f'<div style="position: absolute; top: 250mm">{WORD}</div>', "page 1: text stands below the page's text area"),
])
def test_text_outside_its_box_is_refused(body, holder):
    with pytest.raises(RenderProblems) as refused:
        render(body)
    assert any(message.startswith(holder) for message in refused.value.messages), refused.value.messages

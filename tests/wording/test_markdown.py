"""Text fields: citations in AMA's places, nothing hostile."""

from __future__ import annotations

import pytest

from generator.wording.markdown import CitationError, TextRenderer


@pytest.fixture
def text() -> TextRenderer:
    return TextRenderer(lambda cited: f"<{'+'.join(item.key + item.locator for item in cited)}>")


def test_citation_follows_period_and_comma_and_precedes_semicolon(text):
    assert text.inline("Pain fell [@a]. So [@b], then [@c; @d]; end") == "Pain fell.<a> So,<b> then<c+d>; end"


def test_decimal_point_is_no_period(text):
    assert text.inline("see [@a].5") == "see<a>.5"


def test_raw_html_images_and_headings_are_text(text):
    html = text.block("# no\n\n<b>x</b> ![i](file:///etc/passwd) <img src=x>")
    assert "<b>" not in html and "<img" not in html and "<h1" not in html
    assert "&lt;b&gt;" in html


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("fell [@a] [@b].", "fell.<a+b>"),
        ("fell [@a][@b] [@c; @d, p. 3], so", "fell,<a+b+c+dp3> so"),
        ("fell [@a]\n[@b]\n  [@c]; so", "fell<a+b+c>; so"),
        ("fell\n[@a]", "fell<a>"),
        ("fell [@a], [@b].", "fell,<a+b>."),
        ("fell [@a]. [@b] So", "fell.<a+b> So"),
        ("fell\u00a0[@a]\u00a0[@b]", "fell<a+b>"),
        ("it *fell [@a]* [@b].", "it <em>fell<a+b></em>."),
        ("it fell [@a] *[@b] so*", "it fell<a+b><em> so</em>"),
        ("(fell [@a] [@b])", "(fell<a+b>)"),
        ("fell [@a] and [@b]", "fell<a> and<b>"),
        ("fell [@a]; [@b]", "fell<a>;<b>"),
        ("fell [@a]–[@b]", "fell<a>–<b>"),
        ("[@a] [@b] say", "<a+b> say"),
        ("fell [@a](n = 5)", "fell<a>(n = 5)"),
    ],
)
def test_citations_that_no_word_separates_are_one(text, written, printed):
    """Two numbers side by side would read as one: `12` for `1,2`."""
    assert text.block(written) == f"<p>{printed}</p>\n"
    assert text.inline(written) == printed


def test_a_citation_at_the_start_of_a_paragraph_or_item_stays_there(text):
    assert text.block("fell\n\n[@a] says") == "<p>fell</p>\n<p><a> says</p>\n"
    assert text.block("- [@a] says\n- [@b] too") == "<ul>\n<li><a> says</li>\n<li><b> too</li>\n</ul>\n"


def test_dangerous_links_are_not_made(text):
    html = text.block("[a](javascript:alert(1)) [b](file:///etc/passwd) [c](https://example.org)")
    assert html.count("<a ") == 1 and 'href="https://example.org"' in html


def test_template_syntax_is_text(text):
    assert text.inline("{{ policy }} {% raw %}") == "{{ policy }} {% raw %}"


def test_a_page_follows_the_number(text):
    assert text.inline("fell [@a, pp. 3-5; @b].") == "fell.<app3-5+b>"


@pytest.mark.parametrize("written", ["[ @a ]", "[-@a]", "[@a ]", "[ -@a]"])
def test_other_ways_to_write_a_citation(text, written):
    assert text.inline(f"Pain fell {written}.") == "Pain fell.<a>"


@pytest.mark.parametrize("literal", [r"\[@a]", r"x \\[@a]"])
def test_what_is_escaped_is_no_citation(text, literal):
    assert "<a>" not in text.inline(literal) and "[@a]" in text.inline(literal)


@pytest.mark.parametrize("bad", ["[see @a]", "[@a, @b]", "[@a, chap. 3]", "[@a; b]", "[@{a}]", "[@a p. 3]"])
def test_what_no_number_can_say_is_never_printed_raw(text, bad):
    with pytest.raises(CitationError):
        text.inline(f"Pain fell {bad}.")

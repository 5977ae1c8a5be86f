"""Text fields: CommonMark, citations in AMA's places, nothing hostile."""

from __future__ import annotations

import pytest

from generator.text import TextRenderer, cited_keys


@pytest.fixture
def text() -> TextRenderer:
    return TextRenderer(lambda keys: f"<{'+'.join(keys)}>")


def test_citation_follows_period_and_comma_and_precedes_semicolon(text):
    assert text.inline("Pain fell [@a]. So [@b], then [@c; @d]; end") == "Pain fell.<a> So,<b> then<c+d>; end"


def test_decimal_point_is_no_period(text):
    assert text.inline("see [@a].5") == "see<a>.5"


def test_raw_html_images_and_headings_are_text(text):
    html = text.block("# no\n\n<b>x</b> ![i](file:///etc/passwd) <img src=x>")
    assert "<b>" not in html and "<img" not in html and "<h1" not in html
    assert "&lt;b&gt;" in html


def test_dangerous_links_are_not_made(text):
    html = text.block("[a](javascript:alert(1)) [b](file:///etc/passwd) [c](https://example.org)")
    assert html.count("<a ") == 1 and 'href="https://example.org"' in html


def test_template_syntax_is_text(text):
    assert text.inline("{{ policy }} {% raw %}") == "{{ policy }} {% raw %}"


def test_cited_keys_in_order():
    assert cited_keys("a [@x] b [@y; @x] c@z [no]") == ["x", "y", "x"]

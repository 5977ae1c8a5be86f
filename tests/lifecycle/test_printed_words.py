"""The lines that a vote is bound to: what a reader sees of HTML and styles, and nothing of the layout."""

from __future__ import annotations

import pytest

from generator.lifecycle.printed_words import printed_lines, style_words


def test_a_line_for_each_block_and_cell():
    page = (
        "<html><body><div class='x' style='width: 3%'><p>At least <b>6</b>\n weeks<!-- no --> of&nbsp;care</p>"
        "<table><tr><th>Code</th><td>M54.50</td></tr></table>loose<br>next</div></body></html>"
    )
    assert printed_lines(page) == ["At least 6 weeks of care", "Code", "M54.50", "loose", "next"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a</p>", "<div><p class='b' id='c'>a</p></div>"),
        ("<p>care</p>", "<p>ca\u00adre</p>"),
        ("<p><a href='#x'>a</a></p>", "<p><a href='#y'>a</a></p>"),
        ("<svg><text x='1'>a</text></svg>", "<svg><text x='2' fill='red'>a</text></svg>"),
        (
            '<figure data-plot=\'{"width": 1, "label": ["a"]}\'></figure>',
            '<figure data-plot=\'{"width": 2, "label": ["a"]}\'></figure>',
        ),
    ],
)
def test_layout_is_left_out(one, other):
    assert printed_lines(one) == printed_lines(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>6</p>", "<p>52</p>"),
        ("<p>a<b> 6</b></p>", "<p>a<b> 52</b></p>"),
        ("<p>a</p>", "<p hidden>a</p>"),
        ("<p>a</p>", "<p style='display: none'>a</p>"),
        ("<p>a</p>", "<p dir='rtl'>a</p>"),
        ("<p><a href='https://a.org'>a</a></p>", "<p><a href='https://b.org'>a</a></p>"),
        ("<ol><li>a</ol>", "<ol start='2'><li>a</ol>"),
        ("<ol><li>a</ol>", "<ol><li value='2'>a</ol>"),
        ("<p><img src='a.svg' alt='6'></p>", "<p><img src='a.svg' alt='52'></p>"),
        ("<p><img src='data:image/svg+xml,a'></p>", "<p><img src='data:image/svg+xml,b'></p>"),
        ("<p><input name='a' title='6'></p>", "<p><input name='a' title='52'></p>"),
        ("<p><input type='radio' value='yes'></p>", "<p><input type='radio' value='no'></p>"),
        ("<select><option>6</select>", "<select><option>52</select>"),
        ("<meta name='keywords' content='a'>", "<meta name='keywords' content='b'>"),
        ("<title>6</title>", "<title>52</title>"),
        ("<style>@page { @top-left { content: '6' } }</style>", "<style>@page { @top-left { content: '52' } }</style>"),
        (
            '<figure data-plot=\'{"points": [{"value": 6.0}]}\'></figure>',
            '<figure data-plot=\'{"points": [{"value": 52.0}]}\'></figure>',
        ),
        ("<svg><text>6</text></svg>", "<svg><text>52</text></svg>"),
    ],
)
def test_what_a_reader_sees_is_in(one, other):
    assert printed_lines(one) != printed_lines(other)


def test_the_source_hash_in_the_head_is_not_printed():
    assert printed_lines("<meta name='source-sha256' content='a'><p>x</p>") == ["x"]


@pytest.mark.parametrize(
    "rule",
    [
        "p { margin: 1pt; color: red; display: block }",
        "p::after { content: '' }",
        "p { position: relative }",
        ":root { --font-text: 'Own'; --space: 2pt }",
        "/* content: 'x' */",
    ],
)
def test_styles_that_only_lay_out_say_nothing(rule):
    assert style_words(rule) == []


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("p::after{content:'\\36 '}", 'p::after content: "6"'),
        ("@media print { p::after { content: 'a' } }", '@media print p::after content: "a"'),
        (
            "@page :first { @top-left { content: 'a' counter(page) } }",
            '@page :first @top-left content: "a" counter(page)',
        ),
        ("p { display: none !important }", "p display: none"),
        ("P { TEXT-TRANSFORM: uppercase }", "P text-transform: uppercase"),
        (".x { list-style-type: upper-roman }", ".x list-style-type: upper-roman"),
        ("li { counter-reset: n 6 }", "li counter-reset: n 6"),
        ("p { font-feature-settings: 'frac' }", 'p font-feature-settings: "frac"'),
        ("p { font-variant-numeric: ordinal }", "p font-variant-numeric: ordinal"),
        (":root { --said: 'six' }", ':root --said: "six"'),
        ("p { position: running(head) }", "p position: running(head)"),
        ("@import 'other.css';", '@import "other.css"'),
        ("@font-face { font-family: A; src: url(a.ttf) }", "@font-face font-family: A; src: url(a.ttf)"),
        ("p { & b::before { content: 'n' } }", 'p & b::before content: "n"'),
    ],
)
def test_styles_that_print_words_are_told(rule, said):
    assert style_words(rule) == [said]


@pytest.mark.parametrize(
    "tag",
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "dfn",
        "em",
        "font",
        "i",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "var",
    ],
)
def test_words_in_a_line_stay_in_it(tag):
    assert printed_lines(f"<p>a <{tag}>b</{tag}> c</p>") == ["a b c"]


@pytest.mark.parametrize("tag", ["input", "wbr"])
def test_an_empty_element_in_a_line_stays_in_it(tag):
    assert printed_lines(f"<p>a <{tag}>b</p>") == ["a b"]


@pytest.mark.parametrize("tag", ["p", "div", "li", "td", "h1", "option", "svg", "text"])
def test_a_block_has_a_line_of_its_own(tag):
    assert printed_lines(f"<div>a<{tag}>b</{tag}>c</div>") == ["a", "b", "c"]


@pytest.mark.parametrize(
    "name",
    [
        "alt",
        "aria-label",
        "title",
        "placeholder",
        "name",
        "type",
        "value",
        "checked",
        "selected",
        "required",
        "readonly",
        "disabled",
        "hidden",
        "dir",
        "start",
        "reversed",
        "href",
        "src",
    ],
)
def test_an_attribute_that_is_printed_or_read_aloud_is_in(name):
    assert printed_lines(f"<p><b {name}='x'>a</b></p>") == [f"[{name}: x] a"]
    assert printed_lines(f"<p><b {name}=''>a</b></p>") == [f"[{name}] a"]


def test_an_address_in_the_document_is_layout_and_a_picture_in_it_is_not():
    assert printed_lines("<p><a href='#x'>a</a> <a title='#x'>b</a></p>") == ["a [title: #x] b"]
    [said] = printed_lines("<p><img src='data:image/svg+xml,a'></p>")
    assert said.startswith("[src: data:image/svg+xml, SHA-256 ") and len(said) == 34 + 64 + 1


def test_scripts_and_notes_are_not_printed_and_the_words_after_them_are():
    assert printed_lines("<p>a<!-- x -->b<?y?>c</p><script>z</script><p>d</p>") == ["abc", "d"]
    assert printed_lines("<style>p::after { content: 'x' } b { color: red }</style>a") == [
        'style: p::after content: "x"',
        "a",
    ]


def test_words_of_the_head():
    assert printed_lines("<meta name='author' content='A'><meta charset='utf-8'><meta name='x'><p>a</p>") == [
        "[author: A]",
        "[x: ]",
        "a",
    ]


def test_styles_of_one_element():
    page = "<p style='color: red'>a</p><p style='display: none; content: \"x\"'>b</p>"
    assert printed_lines(page) == ["a", '[style: display: none; content: "x"] b']


@pytest.mark.parametrize(
    ("plot", "said"),
    [
        ('{"label": "a", "width": 1, "value": 2}', ["a"]),
        ('{"points": [{"value": 6.5, "low": 5, "high": 8, "x": 1}]}', ["6.5 5 8"]),
        ('{"bars": [{"value": 6.5, "name": "n"}]}', ["n"]),
        ('["a", "b"]', ["a b"]),
    ],
)
def test_a_figure_says_its_words_and_results(plot, said):
    assert printed_lines(f"<figure data-plot='{plot}'></figure>") == said


@pytest.mark.parametrize(
    "name",
    [
        "content",
        "visibility",
        "text-transform",
        "quotes",
        "counter-reset",
        "counter-increment",
        "counter-set",
        "list-style",
        "list-style-type",
        "list-style-image",
        "string-set",
        "bookmark-label",
        "direction",
        "src",
        "unicode-bidi",
        "text-overflow",
        "block-ellipsis",
        "hyphenate-character",
        "font-feature-settings",
        "font-variant",
        "font-variant-caps",
    ],
)
def test_a_declaration_that_decides_words_is_told(name):
    assert style_words(f"p {{ {name}: x }}") == [f"p {name}: x"]


@pytest.mark.parametrize(
    "text", ["content: ''", "content: none", "content: normal", "display: inline", "position: absolute", "--a: b",
             "--font-a: 'B'", "font: 9pt A"]
)  # fmt: skip
def test_a_declaration_that_prints_nothing_is_not_told(text):
    assert style_words(f"p {{ {text} }}") == []


def test_rules_that_nest_and_rules_without_a_block():
    sheet = "@charset 'utf-8'; @font-face { font-family: A; src: url(a.ttf); } @media print { p { quotes: none } }"
    assert style_words(sheet) == [
        '@charset "utf-8"',
        "@font-face font-family: A; src: url(a.ttf)",
        "@media print p quotes: none",
    ]
    assert style_words("p { content: /* no */ 'a'\n  'b' }") == ['p content: "a" "b"']

"""The safe subset of CommonMark: what is markup, and that no other sign is lost or changed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from generator.wording.markdown import TextRenderer
from generator.wording.markup import doubts

RENDERER = TextRenderer(lambda cited: "; ".join(item.key for item in cited))


def written(html: str) -> str:
    """Return the text field that a document's HTML comes from, without white space: each mark as its Markdown."""
    return "".join(_written(lxml_html.fragment_fromstring(html, create_parent="div")).split())


def _written(element: lxml_html.HtmlElement) -> str:
    inner = element.text or ""
    for number, child in enumerate(element):
        item = f"{int(element.get('start', '1')) + number}." if element.tag == "ol" else "-"
        inner += (item if child.tag == "li" else "") + _written(child) + (child.tail or "")
    before, after = {"em": ("*", "*"), "strong": ("**", "**"), "a": ("[", f"]({element.get('href')})")}.get(
        element.tag, ("", "")
    )
    return before + inner + after


LITERAL = [
    "CYP2C19*2 or *3",
    "Alleles *2 and *3 of M54.*",
    "Allele *3 of M54.*",
    "*2, *3, or M54.*",
    "**Not** for 99213*.",
    "CYP2C19*2 and CYP2C19*3",
    "CYP2C19 *2/*2, *2/*3, and *3/*3",
    "HLA-B*57:01, HLA-B*15:02, and HLA-A*31:01",
    "M54.*, M51.*",
    "(M54.*) and (M51.*)",
    "M54.*/M51.* or M54.*-M51.*",
    "5*10^9/L to 10*10^9/L",
    "5 * 3 * 2",
    "99213* and 99214*",
    "64555*, 64590**, and 64595*",
    "the codes marked (*) and (**) and [*]",
    '"*" means one, and "*" two',
    "* Reported with 64555.",
    "*",
    "**** and ****",
    "> 1 year",
    ">1 year",
    "2021. The agency",
    "2021. The agency\n2022. Its successor",
    "1. Only one",
    "1) First\n2) Second",
    "1. First\n1. Second",
    "1. First\n3. Third",
    "01. First\n02. Second",
    "- 3.8 points",
    "+ 64591 with a second lead\n+ 64592 with a third",
    "* One\n* Two",
    "The score fell by\n- 3.8 points\nin a year",
    "- - 5",
    "-\n-",
    "- a\n-",
    "1.\n2.",
    "# 4 of 10",
    "###",
    "Title\n=====",
    "Title\n-----",
    "---",
    "- - -",
    "***",
    "* * *",
    "___",
    "snake_case_name and _this_ and __that__",
    "Name: ____ Date: (____)",
    "`a` and ``b`` and ```c```",
    "```\ncode\n```",
    "~~~\ncode\n~~~",
    "~5 to ~7 and ~~8~~",
    "R&D, AT&T, &amp; &ge; &#8805; &nbsp;",
    "a <b> c </b> <br/> <!-- d -->",
    "score <4 and >2, p<.05",
    "<https://example.org/a%20b> and <a@example.org> and <ratio:2>",
    "C:\\path\\file, 5\\%, a \\_ b \\# c \\& d \\\\ e",
    "hard\\\nbreak",
    "[NRS]: pain",
    "[1]: /url 'title'\n\n[1]",
    "[1](2) and [see](the note) and [a](b)",
    "[a][b] and [c]",
    "[a](https://example.org 'title')",
    "[a](javascript:alert(1)) [b](file:///etc/passwd)",
    "![alt](x.png)",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "    four spaces",
    "Term\n:   meaning",
    "Note[^1]\n\n[^1]: foot",
    "a -- b --- c ... (c) (tm) +-5 'q' \"q\"",
    "$5 and $6, x^2^, H~2~O, ==m==, :smile:",
    "- [ ] open\n- [x] done\n",
    "Cobb angle 10° ≤ x < 20° ± 5",
]


@pytest.mark.parametrize("text", LITERAL)
def test_signs_are_printed(text):
    for html in (RENDERER.block(text), RENDERER.inline(text)):
        assert written(html) == "".join(text.split())
    assert not {"em", "strong", "code", "blockquote", "hr", "pre", "a", "ol", "br", "h1", "h2"} & {
        element.tag for element in lxml_html.fragment_fromstring(RENDERER.block(text), create_parent="div").iter()
    }


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*Trial* and **not** ***test***.", "<em>Trial</em> and <strong>not</strong> <em><strong>test</strong></em>."),
        ("(*see*), “*see*”, *see*; *see*-x", "(<em>see</em>), “<em>see</em>”, <em>see</em>; <em>see</em>-x"),
        ("*6 months* for CYP2C19*2", "<em>6 months</em> for CYP2C19*2"),
        ('*"Quoted"* and *≥ 5%*', "<em>&quot;Quoted&quot;</em> and <em>≥ 5%</em>"),
        ("[*The* site](https://example.org)", '<a href="https://example.org"><em>The</em> site</a>'),
        ("[mail](mailto:a@example.org)", '<a href="mailto:a@example.org">mail</a>'),
        (r"\*not emphasis\*", "*not emphasis*"),
        (r"\[not a link](https://example.org)", "[not a link](https://example.org)"),
        (r"\- 5 points", "- 5 points"),
        (r"2021\. The agency", "2021. The agency"),
    ],
)  # fmt: skip
def test_markup(text, html):
    assert RENDERER.inline(text) == html
    assert RENDERER.block(text) == f"<p>{html}</p>\n"


def test_lists():
    assert RENDERER.block("- a\n- b") == "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"
    assert RENDERER.block("So:\n1. a\n2. b") == "<p>So:</p>\n<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"
    assert (
        RENDERER.block("9. a\n10. b")
        == '<ol start="9" style="counter-reset: list-item 8">\n<li>a</li>\n<li>b</li>\n</ol>\n'
    )
    assert RENDERER.block("99. a\n100. b").startswith("<ol") and RENDERER.block("100. a\n101. b").startswith("<p")
    nested = RENDERER.block("- a\n  1. b\n  2. c\n- d")
    assert nested.count("<ul>") == nested.count("<ol>") == 1
    inner = RENDERER.block("- 1. b\n- 2. c")
    assert inner == "<ul>\n<li>1. b</li>\n<li>2. c</li>\n</ul>\n"


@pytest.mark.parametrize("depth", [5, 6, 12, 40, 400])
def test_a_deep_list_is_printed_whole(depth):
    text = "\n".join(f"{'  ' * level}- {name}{level}" for level in range(min(depth, 60)) for name in "ab")
    assert written(RENDERER.block(text)) == "".join(text.split())
    assert written(RENDERER.block("- " * depth + "end")) == "-" * depth + "end"


signs = st.text(alphabet="ab1 23*-+_.,)(>#`~&;<>!|=:\n\n\t\"'/[]", max_size=40)
SPACES = ["- ", "1. ", "2. ", "3. ", "1) ", "+ ", "> ", "# ", "\n", "\n\n", "  ", " "]
MARKS = "* ** *** a 5 . , ( ) [ ] _ / --- ``` ~~~ &lt; <b> *a* **b** [a](https://example.org) [a](b) M54.* CYP2C19*2"
pieces = st.lists(st.sampled_from([*SPACES, *MARKS.split()]), max_size=25).map("".join)


@given(signs | pieces)
def test_every_sign_arrives(text):
    """What is not printed as it is written is a mark that can be written again from the HTML."""
    assert written(RENDERER.block(text)) == "".join(text.split())
    assert written(RENDERER.inline(text)) == "".join(text.split())


@given(st.text(alphabet="a1 \\*[]-.)+_&#`%", max_size=30))
def test_a_backslash_makes_text_of_markup_and_is_printed_elsewhere(text):
    shown = re.sub(r"\\([*\[\]])", r"\1", re.sub(r"^(\s*)(?:([0-9]{1,9})\\([.)])|\\([-+]))(?=\s|$)", r"\1\2\3\4", text))
    assert written(RENDERER.inline(text)) == "".join(shown.split())


@given(signs | pieces)
def test_doubts_are_about_what_is_written(text):
    assert all(doubt.snippet in text and doubt.hint for doubt in doubts(text))


@pytest.mark.parametrize(
    ("text", "snippets"),
    [
        ("*Note*: alleles *2 and *3", ["*2", "*3"]),
        ("**Not** for 99213*.", ["99213*."]),
        ("**open*", ["**open*"]),
        ("*Note*: HLA-B*57:01 and 5 * 3", []),
        ("99213* and 99214*", []),
        ("*a*\n\nb*", []),
        (r"*Note*: \*2", []),
        ("[*a*](https://example.org) b*", ["b*"]),
        ("1) First\n2) Second", ["1) First"]),
        ("So:\n\n* One\n* Two", ["* One"]),
        ("1. First\n1. Second", ["1. First"]),
        ("+ a\n+ b", ["+ a"]),
        ("\\+ a\n\\+ b", []),
        ("- a\n- b", []),
        ("1. a\n2. b", []),
        ("- 3.8 points", []),
        ("2021. The agency", []),
    ],
)
def test_what_may_be_meant_as_markup(text, snippets):
    assert [doubt.snippet for doubt in doubts(text)] == snippets

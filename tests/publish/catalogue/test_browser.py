"""The catalogue in a real browser: keyboard only, scripts off, narrow, on paper, and through a screen reader's eyes."""

from __future__ import annotations

import base64
import functools
import io
from pathlib import Path

import pypdfium2
import pytest

from generator.publish.catalogue import catalogue
from publish.catalogue.chromium import Browser, find_chromium
from publish.catalogue.lists import FULL, entry, manifest

ROWS = """Array.from(document.querySelectorAll("tr.row")).filter((row) => row.offsetHeight)
          .map((row) => row.parentNode.querySelector("h3").textContent + " / "
                        + row.querySelector(".publisher").textContent)"""
COUNT = "document.getElementById('count').textContent"
FOCUS = "document.activeElement.id || document.activeElement.getAttribute('href')"
ALL = [
    "Knee arthroscopy / Example North Plan",
    "Lumbar fusion / Example North Plan",
    "Knee arthroscopy / Example South Plan",
    "Back brace / Example South Plan",
    "Old laser / Example North Plan",
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium runs here: apt-get install chromium")
    browser = Browser(program, tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("catalogue") / "index.html"
    path.write_bytes(catalogue(FULL, Path(path.parent))[1])
    return path.as_uri()


@pytest.fixture
def page(browser, address) -> Browser:
    """The page as it opens, 1280 pixels wide, with scripts."""
    browser.size(1280)
    browser.scripts(True)
    browser.open(address)
    browser.wait(f"{COUNT} === '5 entries'")
    return browser


def search(page: Browser, text: str) -> list[str]:
    """Type a search and return what is listed then."""
    page.js("document.getElementById('q').value = ''; document.getElementById('q').focus()")
    page.type(text)
    return page.js(ROWS)


def test_no_request_leaves_the_page(page, address):
    search(page, "knee")
    page.wait(f"{COUNT} === '2 of 5 entries found'")
    assert page.requests == [address]
    # the page could not even ask: its content security policy forbids it
    refused = page.js("fetch('http://127.0.0.1:9/').then(() => 'sent', (error) => 'refused')")
    assert refused == "refused" and len([url for url in page.requests if "127.0.0.1" in url]) == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("M17.12", ALL[0:1] + ALL[2:3]),
        ("m1712", ALL[0:1] + ALL[2:3]),
        ("29875", ALL[0:1] + ALL[2:3]),  # inside the range 29870-29879
        ("29880", []),
        ("M23.51", ALL[0:1] + ALL[2:3]),  # inside M22.0-M24
        ("M24.9", ALL[0:1] + ALL[2:3]),
        ("M21.9", []),
        ("M25", []),
        ("M54.5", ALL[1:2]),
        ("north knee", ALL[0:1]),
        ("lumbar", ALL[1:2] + ALL[3:4]),  # what superseded the brace
        ("superseded", ALL[3:4]),
        ("draft", ALL[2:3]),
        ("withdrawn", ALL[4:]),
        ("billing article", ALL[1:2]),
        ("ohio", ALL[1:2]),
        ("EX-1", ALL),
        ("old-laser", ALL[4:]),
        ("zzz", []),
        ("pdf", []),
        ("<b>", []),
    ],
    ids=str,
)
def test_search(page, text, found):
    assert search(page, text) == found


def test_a_code_that_was_found_says_what_the_policy_does_with_it(page):
    search(page, "M54.50")
    hit = "Array.from(document.querySelectorAll('.hit')).map((hit) => hit.textContent)"
    assert page.js(hit) == ["M54.50: ICD-10-CM, does not support medical necessity"]
    search(page, "29871")
    assert page.js(hit) == ["29870-29879: CPT, not covered"] * 2
    page.key("Escape")
    assert page.js(hit) == [] and page.js(ROWS) == ALL


def test_keyboard_only(page):
    stops = []
    for _ in range(6):
        page.key("Tab")
        stops.append(page.js(FOCUS))
        style = "getComputedStyle(document.activeElement)"
        assert page.js(f"{style}.outlineStyle") == "solid" and page.js(f"parseFloat({style}.outlineWidth)") >= 2
    assert stops == ["#list", "q", "publisher", "status", "kind", "clear"]
    for _ in range(4):
        page.key("Tab", shift=True)
    page.type("fusion")
    page.wait(f"{COUNT} === '2 of 5 entries found'")
    page.key("Enter")
    assert page.js(FOCUS) == "lumbar-fusion/north/coverage-policy.pdf"
    page.key("Tab", shift=True)
    page.key("Tab", shift=True)
    assert page.js(FOCUS) == "kind"
    for _ in range(3):
        page.key("Tab", shift=True)
    page.key("Escape")
    assert page.js(FOCUS) == "q" and page.js("document.getElementById('q').value") == ""
    page.wait(f"{COUNT} === '5 entries'")


def test_the_skip_link_leads_past_the_search(page):
    page.key("Tab")
    assert page.js("document.activeElement.getBoundingClientRect().left") >= 0
    page.key("Enter")
    page.wait("document.activeElement.id === 'list'")
    page.key("Tab")
    assert page.js(FOCUS) == "knee-arthroscopy/north/coverage-policy.pdf"


def test_earlier_versions_open_with_a_key(page):
    page.js("document.querySelector('.earlier summary').focus()")
    page.key("Enter")
    page.key("Tab")
    assert page.js(FOCUS) == "knee-arthroscopy/north/versions/1.10/coverage-policy.pdf"


def choose(page: Browser, name: str, value: str) -> None:
    page.js(
        f"(() => {{ const list = document.getElementById({name!r}); list.value = {value!r};"
        "list.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )


def test_filters_join(page):
    choose(page, "publisher", "Example North Plan")
    assert page.js(ROWS) == ALL[0:2] + ALL[4:]
    choose(page, "kind", "billing-article")
    assert page.js(ROWS) == ALL[1:2]
    assert page.js(
        "Array.from(document.querySelectorAll('.documents a')).filter((link) => link.offsetHeight)"
        ".map((link) => link.getAttribute('href'))"
    ) == ["lumbar-fusion/north/billing-article.pdf"]
    choose(page, "status", "Withdrawn")
    assert page.js(ROWS) == []
    page.wait(f"{COUNT}.startsWith('Nothing found.')")
    assert page.js("Array.from(document.querySelectorAll('h2')).filter((part) => part.offsetHeight).length") == 0


def test_the_search_stands_in_the_address(page, address):
    search(page, "knee & hip?")
    choose(page, "status", "Draft")
    assert page.js("location.hash") == "#q=knee+%26+hip%3F&status=Draft"
    page.open(address + "#q=knee&status=Draft")
    page.wait(f"{COUNT} === '1 of 5 entries found'")
    assert page.js(ROWS) == ALL[2:3]
    assert page.js("[document.getElementById('q').value, document.getElementById('status').value]") == ["knee", "Draft"]
    page.open(address + "#status=nonsense&x=<b>")
    page.wait(f"{COUNT} === '5 entries'")
    page.js("document.getElementById('clear').click()")
    assert page.js("location.href") == address


def test_with_scripts_off_everything_is_listed(browser, address):
    browser.size(1280)
    browser.scripts(False)
    browser.open(address)
    assert browser.js(ROWS) == ALL
    assert browser.js("document.getElementById('search').offsetHeight") == 0
    assert [url for url in browser.requests if url != address] == []
    names = [name for role, name in browser.tree() if role == "link"]
    assert "Coverage Policy EX-1 (PDF, 7 pages, 123 kB)" in names
    assert "searchbox" not in {role for role, _ in browser.tree()}


@pytest.mark.parametrize("width", [1280, 320], ids=["wide", "narrow"])
def test_what_a_screen_reader_meets(page, width):
    page.size(width)
    tree = page.tree()
    headings = [name for role, name in tree if role == "heading"]
    assert headings == [
        "Policy documents",
        "In force",
        "Knee arthroscopy",
        "Approved or in notice",
        "Lumbar fusion",
        "Drafts and proposals",
        "Knee arthroscopy",
        "No longer in force",
        "Back brace",
        "Old laser",
    ]
    assert (
        page.js("Array.from(document.querySelectorAll('h1, h2, h3'), (part) => part.tagName).join('')")
        == "H1" + "H2H3" * 3 + "H2H3H3"
    )
    assert {"banner", "main", "search", "contentinfo"} <= {role for role, _ in tree}
    for role, name in (
        ("searchbox", "Search"),
        ("combobox", "Publisher"),
        ("combobox", "Status"),
        ("combobox", "Kind of document"),
        ("button", "Clear"),
        ("columnheader", "Effective"),
        ("rowheader", "Example North Plan Commercial; Ohio, Indiana"),
        ("cell", "DRAFT"),
        ("table", "In force: policies and the publishers that issue them"),
    ):
        assert (role, name) in tree
    assert not [role for role, name in tree if role in ("link", "button", "heading", "table", "combobox") and not name]
    assert [role for role, _ in tree].count("status") == 1  # the count is announced
    assert page.js("document.documentElement.lang") == "en-US"


@pytest.mark.parametrize("width", [1280, 640, 375, 320])
def test_no_sideways_scrolling(page, width):
    page.size(width, 600)
    assert page.js("document.documentElement.scrollWidth <= innerWidth")
    assert (
        page.js(
            "Math.max(...Array.from(document.querySelectorAll('h3, a:not(.skip), .mark, input, select'),"
            "(part) => part.getBoundingClientRect().right))"
        )
        <= width
    )


def test_on_paper(page):
    data = base64.b64decode(page.call("Page.printToPDF", preferCSSPageSize=True)["data"])
    paper = pypdfium2.PdfDocument(io.BytesIO(data))
    text = " ".join(" ".join(sheet.get_textpage().get_text_range().split()) for sheet in paper)
    for words in ("Policy documents", "In force", "Drafts and proposals", "DRAFT", "Version 1.10", "Withdrawn"):
        assert words in text
    assert "Press Enter to go" not in text


def test_a_thousand_policies(browser, tmp_path):
    @functools.cache
    def editions() -> list[dict]:
        return [
            entry(f"policy-{number:04d}", edition, artifact)
            for number in range(1000)
            for edition in ("north", "south")
            for artifact in ("coverage-policy", "billing-article")
        ]

    path = tmp_path / "index.html"
    path.write_bytes(catalogue(manifest(*editions()), tmp_path)[1])
    browser.scripts(True)
    browser.open(path.as_uri())
    browser.wait(f"{COUNT} === '2,000 entries'")
    assert search(browser, "policy-0777") == ["Policy 0777 / Example North Plan", "Policy 0777 / Example South Plan"]

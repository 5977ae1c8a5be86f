"""The AMA style of the Citation Style Language, as the processor (citeproc-py) needs it, and what it formats.

The style file itself is unchanged. The processor has no notion of the punctuation that a text already ends with, prints
a title or an editor that replaces the author twice, and formats neither date ranges nor initials written together. So
the style is adjusted as it is read, and every variable arrives as it is to be printed.
"""

from __future__ import annotations

import functools
import html
import io
import re
import warnings
from collections.abc import Iterable
from typing import Any

from lxml import etree

from generator.files.paths import templates_dir
from generator.model.csl_dates import span
from generator.model.references import Name, Reference
from generator.wording.reference_parts import (
    author_as_printed,
    edition_number,
    issue_and_supplement,
    pages,
    whole_date,
    year_words,
)
from generator.wording.rich_text import rich_html

_CSL = "{http://purl.org/net/xbiblio/csl}"
_END = "\ue000"  # where the style ends a sentence; no source contains a private-use character
_QUOTES = re.compile(r"[\"”](?:</?\w[^>]*>)*$")
_ENDED = re.compile(r"[.?!…](?:</?\w[^>]*>|[\"'”’»])*$")
_YEAR = "issued-year"
_ONLINE = "issued-online"
_ET_AL = "et al"
_FROM = 3  # authors printed before "et al"
# The types whose title, and those whose container, the style capitalizes
_CAPITALIZED_WORDS = "bill book graphic legal_case legislation motion_picture report song thesis"
_CAPITALIZED = frozenset(_CAPITALIZED_WORDS.split())
_IN_CAPITALIZED = frozenset(["chapter", "paper-conference", "entry-dictionary", "entry-encyclopedia"])
_TEXTS = ("publisher", "genre", "authority", "event_title", "event_place", "chapter_number", "number", "volume")


def format_entry(reference: Reference) -> str:
    """Return a reference as HTML in AMA style, without its number."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source import BibliographySource
    from citeproc.source import Reference as CslReference

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the processor warns about CSL variables and terms that it does not know
        source = BibliographySource()
        source.add(CslReference("r", reference.type, **_variables(reference)))
        bibliography = CitationStylesBibliography(_style(), source, formatter.html)
        bibliography.register(Citation([CitationItem("r")]))
        (entry,) = map(str, bibliography.bibliography())
    return _with_ends(entry.strip())


def _variables(reference: Reference) -> dict[str, Any]:
    """Return what the processor prints, by CSL variable."""
    from citeproc.source import LiteralDate
    from citeproc.string import String

    found: dict[str, Any] = {}
    is_english = (reference.language or "en").lower().startswith("en")
    for field in ("title", "container_title", "container_title_short", "collection_title"):
        capitalizing = _CAPITALIZED if field == "title" else _IN_CAPITALIZED if field == "container_title" else ()
        if (text := getattr(reference, field)) is not None:
            found[field] = rich_html(text, is_capitalized=is_english and reference.type in capitalizing)
    for field in _TEXTS:
        if (text := getattr(reference, field)) is not None:
            found[field] = html.escape(text, quote=False)
    issue, supplement = issue_and_supplement(reference.issue, reference.supplement_number)
    found |= {
        "issue": issue and html.escape(issue, quote=False),
        "supplement_number": supplement and html.escape(supplement, quote=False),
        "page": reference.page and html.escape(pages(reference.page), quote=False),
        "edition": reference.edition and html.escape(edition_number(reference.edition), quote=False),
        "author": _names(reference.author, reference.et_al),
        "editor": _names(reference.editor),
        "issued": reference.issued and LiteralDate(html.escape(whole_date(reference.issued), quote=False)),
        "issued_year": reference.issued and LiteralDate(html.escape(year_words(reference.issued), quote=False)),
        "accessed": reference.accessed and LiteralDate(whole_date(reference.accessed)),
    }
    if reference.DOI:
        found["DOI"] = _link(f"https://doi.org/{reference.DOI}", f"doi:{reference.DOI}")
    elif reference.URL:
        found["URL"] = _link(reference.URL, reference.URL)
    if (reference.DOI or reference.URL) and reference.issued and span(reference.issued):
        found[_ONLINE.replace("-", "_")] = "yes"
    return {key: String(value) if isinstance(value, str) else value for key, value in found.items() if value}


def _names(names: Iterable[Name], et_al: bool = False) -> list[Any]:
    """Return names as printed; with `et_al`, the first ones and "et al", as for seven or more, which the style cuts."""
    from citeproc.source import Name as CslName

    printed = [html.escape(author_as_printed(name)) for name in names]
    if et_al:
        printed = [*printed[:_FROM], _ET_AL]
    return [CslName(literal=text) for text in printed]


def _link(address: str, text: str) -> str:
    return f'<a href="{html.escape(address)}">{html.escape(text)}</a>'


def _with_ends(entry: str) -> str:
    """Return an entry with a period where the style ends a sentence and the text does not already end.

    A period goes inside closing quotation marks (AMA 8.6.5).
    """
    made, *others = entry.split(_END)
    for part in others:
        if not _ENDED.search(made):
            quotes = _QUOTES.search(made)
            at = quotes.start() if quotes else len(made)
            made = f"{made[:at]}.{made[at:]}"
        made += part
    return made


@functools.cache
def _style() -> Any:
    from citeproc import CitationStylesStyle

    root = etree.parse(str(templates_dir() / "csl" / "american-medical-association.csl")).getroot()
    for adjust in (_mark_ends, _drop_number, _print_once, _give_years, _keep_case, _publish_online_with_address):
        adjust(root)
    return CitationStylesStyle(io.BytesIO(etree.tostring(root)), validate=False)


def _mark_ends(root: etree._Element) -> None:
    """Mark where a sentence ends: whether a period is due depends on the text before it (`help?`, `Inc.`)."""
    for element in root.iter(f"{_CSL}group", f"{_CSL}text"):
        if element.get("delimiter") == ". ":
            element.set("delimiter", f"{_END} ")
        if element.get("suffix") == ".":
            element.set("suffix", _END)


def _drop_number(root: etree._Element) -> None:
    """The template prints the number of a reference."""
    for layout in root.iterfind(f"{_CSL}bibliography/{_CSL}layout"):
        for element in _texts(layout, "variable", "citation-number"):
            layout.remove(element)


def _print_once(root: etree._Element) -> None:
    """Without authors the title comes first and the editors replace them; neither is printed a second time."""
    for substitute in root.iter(f"{_CSL}substitute"):
        for title in _texts(substitute, "macro", "title"):
            substitute.remove(title)
    (macro,) = (item for item in root.iter(f"{_CSL}macro") if item.get("name") == "editor")
    beside = etree.Element(f"{_CSL}if", variable="author")
    beside.extend(list(macro))
    etree.SubElement(macro, f"{_CSL}choose").append(beside)


def _give_years(root: etree._Element) -> None:
    """Dates arrive in words; those of which the style prints only the year have a variable of their own."""
    for element in root.iter(f"{_CSL}date"):
        if element.get("date-parts") == "year":
            element.set("variable", _YEAR)


def _keep_case(root: etree._Element) -> None:
    """Titles arrive capitalized: the processor would split their markup. A DOI arrives as a link with its label."""
    for element in root.iter(f"{_CSL}text"):
        if element.get("text-case") == "title":
            del element.attrib["text-case"]
        if element.get("variable") == "DOI" and "prefix" in element.attrib:
            del element.attrib["prefix"]


def _publish_online_with_address(root: etree._Element) -> None:
    """The style infers "Published online" from a missing volume; without an address or a date it was not."""
    for term in _texts(root, "term", "advance-online-publication"):
        branch = term.getparent()
        if branch is not None:
            branch.tag = f"{_CSL}else-if"
            branch.set("variable", _ONLINE)


def _texts(root: etree._Element, attribute: str, value: str) -> list[etree._Element]:
    return [element for element in root.iter(f"{_CSL}text") if element.get(attribute) == value]

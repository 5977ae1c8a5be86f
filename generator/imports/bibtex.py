"""BibTeX and BibLaTeX, as Zotero, JabRef, Google Scholar, and publishers write it."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from generator.imports.record import (
    Read,
    Record,
    doi,
    filled,
    issued,
    one_line,
    pmid,
    required,
    title_text,
    unreadable,
)

_TYPES = {
    "article": "article-journal",
    "book": "book",
    "mvbook": "book",
    "booklet": "pamphlet",
    "collection": "book",
    "proceedings": "book",
    "manual": "report",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "inreference": "entry-encyclopedia",
    "techreport": "report",
    "report": "report",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "dataset": "dataset",
    "software": "software",
    "patent": "patent",
    "unpublished": "manuscript",
    "legislation": "legislation",
    "jurisdiction": "legal_case",
    "standard": "standard",
    "misc": "document",
}
_USED_WORDS = (
    "title subtitle booktitle journal journaltitle shortjournal author editor year month day date volume number "
    "issue pages eid doi pmid url urldate publisher institution school organization edition series eprint "
    "eprinttype archiveprefix type langid language chapter"
)
_USED = frozenset(_USED_WORDS.split())
_VERBATIM = ("doi", "url", "urldate", "eprint", "pmid", "date", "year", "month", "day")
_MOST = 30_000  # characters of a field: as many as a text of a policy can have
_LATEX_PAGES = re.compile(r"\s*[-–—]+\s*")


def read_bibtex(text: str, shown: str) -> Read:
    """Yield the entries of a BibTeX file; what is not an entry, such as @comment, is passed over."""
    bibtexparser = required("bibtexparser", "BibTeX files")
    for name in ("bibtexparser", "pylatexenc"):  # what they would print is reported here, at its line
        logging.getLogger(name).addHandler(logging.NullHandler())
    library = bibtexparser.parse_string(text)
    to_text = _decoder()
    for block in sorted([*library.entries, *library.failed_blocks], key=lambda block: block.start_line or 0):
        line = (block.start_line or 0) + 1
        entry = block if hasattr(block, "fields") else getattr(block, "ignore_error_block", None)
        if entry is None or not hasattr(entry, "fields"):
            said = one_line(str(block.error)) or type(block.error).__name__
            yield unreadable(shown, line, f"an entry cannot be read: {said}", "check its braces and commas")
            continue
        if any(len(str(field.value)) > _MOST for field in entry.fields if field.key.lower() in _USED):
            yield unreadable(shown, line, f"an entry has a field of more than {_MOST:,} characters")
            continue
        try:
            yield _record(entry, line, to_text)
        except RecursionError:
            yield unreadable(shown, line, "an entry is nested too deeply")


def _record(entry: Any, line: int, to_text: Callable[[str], str]) -> Record:
    lost: list[str] = []
    raw = {field.key.lower(): str(field.value) for field in entry.fields}
    counted = Counter(field.key.lower() for field in entry.fields)
    lost += [f"{key} is given more than once; the last is taken" for key, count in counted.items() if count > 1]
    read = {
        key: one_line(_verbatim(value) if key in _VERBATIM else to_text(value))
        for key, value in raw.items()
        if key in _USED
    }

    def first(*names: str) -> str:
        return next((read[name] for name in names if read.get(name)), "")

    kind = _TYPES.get(entry.entry_type.lower())
    if kind is None:
        lost.append(f"the type @{entry.entry_type} is not known; taken as a document")
        kind = "document"
    if kind == "document" and first("url") and not first("doi"):
        kind = "webpage"
    if "crossref" in raw:
        lost.append(f"crossref `{one_line(raw['crossref'])}`: what that entry states is not taken over")
    title = first("title") + (f": {first('subtitle')}" if first("title") and first("subtitle") else "")
    authors, is_cut = _people(raw.get("author", ""), to_text)
    is_journal = kind == "article-journal"
    found_doi = doi(first("doi"))
    if first("doi") and not found_doi:
        lost.append(f"doi `{first('doi')}` is not a DOI")
    is_pubmed = first("eprinttype", "archiveprefix").lower() == "pubmed"
    accessed = issued([first("urldate")] if first("urldate") else [], lost, "urldate")
    data = {
        "type": kind,
        "author": authors,
        "et_al": "true" if is_cut else "",
        "editor": _people(raw.get("editor", ""), to_text)[0],
        "title": title_text(title),
        "container-title": first("journaltitle", "journal", "booktitle"),
        "container-title-short": first("shortjournal"),
        "collection-title": first("series") if kind in ("chapter", "paper-conference") else "",
        "publisher": first("publisher", "institution", "school", "organization"),
        "edition": first("edition"),
        "genre": {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis"}.get(
            entry.entry_type.lower(), first("type") if kind == "thesis" else ""
        ),
        "volume": first("volume"),
        "issue": first("issue", "number") if is_journal else "",
        "page": _LATEX_PAGES.sub("-", first("pages")) or first("eid"),
        "chapter-number": first("chapter"),
        "issued": issued(_dates(read), lost, "the date"),
        "accessed": accessed if isinstance(accessed, str) and len(accessed) == 10 else "",
        "DOI": found_doi,
        "PMID": pmid(first("pmid")) or (pmid(first("eprint")) if is_pubmed else None),
        "URL": first("url"),
    }
    key = str(entry.key)
    left_out = tuple(sorted(name for name in raw if name not in _USED and name != "crossref"))
    return Record(line, key or title, filled(data), key, left_out, tuple(lost))


def _dates(read: dict[str, str]) -> list[str]:
    if read.get("date"):
        return [read["date"]]
    year, month, day = (read.get(name, "") for name in ("year", "month", "day"))
    if not year:
        return []
    if re.fullmatch("[0-9]{1,2}", month):
        return ["-".join(filter(None, [year, month, day]))]
    return [" ".join(filter(None, [year, month.strip("{}"), day]))]


def _people(text: str, to_text: Callable[[str], str]) -> tuple[list[dict[str, str]], bool]:
    """Return the names of an `author` field, and whether it ends in `and others`."""
    names = required("bibtexparser.middlewares.names", "BibTeX files")
    found = []
    written = names.split_multiple_persons_names(text) if text.strip() else []
    for name in written:
        whole = name.strip()
        if whole == "others":
            continue
        if re.fullmatch(r"\{[^{}]*\}", whole):
            found.append({"literal": one_line(to_text(whole))})
            continue
        parts = names.parse_single_name_into_parts(whole, strict=False)
        read = [one_line(to_text(" ".join(part))) for part in (parts.von, parts.last, parts.first, parts.jr)]
        keys = ("non-dropping-particle", "family", "given", "suffix")
        found.append(filled(dict(zip(keys, read, strict=True))))
    return [name for name in found if name], "others" in [name.strip() for name in written]


def _verbatim(value: str) -> str:
    r"""Return an address or a number: only what BibTeX escapes in it (`\_`, `\%`) is decoded; % starts no comment."""
    return re.sub(r"\\([_%&#$~])", r"\1", value).strip("{} ")


def _decoder() -> Callable[[str], str]:
    """Return what decodes LaTeX; emphasis and raised letters become the markup that CSL data may contain."""
    latex2text = required("pylatexenc.latex2text", "BibTeX files")
    context = latex2text.get_default_latex_context_db()
    markup = {"textit": "i", "emph": "i", "textsuperscript": "sup", "textsubscript": "sub", "textsc": "sc"}
    context.add_context_category(
        "markup",
        prepend=True,
        macros=[
            *(latex2text.MacroTextSpec(name, f"<{tag}>%s</{tag}>") for name, tag in markup.items()),
            latex2text.MacroTextSpec("url", "%s"),
        ],
    )
    decode = latex2text.LatexNodes2Text(latex_context=context, math_mode="text").latex_to_text

    def to_text(value: str) -> str:
        return str(decode(re.sub(r"(?<!\\)%", r"\\%", value)))  # in a field, % starts no comment

    return to_text

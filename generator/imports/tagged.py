"""Files of tagged lines: RIS, as most programs and publishers export it, and nbib (MEDLINE), as PubMed does.

The records are separated here, so that each has its line; rispy reads the tags of RIS. The tags of nbib have up to four
letters, which rispy does not read, and the package nbib is no longer maintained.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from generator.imports.record import Read, Record, doi, filled, issued, one_line, person, pmid, required, title_text

_RIS_TAG = re.compile(r"[A-Z][A-Z0-9] {1,2}-(?: |$)")
_NBIB_TAG = re.compile(r"[A-Z]{2,4} {0,2}- ")
_TYPES = {
    "JOUR": "article-journal",
    "EJOUR": "article-journal",
    "INPR": "article-journal",
    "ABST": "article-journal",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "BOOK": "book",
    "EBOOK": "book",
    "EDBOOK": "book",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "RPRT": "report",
    "GOVDOC": "report",
    "THES": "thesis",
    "ELEC": "webpage",
    "ICOMM": "webpage",
    "WEB": "webpage",
    "BLOG": "post-weblog",
    "DATA": "dataset",
    "DBASE": "dataset",
    "AGGR": "dataset",
    "STAT": "legislation",
    "BILL": "bill",
    "LEGAL": "regulation",
    "HEAR": "hearing",
    "CASE": "legal_case",
    "PAT": "patent",
    "STAND": "standard",
    "DICT": "entry-dictionary",
    "ENCYC": "entry-encyclopedia",
    "SLIDE": "speech",
    "COMP": "software",
    "MANSCPT": "manuscript",
    "UNPB": "manuscript",
    "PCOMM": "personal_communication",
    "GEN": "document",
}
_IN_BOOKS = ("chapter", "paper-conference", "entry-dictionary", "entry-encyclopedia")
_RIS_USED_WORDS = "TY ID TI T1 CT BT T2 JO JF JA J2 J1 AU A1 ED PY Y1 DA VL IS SP EP C7 DO M3 UR Y2 PB ET ER N1 AN LA"
_RIS_USED = frozenset(_RIS_USED_WORDS.split())
_NBIB_USED_WORDS = "PMID TI BTI AU FAU CN ED FED VI IP PG JT TA DP LID AID PT PB EN LA CTI"
_NBIB_USED = frozenset(_NBIB_USED_WORDS.split())
_NBIB_TYPES = {"Preprint": "article", "Dataset": "dataset", "Newspaper Article": "article-newspaper"}


def read_ris(text: str, shown: str) -> Read:
    """Yield the records of a RIS file."""
    rispy = required("rispy", "RIS files")
    for line, rows in _blocks(text, _RIS_TAG, "TY"):
        yield _of_ris(line, _tags(rispy, rows))


def read_nbib(text: str, shown: str) -> Read:
    """Yield the records of an nbib file."""
    for line, rows in _blocks(text, _NBIB_TAG, "PMID"):
        tags: dict[str, list[str]] = {}
        for row in rows:
            tag, _, value = row.partition("-")
            tags.setdefault(tag.strip(), []).append(value.strip())
        yield _of_nbib(line, tags)


def _blocks(text: str, tag: re.Pattern[str], first: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the tagged rows of each record and the line of the first; continued rows are joined."""
    rows: list[str] = []
    start = 0
    for number, line in enumerate(re.split("\r\n|\r|\n", text), 1):
        if tag.match(line):
            if line.startswith(first):
                if rows:
                    yield start, rows
                rows, start = [], number
            elif not start:
                continue
            rows.append(line)
        elif rows and line.strip():
            rows[-1] = f"{rows[-1]} {line.strip()}"
    if rows:
        yield start, rows


def _tags(rispy: Any, rows: list[str]) -> dict[str, list[str]]:
    """Return the values of each tag of a record, in order."""
    known = dict.fromkeys(rispy.TAG_KEY_MAPPING)
    names = {tag: tag for tag in known} | {"UK": "UK"}
    body = [row for row in rows if row[:2] != "ER"]
    (entry,) = rispy.loads(
        "\n".join([*(f"{row[:2]}  - {row.partition('-')[2].strip()}" for row in body), "ER  - "]),
        mapping=names,
        list_tags=list(known),
        delimiter_tags_mapping={},
    )
    found: dict[str, list[str]] = {}
    for tag, values in entry.items():
        if tag == "UK":
            found |= {name: list(items) for name, items in values.items()}
        else:
            found[tag] = [values] if isinstance(values, str) else list(values)
    return {tag: [html.unescape(value) for value in values if value.strip()] for tag, values in found.items()}


def _first(tags: dict[str, list[str]], *names: str) -> str:
    """Return the first value of the first of these tags that a record has."""
    return next((one_line(tags[name][0]) for name in names if tags.get(name)), "")


def _of_ris(line: int, tags: dict[str, list[str]]) -> Record:
    lost: list[str] = []

    first = partial(_first, tags)
    written = first("TY")
    kind = _TYPES.get(written)
    if kind is None:
        lost.append(f"the type {written or '(none)'} is not known; taken as a document")
        kind = "document"
    in_book = kind in _IN_BOOKS
    title = first("TI", "T1", "CT") or ("" if in_book else first("BT"))
    container = first("BT", "T2", "JF", "JO") if in_book else first("JF", "T2", "JO", "JA", "J2")
    short = first("JA", "J2", "J1") or first("JO")
    pages = first("SP")
    if first("EP") and "-" not in pages:
        pages = f"{pages}-{first('EP')}" if pages else first("EP")
    used = _RIS_USED | ({"A2"} if in_book or written == "EDBOOK" else set())
    editors = tags.get("ED", []) + (tags.get("A2", []) if "A2" in used else [])
    found_doi = next((item for tag in ("DO", "M3", "UR") for text in tags.get(tag, []) if (item := doi(text))), None)
    if tags.get("DO") and not doi(first("DO")):
        lost.append(f"DO `{first('DO')}` is not a DOI")
    notes = " ".join(tags.get("N1", []))
    in_notes = re.search(r"PMID:?\s*([1-9][0-9]{0,7})\b", notes)
    database = f"{first('DB')} {first('DP')}".lower()
    number = first("C2") if "scopus" in database else first("AN") if re.search("pubmed|medline", database) else ""
    accessed = issued(tags.get("Y2", []), [], "")
    dates = [*tags.get("PY", []), *tags.get("Y1", [])]
    for text in tags.get("DA", []):  # EndNote leaves out the year
        dates.append(text if re.search("[0-9]{4}", text) or not dates else f"{dates[0]} {text}")
    data = {
        "type": kind,
        "author": [person(text) for text in tags.get("AU", []) + tags.get("A1", [])],
        "editor": [person(text) for text in editors],
        "title": title_text(title),
        "language": first("LA") if re.fullmatch("[a-z]{2}(-[A-Z]{2})?", first("LA")) else "",
        "container-title": container if container != title else "",
        "container-title-short": short if short != container else "",
        "publisher": first("PB"),
        "edition": first("ET") if kind in ("book", "chapter") else "",
        "volume": first("VL"),
        "issue": first("IS"),
        "page": pages or first("C7"),
        "issued": issued(dates, lost, "the date"),
        "accessed": accessed if isinstance(accessed, str) and len(accessed) == 10 else "",
        "DOI": found_doi,
        "PMID": in_notes[1] if in_notes else pmid(number),
        "URL": first("UR"),
    }
    left_out = tuple(sorted(tag for tag in tags if tag not in used))
    return Record(line, title or first("ID") or "a record without a title", filled(data), "", left_out, tuple(lost))


def _of_nbib(line: int, tags: dict[str, list[str]]) -> Record:
    lost: list[str] = []

    first = partial(_first, tags)
    title, book = first("TI"), first("BTI")
    kind = next((_NBIB_TYPES[item] for item in tags.get("PT", []) if item in _NBIB_TYPES), "article-journal")
    if book:
        kind = "chapter" if title else "book"
    numbers = tags.get("LID", []) + tags.get("AID", [])
    found_doi = next((doi(text) for text in numbers if text.endswith("[doi]")), None)
    article = next((found[1] for text in numbers if (found := re.fullmatch(r"(e[0-9]+) \[pii\]", text))), "")
    names = tags.get("FAU") or tags.get("AU", [])
    is_cut = any(re.fullmatch(r"et al\.?", name.strip(), re.IGNORECASE) for name in names)
    people = [person(name) for name in names if not re.fullmatch(r"et al\.?", name.strip(), re.IGNORECASE)]
    data = {
        "type": kind,
        "author": people + [{"literal": one_line(name)} for name in tags.get("CN", [])],
        "et_al": "true" if is_cut else "",
        "editor": [person(name) for name in tags.get("FED") or tags.get("ED", [])],
        "title": title_text(title or book),
        "container-title": book if title and book else first("JT"),
        "container-title-short": first("TA"),
        "publisher": first("PB"),
        "edition": first("EN"),
        "volume": first("VI"),
        "issue": first("IP"),
        "page": first("PG") or article,
        "issued": issued(tags.get("DP", []), lost, "the date"),
        "DOI": found_doi,
        "PMID": pmid(first("PMID")),
    }
    left_out = tuple(sorted(tag for tag in tags if tag not in _NBIB_USED))
    return Record(line, title or book or f"PMID {first('PMID')}", filled(data), "", left_out, tuple(lost))

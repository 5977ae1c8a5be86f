"""PubMed XML: articles and books, as E-utilities and PubMed's own download return them."""

from __future__ import annotations

import re

from lxml import etree

from generator.imports.record import Read, Record, doi, filled, issued, one_line, pmid, title_text, unreadable
from generator.problem import Place, Problem, SourceProblems

_KEPT = ("i", "b", "sub", "sup")
_LEFT_OUT = ("Abstract", "KeywordList", "MeshHeadingList", "GrantList", "AffiliationInfo", "CoiStatement")


def read_pubmed(text: str, shown: str) -> Read:
    """Yield the records of a PubMed XML file. Raises SourceProblems if it is not XML, or not PubMed's."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(re.sub(r"<\?xml[^>]*\?>", "", text, count=1).encode(), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise SourceProblems(
            [Problem(Place(shown, line, column), "IMPORT-001", f"this is not valid XML: {str(error.msg).rstrip('.')}")]
        ) from None
    articles = list(root.iter("PubmedArticle", "PubmedBookArticle"))
    if not articles:
        raise SourceProblems(
            [
                Problem(
                    Place(shown, 1, 1),
                    "IMPORT-001",
                    f"this XML is not PubMed's: it starts with <{etree.QName(root).localname}>",
                    "export from PubMed in the format PubMed (nbib) or XML; from EndNote or Zotero as RIS or CSL JSON",
                )
            ]
        )
    for article in articles:
        line = int(article.sourceline or 1)
        if article.tag == "PubmedBookArticle":
            yield _book(article, line)
        elif article.find("MedlineCitation/Article") is None:
            yield unreadable(shown, line, "a record has no article")
        else:
            yield _article(article, line)


def _article(item: etree._Element, line: int) -> Record:
    lost: list[str] = []
    article = item.find("MedlineCitation/Article")
    assert article is not None
    journal = article.find("Journal")
    issue = journal.find("JournalIssue") if journal is not None else None
    number = _text(item, "MedlineCitation/PMID")
    locations = {str(part.get("EIdType")): one_line(part.text or "") for part in article.findall("ELocationID")}
    identifiers = {
        str(part.get("IdType")): one_line(part.text or "")
        for part in item.findall("PubmedData/ArticleIdList/ArticleId")
    }
    authors = article.find("AuthorList")
    title = _rich(article.find("ArticleTitle"))
    pii = locations.get("pii", "")
    kinds = [one_line(part.text or "") for part in article.findall("PublicationTypeList/PublicationType")]
    data = {
        "type": "article" if "Preprint" in kinds else "article-journal",
        "author": _people(authors),
        "et_al": "true" if authors is not None and authors.get("CompleteYN") == "N" else "",
        "title": title_text(title or _text(article, "VernacularTitle")),
        "container-title": _text(journal, "Title"),
        "container-title-short": _text(item, "MedlineCitation/MedlineJournalInfo/MedlineTA")
        or _text(journal, "ISOAbbreviation"),
        "volume": _text(issue, "Volume"),
        "issue": _text(issue, "Issue"),
        "page": _pages(article) or (pii if re.fullmatch("e[0-9]+", pii) else ""),
        "issued": issued(_dates(issue, "PubDate") or _dates(article, "ArticleDate"), lost, "the date"),
        "DOI": doi(locations.get("doi")) or doi(identifiers.get("doi")),
        "PMID": pmid(number),
    }
    return Record(line, title or f"PMID {number}", filled(data), "", _left_out(item), tuple(lost))


def _book(item: etree._Element, line: int) -> Record:
    lost: list[str] = []
    document = item.find("BookDocument")
    book = document.find("Book") if document is not None else None
    title, whole = _rich(_child(document, "ArticleTitle")), _rich(_child(book, "BookTitle"))
    lists = [*_all(document, "AuthorList"), *_all(book, "AuthorList")]
    data = {
        "type": "chapter" if title else "book",
        "author": next((_people(part) for part in lists if part.get("Type", "authors") == "authors"), []),
        "editor": next((_people(part) for part in lists if part.get("Type") == "editors"), []),
        "title": title_text(title or whole),
        "container-title": whole if title else "",
        "publisher": _text(book, "Publisher/PublisherName"),
        "edition": _text(book, "Edition"),
        "issued": issued(_dates(book, "PubDate"), lost, "the date"),
        "page": _pages(document),
        "PMID": pmid(_text(document, "PMID")),
    }
    return Record(line, title or whole or "a book without a title", filled(data), "", _left_out(item), tuple(lost))


def _people(authors: etree._Element | None) -> list[dict[str, str]]:
    found = []
    for author in authors.findall("Author") if authors is not None else ():
        group = _text(author, "CollectiveName")
        given = _text(author, "ForeName") or _text(author, "Initials")
        name = {"family": _text(author, "LastName"), "given": given, "suffix": _text(author, "Suffix")}
        if group or name["family"]:
            found.append({"literal": group} if group else filled(name))
    return found


def _pages(item: etree._Element | None) -> str:
    found = _text(item, "Pagination/MedlinePgn")
    if found:
        return found
    return "-".join(filter(None, [_text(item, "Pagination/StartPage"), _text(item, "Pagination/EndPage")]))


def _dates(item: etree._Element | None, name: str) -> list[str]:
    """Return a date in words: `2024 Mar 15`, `2024 Spring`, or as MEDLINE writes it."""
    found = _child(item, name)
    if found is None:
        return []
    parts = ("Year", "Season", "Month", "Day", "MedlineDate")
    text = " ".join(filter(None, (_text(found, part) for part in parts)))
    year, month, day = _text(found, "Year"), _text(found, "Month"), _text(found, "Day")
    if re.fullmatch("[0-9]{1,2}", month):
        text = "-".join(filter(None, [year, month, day]))
    return [text] if text else []


def _rich(element: etree._Element | None) -> str:
    """Return a title with the markup that CSL data may contain."""
    if element is None:
        return ""
    text = element.text or ""
    for child in element:
        inside = _rich(child) if isinstance(child.tag, str) else ""
        text += (f"<{child.tag}>{inside}</{child.tag}>" if child.tag in _KEPT else inside) + (child.tail or "")
    return one_line(text)


def _left_out(item: etree._Element) -> tuple[str, ...]:
    return tuple(name for name in _LEFT_OUT if next(item.iter(name), None) is not None)


def _child(item: etree._Element | None, path: str) -> etree._Element | None:
    return item.find(path) if item is not None else None


def _all(item: etree._Element | None, path: str) -> list[etree._Element]:
    return item.findall(path) if item is not None else []


def _text(item: etree._Element | None, path: str) -> str:
    found = _child(item, path)
    return one_line("".join(map(str, found.itertext()))) if found is not None else ""

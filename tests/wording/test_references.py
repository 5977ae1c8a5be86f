"""AMA style, 11th edition, chapter 3: names, journals, numbers in order of mention."""

from __future__ import annotations

import html
import re
import typing

import pytest

from generator.model.references import Reference
from generator.wording.citations import Cited
from generator.wording.references import Citations, UnknownCitation, format_references, short_author, year


def reference(**fields) -> Reference:
    base = {
        "id": "a",
        "type": "article-journal",
        "title": "A title",
        "container-title": "Journal of Examples",
        "container-title-short": "J Ex",
        "issued": "2024",
        "volume": "3",
        "issue": "2",
        "page": "10-19",
        "author": [{"family": "Example", "given": "A B"}],
        "DOI": "10.5555/x",
    }
    return Reference.model_validate({key: value for key, value in {**base, **fields}.items() if value is not None})


def names(count: int) -> list[dict]:
    return [{"family": f"Name{chr(65 + i)}", "given": "A"} for i in range(count)]


def test_article():
    assert format_references([reference()]) == [
        'Example AB. A title. <i>J Ex</i>. 2024;3(2):10-19. <a href="https://doi.org/10.5555/x">doi:10.5555/x</a>'
    ]


@pytest.mark.parametrize(
    ("count", "start"),
    [(6, "NameA A, NameB A, NameC A, NameD A, NameE A, NameF A. "), (7, "NameA A, NameB A, NameC A, et al. ")],
)
def test_six_authors_are_listed_and_seven_are_cut(count, start):
    assert format_references([reference(author=names(count))])[0].startswith(start)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_et_al_as_the_source_prints_it(count):
    printed = ", ".join(f"Name{chr(65 + i)} A" for i in range(count))
    text = format_references([reference(author=names(count), et_al="true")])[0]
    assert text.startswith(f"{printed}, et al. A title")


def test_web_page_with_date_and_address():
    page = reference(
        type="webpage",
        author=[{"literal": "Example Agency"}],
        DOI=None,
        volume=None,
        issue=None,
        page=None,
        issued="2020-06-22",
        accessed="2026-01-02",
        URL="https://example.org/a?b=1&c=2",
        **{"container-title-short": None},
    )
    text = format_references([page])[0]
    assert text.startswith("Example Agency. A title. ")
    assert "June 22, 2020. Accessed January 2, 2026." in text
    assert '<a href="https://example.org/a?b=1&amp;c=2">' in text


@pytest.mark.parametrize("kind", ["webpage", "article-journal", "report", "book", "article-newspaper", "document"])
def test_a_title_without_author_is_printed_once(kind):
    source = Reference(id="a", type=kind, title="Plan announces results. More follow", issued="2020")
    (text,) = format_references([source])
    assert text.casefold().count("plan announces results") == 1


def test_markup_in_data_is_escaped():
    assert "&lt;b&gt; &amp;" in format_references([reference(title="<b> & co")])[0]


def test_numbers_follow_the_first_mention():
    citations = Citations([reference(id="a"), reference(id="b"), reference(id="c")])
    assert ">1</a>" in citations.cite([Cited("c")])
    both = citations.cite([Cited("a"), Cited("c")])
    assert both.index(">1</a>") < both.index(">2</a>")
    assert [(entry["key"], entry["number"]) for entry in citations.bibliography()] == [("c", 1), ("a", 2)]


def test_unknown_key_is_refused_and_late_mentions_ask_for_another_pass():
    citations = Citations([reference(id="a"), reference(id="b")])
    with pytest.raises(UnknownCitation, match="zz"):
        citations.cite([Cited("zz")])
    citations.bibliography()
    assert citations.missed == []
    citations.cite([Cited("b")])
    citations.cite([Cited("a"), Cited("b")])
    assert citations.missed == ["b", "a"]


def test_late_mentions_come_last():
    citations = Citations([reference(id="a"), reference(id="b")], late=["a", "b"])
    citations.cite([Cited("b")])
    assert [(entry["key"], entry["number"]) for entry in citations.bibliography()] == [("b", 1), ("a", 2)]
    assert ">2</a>" in citations.cite([Cited("a")])


def test_study_names():
    assert short_author(reference(author=names(1))) == "NameA"
    assert short_author(reference(author=names(2))) == "NameA and NameB"
    assert short_author(reference(author=names(3))) == "NameA et al"
    assert short_author(reference(author=names(1), et_al="true")) == "NameA et al"
    assert short_author(reference(author=[{"family": "Berg", "non-dropping-particle": "van den"}])) == "van den Berg"
    assert short_author(reference(author=None, title="On <i>pain</i>")) == "On pain"


@pytest.mark.parametrize(("more", "said"), [({}, False), ({"DOI": "10.1000/a"}, True), ({"volume": "3"}, False)])
def test_an_article_is_published_online_only_where_it_has_an_address(more, said):
    source = Reference.model_validate(
        {"id": "a", "type": "article-journal", "title": "Pain", "issued": "2024", "container-title": "J Ex", **more}
    )
    assert ("Published online" in str(format_references([source])[0])) is said


def printed(**fields) -> str:
    return str(format_references([reference(**fields)])[0])


BARE = {"DOI": None, "volume": None, "issue": None, "page": None, "container-title-short": None}


@pytest.mark.parametrize(
    ("title", "start"),
    [
        ("Does it help?", "Does it help? <i>J Ex</i>. 2024"),
        ("It helps!", "It helps! <i>J Ex</i>. 2024"),
        ("It helps.", "It helps. <i>J Ex</i>. 2024"),
        ("Does <i>it help?</i>", "Does <i>it help?</i> <i>J Ex</i>. 2024"),
        ("So-called “help.”", "So-called “help.” <i>J Ex</i>. 2024"),
        ("So-called “help”", "So-called “help.” <i>J Ex</i>. 2024"),
        ('So-called <i>"help"</i>', 'So-called <i>"help."</i> <i>J Ex</i>. 2024'),
        ("Wait... and see", "Wait... and see. <i>J Ex</i>. 2024"),
        ("Wait...", "Wait... <i>J Ex</i>. 2024"),
        ("A study (really?)", "A study (really?). <i>J Ex</i>. 2024"),
        ("Published online surveys", "Published online surveys. <i>J Ex</i>. 2024"),
        ("1. First of two", "1. First of two. <i>J Ex</i>. 2024"),
    ],
)
def test_a_title_ends_once(title, start):
    assert f"Example AB. {start}" in printed(title=title)
    assert printed(title=title, author=None).startswith(start)


def test_an_author_that_ends_in_a_period():
    assert printed(author=[{"literal": "Example, Inc."}]).startswith("Example, Inc. A title. ")


@pytest.mark.parametrize("address", ["https://example.org/a..b", 'https://example.org/a?b=1&c="2"', "https://a.org/x."])
def test_an_address_is_printed_as_it_is(address):
    text = printed(type="webpage", URL=address, title=f"On {address} itself", **BARE)
    shown = html.escape(address)
    assert text.endswith(f'<a href="{shown}">{shown}</a>')
    assert f"On {html.escape(address, quote=False)} itself. " in text


def test_a_doi_is_printed_as_it_is():
    odd = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"
    assert printed(DOI=odd).endswith(f'">doi:{html.escape(odd)}</a>')


@pytest.mark.parametrize(
    "title", ["Does it help?", "A plan", "A plan. A plan", "A plan! A plan", "Plan announces results. More follow"]
)
@pytest.mark.parametrize("kind", ["article-journal", "book", "chapter", "webpage", "legislation", "speech", "thesis"])
def test_a_title_without_author_is_not_repeated(kind, title):
    text = printed(type=kind, title=title, author=None, **BARE | {"container-title": None})
    assert re.sub("<.*?>", "", text).casefold().count(title.casefold()) == 1


def test_editors():
    editors = [{"family": "Editor", "given": "Ann"}, {"family": "Second", "given": "B"}]
    book = {"type": "chapter", "container-title": "Handbook of pain", "publisher": "Example Press", "edition": "2nd"}
    only = BARE | book | {"issued": "2021", "page": "33-8"}
    assert printed(editor=editors, **only) == (
        "Example AB. A title. In: Editor A, Second B, eds. <i>Handbook of Pain</i>. 2nd ed. Example Press; 2021:33-38."
    )
    alone = printed(type="book", author=None, editor=editors[:1], title="trials of pain", publisher="Press", **BARE)
    assert alone == "Editor A, ed. <i>Trials of Pain</i>. Press; 2024."


def test_a_title_in_another_language_keeps_its_capitals():
    text = printed(type="book", title="Schmerz und seine Folgen", language="de-DE", **BARE)
    assert "<i>Schmerz und seine Folgen</i>" in text
    assert "<i>Schmerz Und Seine Folgen</i>" in printed(type="book", title="Schmerz und seine Folgen", **BARE)


@pytest.mark.parametrize(
    ("issued", "journal", "web"),
    [
        ({"date-parts": [["2023", "12"], ["2024", "1"]]}, "<i>J Ex</i>. 2023-2024;3(2)", "December 2023-January 2024."),
        ({"date-parts": [["2024", "3"], ["2024", "4"]]}, "<i>J Ex</i>. 2024;3(2)", "March-April 2024."),
        ([{"year": "2019", "circa": "true"}], "<i>J Ex</i>. circa 2019;3(2)", "circa 2019."),
        ({"literal": "in press"}, "<i>J Ex</i>. in press;3(2)", "In press."),
        ({"date-parts": [["2024"]], "season": "4"}, "<i>J Ex</i>. 2024;3(2)", "Winter 2024."),
    ],
)
def test_dates_of_each_kind(issued, journal, web):
    assert journal in printed(issued=issued)
    assert printed(type="webpage", issued=issued, **BARE).endswith(web)


def test_a_supplement_is_lowercase():
    assert "2024;3(4)(suppl 2):S10-S19." in printed(issue="4 Suppl 2", page="S10-9")
    assert "2024;3(suppl 1):10-19." in printed(issue="Suppl 1")


@pytest.mark.parametrize(("count", "shown"), [(4, 3), (6, 3), (7, 3)])
def test_et_al_with_more_than_three_listed(count, shown):
    text = printed(author=names(count), et_al="true")
    assert text.startswith(", ".join(f"Name{chr(65 + i)} A" for i in range(shown)) + ", et al. A title")


def test_every_type_is_printed():
    for kind in typing.get_args(Reference.model_fields["type"].annotation):
        assert "title" in printed(type=kind).lower()


def test_years():
    assert year(reference(issued="2023/2024")) == "2023-2024"
    assert year(reference(issued=None)) == "n.d."
    assert year(reference(issued={"literal": "in press"})) == "in press"


@pytest.mark.parametrize(
    ("issued", "shown"),
    [("2024-03", "Published online March 2024."), ({"literal": "in press"}, "<i>J Ex</i>. In press.")],
)
def test_words_instead_of_a_date_are_not_a_day_of_publication(issued, shown):
    text = printed(issued=issued, volume=None, issue=None, page=None)
    assert shown in text
    assert ("Published online" in text) is ("Published" in shown)

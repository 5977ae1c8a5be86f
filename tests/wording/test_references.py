"""AMA style, 11th edition, chapter 3: names, journals, numbers in order of mention."""

from __future__ import annotations

import pytest

from generator.model.references import Reference
from generator.wording.citations import Cited
from generator.wording.references import Citations, LateCitation, UnknownCitation, format_references, short_author


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


def test_unknown_key_is_refused_and_late_mention_asks_for_another_pass():
    citations = Citations([reference(id="a")])
    with pytest.raises(UnknownCitation, match="zz"):
        citations.cite([Cited("zz")])
    citations.bibliography()
    with pytest.raises(LateCitation, match=r"^a$"):
        citations.cite([Cited("a")])


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


@pytest.mark.parametrize(("more", "said"), [({}, False), ({"DOI": "10.1000/a"}, True), ({"volume": "3"}, False)])
def test_an_article_is_published_online_only_where_it_has_an_address(more, said):
    source = Reference.model_validate(
        {"id": "a", "type": "article-journal", "title": "Pain", "issued": "2024", "container-title": "J Ex", **more}
    )
    assert ("Published online" in str(format_references([source])[0])) is said

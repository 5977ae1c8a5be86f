"""What a screen reader is told: the tags of real PDFs, read back."""

import re

import pytest

from generator.pdf.inspect import inspect_pdf

from .pages import kids, opened, render, shape, tags

ROWS = "".join(
    f'<tr><th scope="row">Row {n}</th><td>text {n}</td><td>see <a href="#end">the end</a></td></tr>' for n in range(120)
)
LONG = "some words of a long text " * 500
BODY = f"""<main><h1>Policy<br>on two lines</h1>
<nav class="toc"><h2>Contents</h2><ol><li><a href="#t">Table</a><ol><li><a href="#end">End</a></li></ol></li></ol></nav>
<h2 id="t">Table</h2>
<table><caption>Studies</caption><thead><tr><th scope="col">A</th><th>B</th><th scope="col">C</th></tr></thead>
<tfoot><tr><td colspan="3">Foot</td></tr></tfoot><tbody>{ROWS}</tbody></table>
<h3 id="end">End</h3><p>{LONG}</p><ul><li>{LONG}<ul><li>inner</li></ul></li></ul></main>"""


@pytest.fixture(scope="module")
def long_document():
    return render(BODY)


def test_long_document_conforms(long_document):
    assert long_document.pages > 5
    assert inspect_pdf(long_document.data, form=False) == []


def test_table_over_pages_is_one_table(long_document):
    pdf = opened(long_document.data)
    (table,) = tags(pdf, "Table")
    assert [shape(kid)[0] for kid in kids(table)] == ["Caption", "THead", "TBody", "TFoot"]
    assert len(tags(pdf, "TR")) == 122
    pages = {row.K[0].get("/Pg").objgen for row in kids(kids(table)[2])}
    assert len(pages) >= 3


def test_repeated_header_is_an_artifact(long_document):
    pdf = opened(long_document.data)
    assert len(tags(pdf, "THead")) == 1
    second = pdf.pages[1].Contents.read_bytes()
    assert len(re.findall(rb"/Artifact\s+BMC\s[^/]*BT", second)) == 3


def test_paragraph_and_item_over_pages_are_one_each(long_document):
    pdf = opened(long_document.data)
    assert len(tags(pdf, "P")) == 1
    outer, inner = tags(pdf, "L")
    assert [shape(kid)[0] for kid in kids(outer)] == ["LI"]
    assert shape(inner) == ("L", ("LI", ("Lbl", "#"), ("LBody", "#")))
    assert shape(kids(kids(outer)[0])[1])[-1][0] == "L"


def test_scope_follows_html_and_place(long_document):
    scopes = [str(cell.A.Scope) for cell in tags(opened(long_document.data), "TH")]
    assert scopes[:3] == ["/Column"] * 3
    assert set(scopes[3:]) == {"/Row"}


def test_contents_are_tagged_without_leaders(long_document):
    (contents, inner) = tags(opened(long_document.data), "TOC")
    link = ("Reference", ("Link", "@", "#", "#"))
    assert shape(inner) == ("TOC", ("TOCI", ("Lbl", "#"), link))
    assert shape(contents) == ("TOC", ("TOCI", ("Lbl", "#"), link, shape(inner)))


def test_running_headers_are_pagination_artifacts(long_document):
    content = opened(long_document.data).pages[2].Contents.read_bytes()
    assert content.count(b"/Subtype /Header") == 1
    assert content.count(b"/Subtype /Footer") == 1


def test_links_say_their_text():
    pdf = opened(
        render(
            '<h1 id="x">H</h1><p><a href="#x">the <b>heading</b></a> <a href="#x" title="Reference 3"><sup>3</sup></a> '
            '<a href="https://example.org/a">https://example.org/a</a> <a id="y">no link</a></p>'
        ).data
    )
    annotations = [str(annotation.Contents) for annotation in pdf.pages[0].Annots]
    assert annotations == ["the heading", "Reference 3", "https://example.org/a"]
    assert [shape(link) for link in tags(pdf, "Link")] == [
        ("Link", "@", "#", ("Span", "#")),
        ("Link", "@", ("Span", "#")),
        ("Link", "@", "#"),
    ]


def test_link_over_two_lines_is_one_link():
    words = "a long link text " * 12
    pdf = opened(render(f'<h1 id="x">H</h1><p><a href="#x">{words}</a></p>').data)
    (link,) = tags(pdf, "Link")
    assert shape(link) == ("Link", "@", "#", "@", "#")
    assert len(pdf.pages[0].Annots) == 2


def test_inner_language_emphasis_and_loose_text():
    pdf = opened(
        render('<h1>H</h1><section>loose <em>text</em><p lang="es">hola</p>after</section><div>plain</div>').data
    )
    (section,) = tags(pdf, "Sect")
    assert shape(section) == ("Sect", ("P", "#", ("Span", "#")), ("P", "#"), ("P", "#"))
    assert str(kids(section)[1].Lang) == "es"


def test_decoration_is_an_artifact_and_figures_have_alternatives():
    image = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='60' height='30'/%3E"
    data = render(
        f'<h1>H</h1><p>a<img alt="" src="{image}"> <span aria-hidden="true">★</span></p>'
        f'<figure><img alt="A chart" src="{image}"><figcaption>Figure 1</figcaption></figure>',
        css="img { display: block; width: 60px; height: 30px }",
    ).data
    pdf = opened(data)
    (figure,) = tags(pdf, "Figure")
    assert str(figure.Alt) == "A chart"
    left, bottom, right, top = map(float, figure.A.BBox)
    assert (round(right - left), round(top - bottom)) == (45, 22)
    assert 500 < bottom < top < 792 - 70
    assert [shape(kid) for kid in tags(pdf, "Caption")] == [("Caption", "#")]
    assert inspect_pdf(data, form=False) == []


def test_link_in_running_header_is_dropped():
    data = render(
        '<header><a href="https://example.org">site</a></header><h1>H</h1>',
        css="header { position: running(head) } @page { @top-right { content: element(head) } }",
    ).data
    assert not opened(data).pages[0].get("/Annots", [])
    assert inspect_pdf(data, form=False) == []


def test_faded_running_header_is_an_artifact():
    data = render("<h1>H</h1>", css="@page { @top-right { content: 'DRAFT'; opacity: .3 } }").data
    assert inspect_pdf(data, form=False) == []


def test_spanning_cells_over_pages_conform():
    rows = "".join(
        f'<tr><th scope="row" rowspan="2">R{n}</th><td>a</td><td>b</td></tr><tr><td colspan="2">wide</td></tr>'
        for n in range(70)
    )
    head = '<tr><th rowspan="2">A</th><th colspan="2">B</th></tr><tr><th>B1</th><th>B2</th></tr>'
    data = render(f"<h1>H</h1><table><thead>{head}</thead><tbody>{rows}</tbody></table>").data
    pdf = opened(data)
    assert not pdf.check_pdf_syntax()
    assert len(tags(pdf, "TR")) == 142
    assert inspect_pdf(data, form=False) == []


def test_footnotes_and_placed_blocks_conform():
    data = render(
        '<h1>H</h1><p>text<span class="note">a note</span></p><div class="placed">placed</div><p class="faded">f</p>',
        css=".note { float: footnote } .placed { position: absolute; top: 9cm } .faded { opacity: .5 }",
    ).data
    assert inspect_pdf(data, form=False) == []

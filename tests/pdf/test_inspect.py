"""The checks find what they are for: each test spoils a good PDF in one way."""

import io

import pikepdf
import pytest

from generator.pdf.inspect import inspect_pdf, validation_report

from .pages import kids, opened, render, tags

BODY = """<h1 id="top">H</h1><h2>Two</h2><p><a href="#top">up</a></p>
<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><th>r</th><td>x</td></tr></tbody></table>"""


@pytest.fixture(scope="module")
def good():
    return render(BODY).data


def spoiled(good, change):
    with opened(good) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return "\n".join(inspect_pdf(out.getvalue(), form=False))


def test_good_document(good):
    report = validation_report(good, form=False)
    assert report.findings == ()
    assert report.summary() == {
        "validator": "page-validation",
        "version": report.version,
        "profiles": ["PDF/UA-1", "PDF/A-3a"],
        "passed": True,
    }
    assert report.version[0].isdigit()


def set_role(role, new):
    def change(pdf):
        tags(pdf, role)[0].S = pikepdf.Name("/" + new)

    return change


def remove_title(pdf):
    del pdf.docinfo["/Title"]


def remove_scope(pdf):
    del tags(pdf, "TH")[0].A["/Scope"]


def empty_table(pdf):
    table = tags(pdf, "Table")[0]
    table.K = pikepdf.Array([])


def remove_unicode(pdf):
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
            del item["/ToUnicode"]


def remove_font_file(pdf):
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
            del item["/FontFile2"]


def describe_links(words):
    def change(pdf):
        pdf.pages[0].Annots[0].Contents = words

    return change


def untag_paragraph(pdf):
    parent = tags(pdf, "P")[0].P
    parent.K = pikepdf.Array([kid for kid in kids(parent) if kid.get("/S") != "/P"])


def blank_page(pdf):
    pdf.pages[0].Contents = pdf.make_stream(b"")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (remove_title, "no title"),
        (lambda pdf: pdf.Root.__delitem__("/Lang"), "no language"),
        (lambda pdf: pdf.Root.__delitem__("/PageLabels"), "no labels"),
        (lambda pdf: pdf.Root.__delitem__("/ViewerPreferences"), "show the title"),
        (set_role("H2", "H3"), "heading level 3 follows level 1"),
        (set_role("H1", "H2"), "first heading is H2"),
        (set_role("TH", "TD"), "SCOPE|header|"),
        (remove_scope, "header cell without scope"),
        (empty_table, "table 1 has no row"),
        (remove_unicode, "cannot be extracted"),
        (remove_font_file, "is not embedded"),
        (describe_links(""), "no description"),
        (describe_links("#top"), "described by its address"),
        (untag_paragraph, "are not tagged"),
        (blank_page, "page 1 has no text"),
        (lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"), "no heading"),
    ],
)
def test_spoiled_document(good, change, said):
    assert any(part in spoiled(good, change) for part in said.split("|"))


def test_not_a_pdf():
    assert inspect_pdf(b"no PDF", form=False)


def test_form_is_held_to_what_it_claims(good):
    assert validation_report(good, form=True).profiles == ("PDF/UA-1", "PDF/A-3a")
    unfinished = render('<h1>H</h1><form><input name="a" title="Name"></form>', forms=True).data
    # the profile that it claims asks for appearances, which generator.forms adds
    assert any("NEED-APPEARANCES" in line for line in validation_report(unfinished, form=True).findings)

"""Redlines: real PDFs of the eight edits and of the demo policy, validated; marks in color, form and words."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from click.testing import CliRunner

from generator.cli.main import main
from generator.diff import compare
from generator.problem import SourceProblems
from generator.redline.document import redline_html, write_redline
from generator.redline.marking import mark_changes
from tests.diff.policies import DEMO, FIRST, ROOT, edit, read
from tests.diff.test_eight_edits import DEMO_CHAIN, FIRST_CHAIN


def _pair(path, chain):
    old = path.read_text(encoding="utf-8")
    new = old
    for *_, edits in chain:
        new = edit(new, *edits)
    return read(old, path, "old.yaml"), read(new, path, "new.yaml")


@pytest.mark.parametrize(
    ("path", "root", "chain"), [(FIRST, ROOT, FIRST_CHAIN), (DEMO, DEMO.parents[1], DEMO_CHAIN)], ids=["first", "demo"]
)
def test_redline_pdf_is_validated_and_says_its_marks(path, root, chain, tmp_path):
    old, new = _pair(path, chain)
    changes = compare(old, new)
    file = tmp_path / "redline.pdf"
    write_redline(old, new, changes, root, file)  # raises when the file is not PDF/UA-1 and PDF/A-3a
    pdf = pypdfium2.PdfDocument(file)
    pages = [page.get_textpage().get_text_bounded() for page in pdf]
    assert "Summary of Changes" in pages[0] and "Summary of Changes" not in "".join(pages[1:])
    assert all(change.id.split("-")[0] in pages[0] for change in changes)
    assert "inserted:" in "".join(pages[1:]) and "deleted:" in "".join(pages[1:])


def test_every_edit_is_marked():
    old, new = _pair(FIRST, FIRST_CHAIN)
    page = redline_html(old, new, compare(old, new), ROOT)
    inserted = " ".join(re.sub("<.*?>", "", text) for text in re.findall(r"<ins>(.*?)</ins>", page, re.DOTALL))
    deleted = " ".join(re.sub("<.*?>", "", text) for text in re.findall(r"<del>(.*?)</del>", page, re.DOTALL))
    assert "ANY ONE" in inserted and "9" in inserted and "hard to treat" in inserted and "71%" in inserted
    assert "ALL" in deleted and "6" in deleted and "coagulopathy" in deleted and "70%" in deleted
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_marks_are_words_too():
    page, _ = mark_changes('<p>at least <b id="a">6</b> months</p>', '<p>at least <b id="a">9</b> months</p>')
    assert re.search(r'class="said del">deleted: </span><del>', page)
    assert re.search(r'class="said ins">inserted: </span><ins>', page)
    assert '<p class="changed">' in page


def figures(page: str) -> list[str]:
    return [
        re.sub(r"\s+", " ", re.sub("<.*?>", "", found))
        for found in re.findall(r'<figure class="changed .*?<figcaption>(.*?)</figcaption>', page, re.DOTALL)
    ]


def test_a_figure_that_changed_says_so_in_its_caption():
    old, new = _pair(FIRST, [FIRST_CHAIN[1]])  # a connective: the decision path, not the results
    found = figures(redline_html(old, new, compare(old, new), ROOT))
    assert len(found) == 1 and found[0].startswith("changed: the figure shows the new version. Decision path.")
    old, new = _pair(FIRST, [FIRST_CHAIN[5]])  # a share of patients: one figure of the results
    found = figures(redline_html(old, new, compare(old, new), ROOT))
    assert len(found) == 1 and "Responder rates" in found[0]


def test_new_and_removed_figures_are_named():
    one = '<p>a</p><figure class="x"><svg></svg><figcaption><b>Rates.</b> Read so.</figcaption></figure><p>b</p>'
    page, has = mark_changes("<p>a</p><p>b</p>", one)
    assert has and '<figure class="changed x">' in page
    assert '<span class="said ins">inserted: the figure is new. </span><b>Rates.' in page
    page, has = mark_changes(one, "<p>a</p><p>b</p>")
    assert not has and re.search(r'<p class="changed"><span class="said del">deleted: </span><del>Figure: Rates.', page)
    assert mark_changes(one, one)[0] == one


def rows(page: str) -> list[list[str]]:
    return [
        [
            re.sub(r"\s+", " ", re.sub("<.*?>", "", cell)).strip()
            for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    ]


def test_a_deletion_at_the_end_of_a_paragraph_stays_in_it():
    page, _ = mark_changes(
        "<ul><li><p>A.</p><p>it looks up.</p></li></ul>", "<ul><li><p>A.</p><p>it looks up online.</p></li></ul>"
    )
    assert re.findall(r"<p.*?</p>", page)[1].count("deleted:") == 1 == page.count("deleted:")


def test_every_cell_keeps_its_own_change():
    table = (
        "<table><caption>T</caption><tr><th>x</th><td>{}</td><td>{}</td><td>{}</td></tr>"
        "<tr><th>y</th><td>1</td><td>2</td><td>3</td></tr></table>"
    )
    page, _ = mark_changes(table.format("one", "two", "three"), table.format("four", "five", "six"))
    assert rows(page)[0] == [
        "x",
        *(f"inserted: {new} deleted: {old}" for old, new in (("one", "four"), ("two", "five"), ("three", "six"))),
    ]
    assert rows(page)[1] == ["y", "1", "2", "3"] and "cellanchor" not in page


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<tr><th>x</th><td>1</td></tr>", ""),
        ("", "<tr><th>x</th><td>1</td></tr>"),
        ("<tr><th>old head</th><td>1</td></tr>", "<tr><th>new</th><td>2</td></tr>"),
        ("<tr><th>x</th><td></td></tr>", "<tr><th>x</th><td>1</td></tr>"),
    ],
)
def test_rows_keep_the_columns_of_their_table(old, new):
    table = "<table><caption>T</caption><tr><th>a</th><td>0</td></tr>{}<tr><th>z</th><td>9</td></tr></table>"
    page, _ = mark_changes(table.format(old), table.format(new))
    assert {len(row) for row in rows(page)} == {2} and "cellanchor" not in page


def test_what_issues_no_coverage_policy_has_its_lcd_marked(tmp_path):
    only_lcd = ("    artifacts: [lcd-draft, billing-article]\n", "    artifacts: [lcd-draft]\n")
    text = FIRST.read_text(encoding="utf-8")
    start, end = text.index("  - id: model\n    publisher: model"), text.index("  - id: example-medicare-contractor")
    text = edit(text[:start] + text[end:], only_lcd)
    old = read(text, FIRST, "old.yaml")
    new = read(edit(text, *FIRST_CHAIN[0][4]), FIRST, "new.yaml")
    page = redline_html(old, new, compare(old, new), ROOT)
    assert "Redline of the Proposed Local Coverage Determination" in page and "data-line-numbers" not in page
    assert re.search(r"<ins>9 ?</ins>", page) and 'class="para"' not in page
    write_redline(old, new, compare(old, new), ROOT, tmp_path / "lcd.pdf")


def test_the_end_of_the_comment_period_is_marked_in_a_whole_document(tmp_path):
    """The form for comments and its line in the contents go; the statuses and the mark differ."""
    text = FIRST.read_text(encoding="utf-8")
    old, new = (
        read(item, FIRST, name)
        for item, name in (
            (text, "old.yaml"),
            (edit(text, ("    status: comment\n", "    status: in-review\n")), "new.yaml"),
        )
    )
    page = redline_html(old, new, compare(old, new), ROOT, "example-medicare-contractor")
    assert "<form" not in page and "<del>Comment Form</del>" in re.sub(r"\s+(?=</del>)", "", page)
    write_redline(old, new, compare(old, new), ROOT, tmp_path / "lcd.pdf", "example-medicare-contractor")


def test_items_that_strayed_go_back_into_their_list():
    page, _ = mark_changes(
        "<nav><h2>C</h2><ul><li>a</li><li>b</li></ul></nav><p>x</p>", "<nav><h2>C</h2><ul><li>a</li></ul></nav><p>x</p>"
    )
    assert re.search(r"<ul>.*<del>b</del>.*</li>\s*</ul>", page, re.DOTALL)


def test_a_redline_of_forms_or_of_no_edition_is_refused_at_its_place():
    text = FIRST.read_text(encoding="utf-8").replace(
        "  - id: model\n    publisher: model\n", "  - id: forms\n    artifacts: [checklist-reviewer]\n"
    )
    source = read(text, FIRST, "new.yaml")
    for name, message, line in (
        (
            "forms",
            "edition `forms` issues only forms, and forms are not marked up",
            text[: text.index("  - id: forms")].count("\n") + 1,
        ),
        ("north", "there is no edition `north`", 1),
    ):
        with pytest.raises(SourceProblems) as caught:
            redline_html(source, source, [], ROOT, name)
        problem = caught.value.problems[0]
        assert (problem.rule, problem.message, problem.place.line) == ("DIFF-003", message, line)
        assert problem.hint == "choose one of: example-health-plan, example-medicare-contractor"


@pytest.mark.parametrize(
    ("names", "publisher"),
    [
        (["restorative-neurostimulation", "restorative-neurostimulation@example-health-plan"], "Example Health Plan"),
        (
            [
                "restorative-neurostimulation@example-health-plan",
                "restorative-neurostimulation@example-medicare-contractor",
            ],
            "Example Medicare Contractor",
        ),
    ],
)
def test_an_edition_against_its_base_or_another_payer(tmp_path, names, publisher):
    file = tmp_path / "redline.pdf"
    done = CliRunner().invoke(main, ["diff", *names, "--root", str(ROOT), "--pdf", str(file)])
    assert done.exit_code == 0, done.output
    assert "Duration changed: failed-conservative-management" in done.output and "Edition" not in done.output
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(file))
    assert re.sub(r"\W+", "", f"From {names[0]} to {names[1]}.") in re.sub(r"\W+", "", text)
    assert publisher in text and "inserted:" in text and "deleted:" in text


def test_equal_bodies_have_no_mark():
    assert mark_changes("<p>same</p>", "<p>same</p>")[0].strip() == "<p>same</p>"


def test_words_on_both_sides_of_an_element_stay_apart():
    old = '<p>The record names the index.<span class="connective"> ANY ONE of these:</span> one</p>'
    merged, _ = mark_changes(old, old.replace("one</p>", "two</p>"))
    assert "index. ANY ONE" in re.sub("<[^>]*>", "", merged)

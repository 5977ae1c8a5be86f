"""Publishers: found, checked at their lines, readable in their colors; their templates and styles stand first."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from generator.cli.main import main
from generator.files.paths import publisher_templates
from generator.model.publisher import Palette
from generator.problem import Place, SourceProblems
from generator.render.document import document_html
from generator.render.finishing import stylesheets
from generator.render.html import render_html
from generator.source.editions import resolve_editions
from generator.source.policies import load_policy
from generator.source.publishers import contrast, load_publisher, low_contrasts, publisher_names
from generator.view import Document

HERE = Place("policy/x.yaml", 3, 5)
PLAN = "example-health-plan"


@pytest.mark.parametrize("name", ["model", PLAN, "example-medicare-contractor"])
def test_the_publishers_here_are_whole_and_readable(root, name):
    publisher = load_publisher(name, root, HERE)
    assert publisher.id == name and low_contrasts(publisher.palette) == []


def test_an_unknown_publisher_is_a_problem_where_it_is_named(root):
    with pytest.raises(SourceProblems) as caught:
        load_publisher("nobody", root, HERE)
    problem = caught.value.problems[0]
    assert (problem.rule, problem.place) == ("FILE-004", HERE) and PLAN in problem.hint


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('accent: "#5b2a6e"', 'accent: "#b99ac5"', "PUB-001"),
        ('accent: "#5b2a6e"', "accent: purple", "SCHEMA-005"),
        ('accent: "#5b2a6e"', 'accent: "#fff;} @import"', "SCHEMA-005"),
        ("file: example-health-plan.svg", "file: nothing.svg", "PUB-002"),
        ("file: example-health-plan.svg", "file: ../../../etc/logo.svg", "SCHEMA-005"),
        ("id: example-health-plan", "id: other", "FILE-003"),
        ("  not-addressed:\n", "  not-adressed:\n", "SCHEMA-004"),
        ("{id: conclusion, title: Conclusion}", "{id: coverage, title: Conclusion}", "SCHEMA-005"),
    ],
)
def test_what_is_wrong_is_located(root, old, new, rule):
    path = root / "policy" / "publishers" / f"{PLAN}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceProblems) as caught:
        load_publisher(PLAN, root, HERE)
    found = [problem for problem in caught.value.problems if problem.rule == rule]
    assert found and found[0].place.file == f"policy/publishers/{PLAN}.yaml" and found[0].place.line > 0


def test_a_logo_holds_no_references(root):
    logo = root / "policy" / "publishers" / f"{PLAN}.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg"><image href="http://x.example/y.png"/></svg>')
    with pytest.raises(SourceProblems) as caught:
        load_publisher(PLAN, root, HERE)
    assert [problem.rule for problem in caught.value.problems] == ["PUB-002"]


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert ("accent", "paper") in [(text, ground) for text, ground, _ in low_contrasts(Palette(accent="#888888"))]


def document(root, edition=PLAN, kind="coverage-policy") -> Document:
    source = load_policy(root / "policy" / "restorative-neurostimulation.yaml", root)
    resolved = next(found for found in resolve_editions(source, root) if found.edition.id == edition)
    return Document(resolved, kind)


def test_a_document_is_the_publishers_own(root):
    html = render_html(document(root), root)
    publisher = load_publisher(PLAN, root, HERE)
    assert f"--accent: {publisher.palette.accent};" in html and f'data-publisher="{PLAN}"' in html
    assert f'alt="{publisher.logo.alt}"' in html
    headings = [re.sub(r"<[^>]+>", "", found) for found in re.findall(r"<h2>(.*?)</h2>", html)]
    titles = [section.title for section in publisher.documents["coverage-policy"].sections]
    assert headings[1:] == [title for title in titles if title in headings]
    assert "Some benefit documents limit" in html, "a section that has only the publisher's text"
    assert "Individual exchange" in html and "Kentucky" in html
    assert publisher.positions["medically-necessary"].label in html


def test_a_template_is_overridden_for_one_publisher_alone(root):
    folder = publisher_templates(PLAN, root) / "components"
    folder.mkdir(parents=True)
    (folder / "masthead.html.j2").write_text("<p>Own masthead</p>")
    assert "<p>Own masthead</p>" in render_html(document(root), root)
    assert "<p>Own masthead</p>" not in render_html(document(root, "model"), root)


def test_a_publishers_template_stands_before_the_roots(root):
    for folder, text in ((root / "templates", "Of the root"), (publisher_templates(PLAN, root), "Of the plan")):
        (folder / "components").mkdir(parents=True)
        (folder / "components" / "masthead.html.j2").write_text(f"<p>{text}</p>")
    assert "Of the plan" in render_html(document(root), root)
    assert "Of the root" in render_html(document(root, "model"), root)


def test_a_style_is_overridden_for_one_publisher_alone(root):
    own = publisher_templates(PLAN, root) / "styles" / "tokens.css"
    own.parent.mkdir(parents=True)
    own.write_text(":root { --size-text: 11pt }")
    assert own in stylesheets(root, PLAN) and own not in stylesheets(root, "model")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [("<p>\n{{ nobody }}", 2, "'nobody' is undefined"), ("\n\n{% if %}", 3, "Expected an expression")],
)
def test_an_own_template_that_fails_is_located(root, text, line, says):
    own = publisher_templates(PLAN, root) / "components" / "masthead.html.j2"
    own.parent.mkdir(parents=True)
    own.write_text(text)
    with pytest.raises(SourceProblems) as caught:
        document_html(document(root), root)
    problem = caught.value.problems[0]
    assert (problem.rule, problem.place.line) == ("PUB-003", line) and says in problem.message
    assert problem.place.file == f"policy/publishers/{PLAN}/templates/components/masthead.html.j2"


def test_eject_copies_what_can_be_overridden(root):
    def run(*words: str):
        return CliRunner().invoke(main, ["eject", *words, "--root", str(root)])

    listed = run().output.split()
    assert "components/masthead.html.j2" in listed and "styles/tokens.css" in listed
    assert not [name for name in listed if "fonts" in name], "their addresses work only next to the fonts"
    assert run("components/masthead.html.j2", "--publisher", PLAN).exit_code == 0
    assert (publisher_templates(PLAN, root) / "components" / "masthead.html.j2").is_file()
    assert run("styles/tokens.css").exit_code == 0 and (root / "templates" / "styles" / "tokens.css").is_file()
    assert run("styles/tokens.css").exit_code == 2, "an edited copy is not overwritten"
    wrong = run("components/mast.html.j2")
    assert wrong.exit_code == 2 and "components/masthead.html.j2" in wrong.output
    assert run("../generator/cli.py").exit_code == 2
    assert run("components/masthead.html.j2", "--publisher", "nobody").exit_code == 2
    assert PLAN in publisher_names(root)

"""The forms that are issued: empty, filled by other programs, and read back."""

from __future__ import annotations

import io
import json

import page
import pikepdf
import pypdf
import pytest
from click.testing import CliRunner
from conftest import FIRST, documents

from generator.cli.main import main
from generator.forms import UnreadableForm, parse_fields, read_form
from generator.render.attachments import attachments
from generator.render.document import document_html
from generator.render.finishing import finish_document
from generator.source.policies import load_policy

from .pdfium_typist import fill

KINDS = ("checklist-prior-authorization", "checklist-reviewer", "checklist-committee", "lcd-draft")
NAME = "Zoë Müller-O'Brien"
CASE = "criterion.{}.answer"


@pytest.fixture(scope="module")
def issued(first) -> dict[str, tuple[str, bytes]]:
    """HTML and PDF of one document of each kind; the determination is the proposed one."""
    found = {}
    for document in documents(first):
        if document.kind in KINDS and (document.kind != "lcd-draft" or document.is_review_copy):
            found.setdefault(document.kind, document)
    made, root = {}, FIRST.parent.parent
    for kind, document in found.items():
        html = document_html(document, root)
        made[kind] = (
            html,
            finish_document(
                document.path, "policy", document.resolved.publisher.id, html, attachments(document), root
            ).data,
        )
    return made


def answers_for(html: str, sign: str = "≥") -> dict[str, str | bool]:
    """An answer of its own kind for each field that can be filled."""
    found: dict[str, str | bool] = {}
    for index, field in enumerate(parse_fields(html)):
        if field.read_only or field.kind == "signature":
            continue
        if field.options:
            found[field.name] = True if field.kind == "checkbox" else field.options[index % len(field.options)].value
        elif "MM/DD/YYYY" in field.label:
            found[field.name] = "02/29/2028"
        elif field.kind == "multiline":
            found[field.name] = f"{NAME}: {sign} 6 months, 50 % better.\nPage {index}, " + "and so on " * 30 + "end"
        else:
            found[field.name] = f"{NAME} {index}"[-(field.max_length or 99) :]
    return found


def expected(html: str, answers: dict) -> dict:
    fixed = {field.name: field.value for field in parse_fields(html) if field.read_only}
    return answers | fixed | {field.name: False for field in parse_fields(html) if field.kind == "signature"}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_filled_with_pypdf(issued, kind):
    html, form = issued[kind]
    answers = answers_for(html)
    fields = {field.name: field for field in parse_fields(html)}
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(form))
    typed = {
        name.replace(".", "/"): f"/{fields[name].options[0].value if value is True else value}"
        if fields[name].kind in ("radio", "checkbox")
        else value
        for name, value in answers.items()
    }
    for sheet in writer.pages:
        writer.update_page_form_field_values(sheet, typed, auto_regenerate=False)
    target = io.BytesIO()
    writer.write(target)
    assert read_form(target.getvalue()).values == expected(html, answers)


@pytest.mark.parametrize("kind", KINDS)
def test_values_without_appearances(issued, kind):
    """As some programs write them: a value, nothing to see, and a request that viewers draw it."""
    html, form = issued[kind]
    answers = answers_for(html)
    with pikepdf.open(io.BytesIO(form)) as document:
        _set(document.Root.AcroForm.Fields, answers)
        document.Root.AcroForm.NeedAppearances = True
        target = io.BytesIO()
        document.save(target)
    assert read_form(target.getvalue()).values == expected(html, answers)


def _set(fields, answers):
    for field in fields:
        value = answers.get(str(field.T).replace("/", "."))
        if value is None:
            continue
        kids = field.get("/Kids", [])
        if field.get("/FT") == "/Btn":
            states = (state for item in (kids or [field]) for state in item.AP.N if state != "/Off")
            field.V = pikepdf.Name(next(iter(states)) if value is True else f"/{value}")
        else:
            field.V = pikepdf.String(value)
            for item in kids or [field]:
                del item["/AP"]


@pytest.mark.parametrize("kind", KINDS)
def test_filled_in_pdfium(issued, kind):
    """The engine of Chromium: typed key by key, clicked, chosen from the list."""
    html, form = issued[kind]
    fields = {field.name: field for field in parse_fields(html)}
    # The validator takes a typed "≥" for a bullet: it does not resolve the font's differences from WinAnsi.
    answers = dict(list(answers_for(html, sign="over").items())[:60])
    texts = {
        name: value.replace("\n", "\r") for name, value in answers.items() if fields[name].kind in ("text", "multiline")
    }
    clicks = [
        (name, fields[name].options[0].value if value is True else value)
        for name, value in answers.items()
        if fields[name].kind in ("radio", "checkbox")
    ]
    choices = {
        name: [option.value for option in fields[name].options].index(value)
        for name, value in answers.items()
        if fields[name].kind == "choice"
    }
    filled = fill(form, texts, clicks, choices)
    values = read_form(filled).values
    assert answers == {name: values[name] for name in answers}
    for profile in ("ua1", "3a"):
        report = page.validate_pdf_bytes(filled, profile=profile)
        assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


@pytest.mark.parametrize("kind", ["checklist-prior-authorization", "checklist-reviewer"])
def test_two_identifiers_on_every_page(issued, kind):
    _, form = issued[kind]
    with pikepdf.open(io.BytesIO(form)) as document:
        for name in ("patient/name", "patient/member"):
            field = next(item for item in document.Root.AcroForm.Fields if str(item.T) == name)
            pages = [kid.P.objgen for kid in field.Kids]
            assert pages == [sheet.obj.objgen for sheet in document.pages]


def test_every_question_is_spoken_with_its_field(issued):
    """A screen reader in a field hears the number and the words of the criterion, and that it must be answered."""
    for html, _ in issued.values():
        for field in parse_fields(html):
            if field.name.startswith("criterion.") and field.name.endswith(".answer"):
                assert field.label.startswith(("Criterion ", "Exclusion ", "Condition ", "Exception "))
                assert len(field.label) > 30 and field.label.endswith((", required", ", outcome of the group"))


def run(tmp_path, form: bytes, answers: dict) -> tuple[int, str, dict]:
    with pikepdf.open(io.BytesIO(form)) as document:
        _set(document.Root.AcroForm.Fields, answers)
        document.Root.AcroForm.NeedAppearances = True
        document.save(tmp_path / "form.pdf")
    result = CliRunner().invoke(main, ["form", "read", str(tmp_path / "form.pdf")])
    return result.exit_code, result.stderr, json.loads(result.stdout)


def test_the_determination_must_follow(issued, tmp_path):
    html, form = issued["checklist-reviewer"]
    leaves = (
        "documented-diagnosis",
        "imaging-mri",
        "clinical-presentation",
        "failed-conservative-management",
        "no-surgical-indication",
        "older-than-18",
    )
    absent = ("severe-instability-or-deformity", "implantation-contraindicated", "active-infection", "coagulopathy")
    answers = {
        "requested.indication": parse_fields(html)[_place(html, "requested.indication")].options[0].value,
        "outcome.determination": "approve",
    }
    answers |= {CASE.format(name): "met" for name in leaves} | {CASE.format(name): "absent" for name in absent}
    _, said, data = run(tmp_path, form, answers)
    assert data["outcome"] == {
        "implied": "covered",
        "determination": "approve",
        "conflicts": [],
        "because": ["the criteria of 1 are met, and no exclusion is present"],
    }
    assert "conflict" not in said
    code, said, data = run(tmp_path, form, answers | {CASE.format("failed-conservative-management"): "not-met"})
    assert code == 1 and data["outcome"]["implied"] == "not-covered"
    assert "form.pdf: the answers imply: not covered (1.2 not met)" in said
    assert "form.pdf: conflict: the determination is 'approve', but the answers imply not covered" in said


def _place(html: str, name: str) -> int:
    return [field.name for field in parse_fields(html)].index(name)


def test_another_use_asks_for_no_criteria(issued, tmp_path):
    _, form = issued["checklist-prior-authorization"]
    _, said, data = run(tmp_path, form, {"requested.indication": "other-use"})
    assert not [field for field in data["unanswered"] if field["name"].startswith("criterion.")]
    assert "the answers imply: not covered (another use is requested)" in said


def test_answers_are_read_without_the_attached_criteria(issued, tmp_path):
    """Some programs leave attachments out. The answers can be read, but a script is told that nothing judged them."""
    _, form = issued["checklist-reviewer"]
    with pikepdf.open(io.BytesIO(form)) as document:
        del document.attachments["criteria.json"]
        document.save(tmp_path / "other.pdf")
    filled = read_form(tmp_path / "other.pdf")
    assert filled.outcome is None and filled.unjudged and len(filled.unanswered) > 20
    result = CliRunner().invoke(main, ["form", "read", str(tmp_path / "other.pdf")])
    assert result.exit_code == 1
    assert "other.pdf: the file does not contain its criteria, so the answers were not evaluated" in result.stderr


@pytest.mark.parametrize(
    "data",
    [b"[1]", b"{}", b"{", b"[" * 100_000, b'{"policy": "x", "version": "1"}', b"1" * 5_000_000],
    ids=["list", "empty", "cut", "deep", "short", "long"],
)
def test_criteria_that_were_replaced_are_refused(issued, tmp_path, data):
    _, form = issued["checklist-reviewer"]
    with pikepdf.open(io.BytesIO(form)) as document:
        document.attachments["criteria.json"] = pikepdf.AttachedFileSpec(document, data, filename="criteria.json")
        document.save(tmp_path / "other.pdf")
    with pytest.raises(UnreadableForm, match="not those of an issued form"):
        read_form(tmp_path / "other.pdf")


def test_the_comment_form_of_a_proposed_determination(issued):
    html, form = issued["lcd-draft"]
    filled = read_form(form)
    assert filled.values["form.document"] == "DL99999, version 0.1" and filled.outcome is None
    assert [field.name for field in filled.unanswered] == [
        "commenter.date",
        "commenter.name",
        "commenter.email",
        "commenter.kind",
        "commenter.interest",
        "comment.1.paragraph",
        "comment.1.comment",
    ]
    assert html.count("<form") == 1 and "data-line-numbers" in html


def test_only_a_proposed_determination_has_line_numbers(issued):
    assert [kind for kind, (html, _) in issued.items() if "data-line-numbers" in html] == ["lcd-draft"]


def test_a_long_list_of_codes_is_written_in(root):
    """Nobody ticks through hundreds of diagnoses on paper."""
    path = root / "policy" / FIRST.name
    text = path.read_text(encoding="utf-8")
    more = "".join(f"      - code: M{number}.0\n        label: Invented {number}\n" for number in range(100, 500))
    at = text.index("    codes:\n      - code: M62.85") + len("    codes:\n")
    path.write_text(text[:at] + more + text[at:], encoding="utf-8")
    source = load_policy(path, root)
    document = next(item for item in documents(source) if item.kind == "checklist-prior-authorization")
    html = document_html(document, root)
    assert "the coverage policy lists 401 codes" in html and "Invented 100" not in html
    names = [field.name for field in parse_fields(html) if field.name.startswith("code.icd10-supporting")]
    assert names == [f"code.icd10-supporting.{place}" for place in range(1, 9)]
    assert "code.cpt-implantation.64590.requested" in [field.name for field in parse_fields(html)]

"""Forms of the first and the demonstration policy, filled in as PDFs and read back by the command."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from functools import cache

import pikepdf
import pytest
from click.testing import CliRunner
from conftest import documents

from generator.cli.main import main
from generator.forms import FilledForm, parse_fields
from generator.forms.read import UnfitField
from generator.forms.spec import FieldSpec
from generator.render.attachments import attachments
from generator.render.document import document_html
from generator.render.finishing import finish_document
from generator.source.policies import Source
from generator.view import Document

from .pdfium_typist import fill

PRIOR, REVIEWER = "checklist-prior-authorization", "checklist-reviewer"
Issued = tuple[dict[str, FieldSpec], bytes]


def html_of(source: Source, kind: str) -> tuple[Document, str]:
    document = next(item for item in documents(source) if item.kind == kind)
    return document, document_html(document, source.path.parent.parent)


@pytest.fixture(scope="module")
def issued(first, demo) -> Callable[[str, str], Issued]:
    """Return a form of a policy, made when it is first asked for."""

    @cache
    def issue(policy: str, kind: str) -> Issued:
        source = {"first": first, "demo": demo}[policy]
        document, html = html_of(source, kind)
        publisher = document.resolved.publisher.id
        root = source.path.parent.parent
        made = finish_document(document.path, "policy", publisher, html, attachments(document), root)
        return {field.name: field for field in parse_fields(html)}, made.data

    return issue


@pytest.fixture(scope="module", params=[PRIOR, REVIEWER])
def either(request, issued) -> Issued:
    return issued("first", request.param)


@pytest.fixture(scope="module")
def worksheet(issued) -> Issued:
    return issued("first", REVIEWER)


@pytest.fixture(scope="module")
def request_form(issued) -> Issued:
    return issued("first", PRIOR)


@pytest.fixture(scope="module")
def demo_worksheet(issued) -> Issued:
    return issued("demo", REVIEWER)


def answer(name: str) -> str:
    return f"criterion.{name}.answer"


COVERED = {
    "requested.indication": "multifidus-dysfunction",
    **{
        answer(name): "met"
        for name in (
            "documented-diagnosis",
            "imaging-ultrasound",
            "clinical-presentation",
            "failed-conservative-management",
            "no-surgical-indication",
            "older-than-18",
        )
    },
    **{
        answer(name): "absent"
        for name in (
            "severe-instability-or-deformity",
            "implantation-contraindicated",
            "active-infection",
            "coagulopathy",
        )
    },
}
CASE = {
    "case.number": "1",
    "case.review": "standard",
    "case.reviewed": "11/03/2026",
    "case.received": "11/02/2026",
    "case.received-time": "9:15 AM",
    "case.due": "11/09/2026",
    "patient.name": "Doe, Jane",
    "patient.member": "M1",
    "patient.birth": "02/03/1970",
    "reviewer.name": "R. Reviewer",
    "reviewer.credential": "RN",
    "outcome.determination": "approve",
    "outcome.rationale": "All met.",
    "outcome.date": "11/03/2026",
}


def read(tmp_path, issued: Issued, answers: dict[str, str]) -> tuple[int, str, dict]:
    """Fill in a form, as programs do that leave drawing to viewers, and read it by the command."""
    fields, form = issued
    for name, value in answers.items():
        options = [option.value for option in fields[name].options]
        assert not options or value in options, f"{name} offers {options}"
    return read_unchecked(tmp_path, form, answers)


def read_unchecked(tmp_path, form: bytes, answers: dict[str, str]) -> tuple[int, str, dict]:
    with pikepdf.open(io.BytesIO(form)) as document:
        for field in document.Root.AcroForm.Fields:
            value = answers.get(str(field.T).replace("/", "."))
            if value is None:
                continue
            if field.get("/FT") == "/Btn":
                field.V = pikepdf.Name(f"/{value}")
            else:
                field.V = pikepdf.String(value)
                for item in field.get("/Kids", [field]):
                    del item["/AP"]
        document.Root.AcroForm.NeedAppearances = True
        document.save(tmp_path / "form.pdf")
    result = CliRunner().invoke(main, ["form", "read", str(tmp_path / "form.pdf")])
    return result.exit_code, result.stderr, json.loads(result.stdout)


def test_an_any_with_one_member_met_and_another_blank_is_covered_and_complete(worksheet, tmp_path):
    """Everything but the signature, which a person has to give."""
    _, said, data = read(tmp_path, worksheet, CASE | COVERED)
    assert "imaging-mri" not in [name for name, found in data["values"]["criterion"].items() if found["answer"]]
    assert data["outcome"]["implied"] == "covered" and data["outcome"]["conflicts"] == []
    assert [item["name"] for item in data["unanswered"]] == ["outcome.signature"]
    assert data["bad_values"] == data["bad_dates"] == []
    assert "conflict" not in said


def test_na_is_offered_nowhere_in_the_first_policy(either):
    fields, _ = either
    answers = [field for name, field in fields.items() if name.startswith("criterion.") and name.endswith(".answer")]
    assert len(answers) > 10
    assert not [field.name for field in answers if "not-applicable" in [option.value for option in field.options]]


@pytest.mark.parametrize("kind", [PRIOR, REVIEWER])
def test_na_and_the_words_of_an_answer_follow_the_logic(demo, kind):
    """N/A where a condition, `only_for` or a waiver allows it; members of NONE and exclusions are present or absent."""
    fields = {field.name: field for field in parse_fields(html_of(demo, kind)[1])}

    def offered(name: str) -> list[str]:
        return [option.label for option in fields[answer(name)].options if option.value != "unclear"]

    assert offered("pre-age") == ["Met", "Not met"]
    assert offered("pre-smoking") == ["Met", "Not met", "N/A"]  # applies_when
    assert offered("pre-smoking-when-diabetes") == ["Met", "Not met"]
    assert offered("crps-other-thrombosis") == ["Not present", "Present"]
    assert offered("fbss-mri-stenosis-central") == ["Not present", "Present"]  # in AT LEAST 1 in NONE
    assert offered("excl-substance-opioid") == ["Not present", "Present"]
    assert offered("excl-coagulation-cleared") == ["Met", "Not met"]
    assert offered("study_of_ind-pdn") == ["Yes", "No"]
    assert offered("phase_before_fbss-permanent") == ["Yes", "No"]


def test_exclusions_for_one_use_offer_na_too(demo_worksheet):
    fields, _ = demo_worksheet
    offered = {
        name: [option.value for option in field.options]
        for name, field in fields.items()
        if name.startswith("criterion.excl-") and name.endswith(".answer")
    }
    assert [name for name, values in offered.items() if "not-applicable" in values]
    assert all({"absent", "present"} <= set(values) or {"met", "not-met"} <= set(values) for values in offered.values())


def test_na_elsewhere_is_a_contradiction_that_is_named(demo_worksheet, tmp_path):
    """A form that another program made or changed may hold it: the state is added to a button that is there."""
    _, form = demo_worksheet
    with pikepdf.open(io.BytesIO(form)) as document:
        field = next(item for item in document.Root.AcroForm.Fields if str(item.T) == "criterion/pre-age/answer")
        kid = field.Kids[1]
        kid.AP.N["/not-applicable"] = kid.AP.N["/not-met"]
        del kid.AP.N["/not-met"]
        target = io.BytesIO()
        document.save(target)
    answers = {"requested.indication": "ind-fbss", answer("pre-age"): "not-applicable"}
    code, said, data = read_unchecked(tmp_path, target.getvalue(), answers)
    assert code == 1 and data["outcome"]["implied"] == "open"
    assert "conflict: P1 is answered N/A, but it applies to every request" in said


@pytest.mark.parametrize(("name", "number"), [("pre-smoking", "P4"), ("pre-anesthesia", "P7")])
def test_na_where_the_condition_is_met_is_a_contradiction(demo_worksheet, tmp_path, name, number):
    """P4 is a statement, P7 a group."""
    conditions = {answer("pre-smoking-when-diabetes"): "met", answer("pre-anesthesia-when"): "met"}
    found = {"requested.indication": "ind-fbss", "requested.phase": "fbss-trial", answer(name): "not-applicable"}
    _, said, _ = read(tmp_path, demo_worksheet, found | conditions)
    assert f"conflict: {number} is answered N/A, but it applies to the use requested" in said
    _, said, _ = read(tmp_path, demo_worksheet, found | dict.fromkeys(conditions, "not-met"))
    assert "conflict" not in said


@pytest.mark.parametrize(
    ("length", "implied"), [("6", "covered"), ("6 months", "covered"), ("5 months", "open"), ("10 weeks", "open")]
)
def test_a_length_of_time_beside_met(either, tmp_path, length, implied):
    name = "criterion.failed-conservative-management.duration.length"
    code, said, data = read(tmp_path, either, COVERED | {name: length})
    assert data["outcome"]["implied"] == implied
    named = "conflict: 1.2 is answered met, but its value misses the threshold" in said
    assert named is (implied == "open") and code == 1  # other fields are blank


@pytest.mark.parametrize(
    ("start", "end", "implied"),
    [("01/15/2026", "07/15/2026", "covered"), ("01/15/2026", "07/14/2026", "open")],
)
def test_first_and_last_day_typed_key_by_key(worksheet, tmp_path, start, end, implied):
    _, form = worksheet
    name = "criterion.failed-conservative-management.duration"
    typed = {f"{name}.first": start, f"{name}.last": end, "criterion.older-than-18.value": "52 years"}
    (tmp_path / "typed.pdf").write_bytes(fill(form, typed, list(COVERED.items()), {}))
    result = CliRunner().invoke(main, ["form", "read", str(tmp_path / "typed.pdf")])
    data = json.loads(result.stdout)
    assert data["outcome"]["implied"] == implied and data["bad_values"] == []


def test_a_text_that_is_no_value_is_reported(request_form, tmp_path):
    code, said, data = read(tmp_path, request_form, COVERED | {"criterion.older-than-18.value": "over 18"})
    assert code == 1 and data["outcome"]["implied"] == "open"
    label = "Criterion 1.4, measured value in years"
    assert data["bad_values"] == [
        {"name": "criterion.older-than-18.value", "label": label, "expected": "a plain number in years"}
    ]
    assert f"form.pdf: not a plain number in years: {label}" in said


def test_npis_and_the_reason_of_an_expedited_request(request_form, tmp_path):
    found = {"request.review": "expedited", "requesting.npi": "1234567890", "facility.npi": "1234567893"}
    code, said, data = read(tmp_path, request_form, found)
    assert code == 1
    assert [item["name"] for item in data["bad_values"]] == ["requesting.npi"]
    assert "form.pdf: not an NPI (ten digits with a valid check digit): NPI, 10 digits, required" in said
    assert "form.pdf: missing: Clinical reason, if expedited" in said
    _, said, _ = read(tmp_path, request_form, found | {"request.urgency": "Pain out of control"})
    assert "Clinical reason" not in said


def test_a_denial_needs_its_specific_reason(worksheet, tmp_path):
    denied = CASE | COVERED | {answer("older-than-18"): "not-met", "outcome.determination": "deny"}
    _, said, data = read(tmp_path, worksheet, denied)
    assert [item["name"] for item in data["unanswered"]] == ["outcome.denial", "outcome.signature"]
    assert data["outcome"]["conflicts"] == [] and "missing: Specific reason for denial, if denied" in said
    _, _, data = read(tmp_path, worksheet, denied | {"outcome.denial": "1.4 is not met: aged 17."})
    assert [item["name"] for item in data["unanswered"]] == ["outcome.signature"]


def test_a_case_that_is_due_too_late(worksheet, tmp_path):
    code, said, _ = read(tmp_path, worksheet, CASE | COVERED | {"case.due": "11/10/2026"})
    assert code == 1
    assert "not a day at most 7 calendar days after the date received: Due date, MM/DD/YYYY, required" in said
    _, said, _ = read(tmp_path, worksheet, CASE | COVERED | {"case.review": "expedited", "case.due": "11/05/2026"})
    assert "missing: Time due, if expedited, HH:MM AM or PM" in said
    assert "missing: Clinical reason, if expedited" in said


def test_a_phase_of_another_indication_is_named(demo_worksheet, tmp_path):
    found = {"requested.indication": "ind-fbss", "requested.phase": "crps-initial"}
    _, said, _ = read(tmp_path, demo_worksheet, found)
    assert "conflict: the phase requested is none of indication 1" in said


def test_the_pathway_requested_is_the_one_that_counts(demo_worksheet, tmp_path):
    fields, _ = demo_worksheet
    options = [option.value for option in fields["requested.pathway"].options]
    assert len(options) == 2 and not fields["requested.pathway"].required
    found = {"requested.indication": "ind-fbss", "requested.phase": "fbss-trial"}
    said = {}
    for pathway in options:
        _, said[pathway], _ = read(tmp_path, demo_worksheet, found | {"requested.pathway": pathway})
    first, second = (text.split("missing: ") for text in said.values())
    assert any("Criterion 1A" in text for text in first) and not any("Criterion 1B" in text for text in first)
    assert any("Criterion 1B" in text for text in second) and not any("Criterion 1A" in text for text in second)


def test_enrollment_is_needed_for_coverage_in_a_study(demo_worksheet, tmp_path):
    found = {"requested.indication": "ind-pdn", "requested.phase": "pdn-initial", answer("study_of_ind-pdn"): "not-met"}
    _, said, data = read(tmp_path, demo_worksheet, found)
    assert data["outcome"]["implied"] == "not-covered" and "3 (study) not met" in said


def test_forms_print_notes_the_study_and_when_an_indication_is_in_force(demo):
    for kind in (PRIOR, REVIEWER):
        _, html = html_of(demo, kind)
        assert "Note: The certificate need not be sent; the plan looks it up." in html
        assert "Enrolled in: The EXAMPLE-PDN registry (NCT00000000 or EXAMPLE-REG-17)" in html
        assert "Effective from 03/01/2024." in html
        assert "Note: The position differs from that of the indication" in html


@pytest.mark.parametrize("length", ["999999", "999999999999"], ids=["past year 9999", "past what a date counts"])
def test_a_threshold_beyond_the_calendar_is_compared(worksheet, tmp_path, length):
    """Such criteria are not issued; the file was changed. Half a year is shorter than any of these."""
    _, form = worksheet
    with pikepdf.open(io.BytesIO(form)) as document:
        coverage = document.attachments["criteria.json"].get_file().read_bytes().decode()
        changed = re.sub(r'("operator": ">=",\s+"value": )"6"', rf'\1"{length}"', coverage)
        assert changed != coverage
        new = pikepdf.AttachedFileSpec(document, changed.encode(), filename="criteria.json")
        document.attachments["criteria.json"] = new
        target = io.BytesIO()
        document.save(target)
    name = "criterion.failed-conservative-management.duration"
    typed = fill(target.getvalue(), {f"{name}.first": "01/15/2026", f"{name}.last": "07/15/2026"}, [], {})
    (tmp_path / "form.pdf").write_bytes(typed)
    result = CliRunner().invoke(main, ["form", "read", str(tmp_path / "form.pdf")])
    assert result.exit_code == 1 and "the answers imply: open (the indication requested is not" in result.stderr


def test_a_value_that_cannot_be_read_leaves_a_form_incomplete():
    assert FilledForm({}, (), ()).complete
    assert not FilledForm({}, (), (), (UnfitField("a.npi", "NPI", "an NPI"),)).complete

"""What is read from a whole form, with forms of a few objects: what is missing, what is no date, by what criteria."""

from __future__ import annotations

import json
from hashlib import sha256

import pikepdf
import pytest
from logic.test_outcome import leaf, policy
from pikepdf import Dictionary, Name, String

from generator.forms import FilledForm, UnreadableForm, read_form
from generator.forms.read import carried_criteria
from generator.pdf import CRITERIA

from .small_form import blank, data, field, stream

COVERAGE = json.dumps({"format": 1, "policy": "demo", "version": "1.0", **policy(leaf("a"))}).encode()
REQUIRED = 2


def form(*fields: tuple[str, dict], criteria: bytes | None = None) -> bytes:
    document = blank()
    for at, (name, keys) in enumerate(fields):
        if keys.get("FT") == Name.Btn:
            pictures = Dictionary(on=stream(document, "0 g 0 0 9 9 re f"), Off=stream(document, ""))
            keys = {"AP": Dictionary(N=pictures), **keys}
        field(document, name, (100, 700 - 40 * at, 200, 720 - 40 * at), **keys)
    if criteria is not None:
        document.attachments[CRITERIA] = pikepdf.AttachedFileSpec(document, criteria, filename=CRITERIA)
    return data(document)


def read(*fields: tuple[str, dict], criteria: bytes | None = None) -> FilledForm:
    return read_form(form(*fields, criteria=criteria))


def unanswered(*fields: tuple[str, dict], **more) -> list[str]:
    return [item.name for item in read(*fields, **more).unanswered]


def test_what_is_required_and_not_answered():
    box, text = {"FT": Name.Btn, "TU": String("Box")}, {"TU": String("Text")}
    yes = {"V": Name.on, "AS": Name.on}
    found = read(
        ("a", text | {"Ff": REQUIRED}), ("b", text | {"Ff": REQUIRED, "V": String("x")}), ("c", text | {"Ff": 1}),
        ("d", box | {"Ff": REQUIRED}), ("e", box | yes | {"Ff": REQUIRED}), ("f", box),
    )  # fmt: skip
    assert [(item.name, item.label) for item in found.unanswered] == [("a", "Text"), ("d", "Box")]
    assert found.outcome is found.criteria is None and not found.unjudged and not found.complete


@pytest.mark.parametrize(("answer", "needed"), [("deny", ["outcome.denial"]), ("approve", [])])
def test_what_another_answer_requires(answer, needed):
    determination = ("outcome.determination", {"V": String(answer)})
    assert unanswered(determination, ("outcome.denial", {})) == needed
    assert unanswered(determination, ("outcome.denial", {"V": String("1.4 is not met")})) == []


def test_dates_are_known_by_their_label():
    day = {"TU": String("Start, MM/DD/YYYY")}
    box = day | {"FT": Name.Btn}
    found = read(
        ("a", day | {"V": String("soon")}), ("b", day | {"V": String("01/02/2026")}), ("c", day), ("d", box),
        ("e", {"V": String("soon")}),
    )  # fmt: skip
    assert [(item.name, item.label) for item in found.bad_dates] == [("a", "Start, MM/DD/YYYY")]
    assert found.bad_values == ()


def test_a_text_that_is_no_date_is_named_once():
    label = String("NPI, MM/DD/YYYY")
    found = read(("a.npi", {"V": String("x"), "TU": label}), ("b.npi", {"V": String("x"), "TU": String("NPI")}))
    assert [item.name for item in found.bad_dates] == ["a.npi"]
    expected = "an NPI (ten digits with a valid check digit)"
    assert [vars(item) for item in found.bad_values] == [{"name": "b.npi", "label": "NPI", "expected": expected}]


@pytest.mark.parametrize(
    ("name", "asks"),
    [
        ("criterion.a.answer", True),
        ("limit.a.answer", True),
        ("criterion.a.b.answer", True),
        ("criterion.answer", False),
        ("criterion.a.value", False),
        ("other.a.answer", False),
        ("a.criterion.a.answer", False),
        ("criterion.a.answer.note", False),
    ],
)
def test_a_form_that_asks_for_criteria_carries_them(name, asks):
    bare, judged = read((name, {})), read((name, {}), criteria=COVERAGE)
    assert bare.unjudged is asks and bare.outcome is None
    assert (judged.outcome is not None) is asks and not judged.unjudged


def test_criteria_that_need_no_answer_are_not_missing():
    required = {"Ff": REQUIRED}
    use = ("requested.indication", {"V": String("other-use")})
    fields = (("criterion.a.answer", required), ("criterion.a.note", required), ("x", required))
    assert unanswered(use, *fields, criteria=COVERAGE) == ["criterion.a.note", "x"]
    assert unanswered(use, *fields) == ["criterion.a.answer", "criterion.a.note", "x"]
    use = ("requested.indication", {"V": String(policy(leaf("a"))["indications"][0]["id"])})
    assert unanswered(use, *fields, criteria=COVERAGE) == ["criterion.a.answer", "criterion.a.note", "x"]


def carried(criteria: bytes):
    with pikepdf.new() as document:
        document.attachments[CRITERIA] = pikepdf.AttachedFileSpec(document, criteria, filename=CRITERIA)
        return carried_criteria(document)


@pytest.mark.parametrize("size", [4_000_000, 4_000_001])
def test_the_largest_criteria(size):
    padded = COVERAGE.ljust(size)
    if size == 4_000_000:
        found = carried(padded)
        assert (found.policy, found.version, found.sha256) == ("demo", "1.0", sha256(padded).hexdigest())
        assert [node.id for node in found.tree.roots()] == ["a"]
    else:
        with pytest.raises(UnreadableForm, match="the criteria in the file are not those of an issued form"):
            carried(padded)


@pytest.mark.parametrize(
    "criteria",
    [b"", b"{", b"[]", b"{}", b"null", COVERAGE.replace(b'"policy"', b'"x"'), COVERAGE.replace(b'"version"', b'"x"'),
     COVERAGE.replace(b'"indications"', b'"x"'), b"[" * 100_000],
)  # fmt: skip
def test_other_criteria_are_refused(criteria):
    with pytest.raises(UnreadableForm, match="the criteria in the file are not those of an issued form"):
        carried(criteria)


def test_without_criteria_there_are_none():
    with pikepdf.new() as document:
        assert carried_criteria(document) is None


def test_a_form_as_issued_says_the_criteria():
    issued, filled = form(("criterion.a.answer", {}), criteria=COVERAGE), form(("criterion.a.answer", {}))
    found = read_form(filled, issued)
    assert found.criteria.sha256 == sha256(COVERAGE).hexdigest() and not found.unjudged
    assert read_form(filled).criteria is None

from __future__ import annotations

import pytest

from generator.forms import FieldSpec, FormError, Option, parse_fields


def one(html: str) -> FieldSpec:
    (field,) = parse_fields(f"<body>{html}</body>")
    return field


def test_a_text_field():
    assert one('<input name="member.id" title="Member ID (required)" required maxlength=12 value=" 1 ">') == FieldSpec(
        "member.id", "text", "Member ID (required)", required=True, max_length=12, value=" 1 "
    )


@pytest.mark.parametrize("flag", ["readonly", "data-readonly", 'data-readonly="true"'])
def test_flags_have_two_spellings(flag):
    assert one(f'<input name="a" title="A" {flag}>').read_only


def test_a_date_has_at_most_ten_characters():
    assert one('<input name="a" title="Start, MM/DD/YYYY" data-format="date">').max_length == 10


def test_a_radio_group_is_one_field():
    field = one(
        '<input type="radio" name="a.b" value="met" title="Met" data-group-title="Is it met? (required)" required>'
        '<input type="radio" name="a.b" value="not-met" title="Not met" checked>'
    )
    assert field == FieldSpec(
        "a.b",
        "radio",
        "Is it met? (required)",
        required=True,
        value="not-met",
        options=(Option("met", "Met"), Option("not-met", "Not met")),
    )


def test_a_select_and_a_textarea():
    fields = parse_fields(
        '<select name="s" title="S"><option value="">Choose</option><option selected>MRI</option></select>'
        '<textarea name="t" title="T" data-value="as\nwritten"></textarea><input type="hidden" name="h">'
    )
    assert [(f.kind, f.value) for f in fields] == [("choice", "MRI"), ("multiline", "as\nwritten")]
    assert fields[0].options == (Option("", "Choose"), Option("MRI", "MRI"))


def test_a_signature():
    assert one('<input type="text" name="s" title="Signature" data-signature>').kind == "signature"


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ('<input name="a">', "no title"),
        ('<input title="A">', "the name must be"),
        ('<input name="a..b" title="A">', "the name must be"),
        ('<input name="a" title="A" required>', "its title does not say so"),
        ('<input name="a" title="A"><input name="a" title="B">', "another field has this name"),
        ('<input name="a" title="A"><input name="a.b" title="B">', "'a' is a field itself"),
        ('<input name="a" title="A" data-format="date">', "must say MM/DD/YYYY"),
        ('<input name="a" title="A" maxlength="ten">', "not a positive number"),
        ('<input type="email" name="a" title="A">', "'email' is not supported"),
        ('<input type="checkbox" name="a" title="A" value="Off">', "means not chosen"),
        ('<input type="checkbox" name="a" title="A" value="a b">', "means not chosen"),
        ('<input type="radio" name="a" title="A" value="x">', "no data-group-title"),
        (
            '<input type="radio" name="a" title="A" value="x" data-group-title="Q">'
            '<input type="radio" name="a" title="B" value="x">',
            "the same value",
        ),
        ('<textarea name="a" title="A">text</textarea>', "must be empty"),
        ('<select multiple name="a" title="A"></select>', "several choices"),
    ],
)
def test_breaches_are_named(html, message):
    with pytest.raises(FormError, match=message):
        parse_fields(f"<body>{html}</body>")


def test_all_breaches_at_once():
    with pytest.raises(FormError) as caught:
        parse_fields('<input name="a"><input name="b">')
    assert len(str(caught.value).splitlines()) == 2


def test_a_line_end_in_a_text_input_is_a_space():
    assert one('<input name="a" title="A" value="one&#10;two">').value == "one two"

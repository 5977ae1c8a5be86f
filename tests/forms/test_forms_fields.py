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


def names(html: str) -> list[str]:
    return [field.name for field in parse_fields(f"<body>{html}</body>")]


def test_hidden_inputs_are_no_fields():
    assert names('<input type="hidden" name="h"><input name="a" title="A"><input type="hidden">') == ["a"]


def test_fields_come_in_the_order_of_the_document():
    html = (
        '<select name="s" title="S"></select><input name="a.b_c-1" title="A"><textarea name="t" title="T"></textarea>'
    )
    assert names(html) == ["s", "a.b_c-1", "t"]


def test_titles_are_one_line():
    assert one('<input name="a" title=" Member\n  name ">').label == "Member name"
    (option,) = one('<select name="a" title="A"><option value="x"> An\n <b>entry</b> </option></select>').options
    assert option == Option("x", "An entry")
    assert one('<input type="radio" name="a" title="A" value="x" data-group-title=" The\n question ">').label == (
        "The question"
    )


@pytest.mark.parametrize(
    ("length", "expected"),
    [("1", 1), ("40", 40), ("", None), ("0", "not a positive number"), ("-1", "not a positive number"),
     ("٣", "not a positive number"), ("²", "not a positive number"), ("1.5", "not a positive number")],
)  # fmt: skip
def test_the_greatest_length(length, expected):
    html = f'<input name="a" title="A" maxlength="{length}">'
    if isinstance(expected, str):
        with pytest.raises(FormError, match=expected):
            one(html)
    else:
        assert one(html).max_length == expected


def test_a_date_may_be_longer_where_it_says_so():
    assert one('<input name="a" title="Start, MM/DD/YYYY" data-format="date" maxlength="12">').max_length == 12
    assert one('<input name="a" title="Start, MM/DD/YYYY">').max_length is None


def test_what_buttons_of_a_group_say_holds_for_the_group():
    first = '<input type="radio" name="a" title="Yes" value="yes" %s>'
    second = '<input type="radio" name="a" title="No" value="no" data-group-title="Q (required)" required readonly>'
    plain = '<input type="radio" name="a" title="No" value="no">'
    for html in (first % "" + second, second + (first % "")):
        field = one(html)
        assert (field.label, field.required, field.read_only, field.value) == ("Q (required)", True, True, "")
    field = one(first % 'checked data-group-title="Q"' + plain)
    assert (field.label, field.required, field.read_only, field.value) == ("Q", False, False, "yes")
    assert [option.value for option in field.options] == ["yes", "no"]


@pytest.mark.parametrize(
    ("given", "value", "chosen"),
    [("", "on", ""), ("checked", "on", "on"), ('value="x" data-checked', "x", "x"), ('value="x"', "x", "")],
)
def test_a_checkbox(given, value, chosen):
    field = one(f'<input type="checkbox" name="a" title="A" {given}>')
    assert (field.kind, field.value, field.options) == ("checkbox", chosen, (Option(value, "A"),))


def test_start_values():
    assert one('<input name="a" title="A">').value == one('<textarea name="a" title="A"> </textarea>').value == ""
    field = one(
        '<select name="a" title="A"><option>x</option><option data-selected>y</option><option>z</option></select>'
    )
    assert field.value == "y"
    assert one('<select name="a" title="A"><option>x</option></select>').value == ""


def test_a_signature_has_no_length_and_no_value():
    field = one('<input name="a" title="A" data-signature maxlength="5" value="x">')
    assert field == FieldSpec("a", "signature", "A")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ('<option value="x">A</option><option value="x">B</option>', "two of its options have the same value"),
        ('<option value="x">A</option><option value="y">A</option>', "two of its options have the same label"),
        ('<option value="x">A</option><option value="y">B</option>', None),
    ],
)
def test_options_are_told_apart(options, message):
    html = f'<select name="a" title="A">{options}</select>'
    if message:
        with pytest.raises(FormError, match=message):
            one(html)
    else:
        assert len(one(html).options) == 2


@pytest.mark.parametrize("title", ["A (required)", "Required: A", "A, REQUIRED"])
def test_a_title_says_required_in_any_case(title):
    assert one(f'<input name="a" title="{title}" required>').required


def test_a_field_is_no_group_of_fields_at_any_depth():
    for names_ in (("a.b", "a.b.c.d"), ("a", "a.b.c")):
        with pytest.raises(FormError, match=f"field '{names_[1]}': '{names_[0]}' is a field itself"):
            parse_fields("".join(f'<input name="{name}" title="{name}">' for name in names_))
    assert names('<input name="a.b" title="A"><input name="a.bc" title="B"><input name="a.c.b" title="C">') == [
        "a.b", "a.bc", "a.c.b",
    ]  # fmt: skip


def test_a_field_repeats_a_text_field_alone():
    plain = '<input name="a" title="A">'
    assert one(f'{plain}<input name="a" title="A again" data-repeat>') == FieldSpec("a", "text", "A", repeat="A again")
    for html, message in (
        ('<input name="a" title="A again" data-repeat>', "field 'a': it does not repeat a text field"),
        (f'{plain}<input type="checkbox" name="a" title="A again" data-repeat>', "it does not repeat a text field"),
        ('<input type="checkbox" name="a" title="A"><input name="a" title="B" data-repeat>', "it does not repeat"),
        (f'{plain}<input name="a" title="A" data-repeat>', "its repeat needs a title of its own"),
        (f'{plain}{plain.replace("A", "B")}', "another field has this name"),
        ('<input type="radio" name="a" title="A" data-group-title="Q"><input name="a" title="B">', "another field has"),
    ):  # fmt: skip
        with pytest.raises(FormError, match=message):
            parse_fields(html)

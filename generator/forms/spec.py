"""What each field of a form must be, read from the HTML convention of `generator.forms`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

from lxml import html as lxml_html

Kind = Literal["text", "multiline", "checkbox", "radio", "choice", "signature"]

DATE_FORMAT = "MM/DD/YYYY"
PDF_SEPARATOR = "/"  # replaces the dots of a name in the PDF, where a dot would make a tree

# Field flags, ISO 32000-1 tables 221, 226, 228 and 230.
READ_ONLY = 1 << 0
REQUIRED = 1 << 1
MULTILINE = 1 << 12
RADIO = 1 << 15
PUSH_BUTTON = 1 << 16
COMBO = 1 << 17

_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
_EXPORT_VALUE = re.compile(r"[A-Za-z0-9._-]+")


class FormError(Exception):
    """A form cannot be made: the template violates the HTML convention, or the PDF does not match the fields."""


@dataclass(frozen=True)
class Option:
    """One radio button or one entry of a list: the value it exports and the text that readers see or hear."""

    value: str
    label: str


@dataclass(frozen=True)
class FieldSpec:
    """One field. `value` is its initial value: text, the export value that is on or chosen, or empty.

    `options` holds the buttons of a radio group, the entries of a choice, or the one state of a checkbox. `repeat` is
    the accessible name of the field where a running header shows it again, empty for a field that appears once.
    """

    name: str
    kind: Kind
    label: str
    required: bool = False
    read_only: bool = False
    max_length: int | None = None
    value: str = ""
    options: tuple[Option, ...] = ()
    repeat: str = ""


def parse_fields(html: str) -> list[FieldSpec]:
    """Return the fields of an HTML document, in document order, a radio group as one field.

    In: the HTML that WeasyPrint renders. Raises FormError with every violation of the convention, one per line.
    Source: ISO 14289-1 7.18 and WCAG 2.1 technique PDF12 require a name for each field; PDF5 the required mark.
    """
    fields: dict[str, FieldSpec] = {}
    repeats: dict[str, FieldSpec] = {}
    errors: list[str] = []
    for element in lxml_html.document_fromstring(html).iter("input", "textarea", "select"):
        if element.get("type") == "hidden":
            continue
        name = element.get("name") or ""
        try:
            field = _read_element(element, name)
            found = repeats if _has(element, "repeat") else fields
            earlier = found.get(name)
            if earlier is None:
                found[name] = field
            elif earlier.kind == field.kind == "radio":
                found[name] = _add_button(earlier, field)
            else:
                raise FormError("another field has this name")
        except FormError as error:
            errors.append(f"field {name!r}: {error}")
    for name, field in repeats.items():
        if name in fields and fields[name].kind == field.kind == "text":
            fields[name] = replace(fields[name], repeat=field.label)
        else:
            errors.append(f"field {name!r}: it does not repeat a text field")
    errors += [f"field {field.name!r}: {message}" for field in fields.values() for message in _check(field)]
    errors += [f"field {name!r}: {message}" for name, message in _check_tree(fields)]
    if errors:
        raise FormError("\n".join(errors))
    return list(fields.values())


def _read_element(element: lxml_html.HtmlElement, name: str) -> FieldSpec:
    """Return the field of one element; for a radio button, a group with only this button."""
    if not _NAME.fullmatch(name):
        raise FormError("the name must be parts of letters, digits, '-' and '_', joined by dots")
    title = " ".join((element.get("title") or "").split())
    if not title:
        raise FormError("no title: it is the name that a screen reader speaks")
    field = FieldSpec(
        name=name,
        kind=_kind(element),
        label=title,
        required=_has(element, "required"),
        read_only=_has(element, "readonly"),
        max_length=_max_length(element, title),
    )
    if field.kind == "radio":
        button = Option(_export_value(element), title)
        question = " ".join((element.get("data-group-title") or "").split())
        return replace(field, label=question, options=(button,), value=button.value if _has(element, "checked") else "")
    if field.kind == "checkbox":
        state = Option(_export_value(element), title)
        return replace(field, options=(state,), value=state.value if _has(element, "checked") else "")
    if field.kind == "choice":
        return _with_entries(field, element)
    if field.kind == "multiline":
        if (element.text or "").strip():
            raise FormError("a textarea must be empty; put its text in data-value")
        return replace(field, value=element.get("data-value") or "")
    if field.kind == "signature":
        return replace(field, max_length=None)
    # A line break in a one-line field is a space, as in a browser.
    return replace(field, value=" ".join((element.get("value") or "").splitlines()))


_BUTTONS: dict[str, Kind] = {"checkbox": "checkbox", "radio": "radio"}


def _kind(element: lxml_html.HtmlElement) -> Kind:
    if element.tag == "textarea":
        return "multiline"
    if element.tag == "select":
        if _has(element, "multiple"):
            raise FormError("a select with several choices is not supported; use checkboxes")
        return "choice"
    type_ = element.get("type", "text")
    if type_ in _BUTTONS:
        return _BUTTONS[type_]
    if type_ != "text":
        raise FormError(f"input type {type_!r} is not supported")
    return "signature" if _has(element, "data-signature") else "text"


def _has(element: lxml_html.HtmlElement, flag: str) -> bool:
    return element.get(flag) is not None or element.get(f"data-{flag}") is not None


def _max_length(element: lxml_html.HtmlElement, title: str) -> int | None:
    given = element.get("maxlength")
    if given and not (given.isascii() and given.isdigit() and int(given) > 0):
        raise FormError(f"maxlength {given!r} is not a positive number")
    is_date = element.get("data-format") == "date"
    if is_date and DATE_FORMAT not in title:
        raise FormError(f"the title of a date must say {DATE_FORMAT}")
    return int(given) if given else len(DATE_FORMAT) if is_date else None


def _export_value(element: lxml_html.HtmlElement) -> str:
    value: str = element.get("value", "on")
    if not _EXPORT_VALUE.fullmatch(value) or value == "Off":
        raise FormError(f"value {value!r}: use letters, digits, '-', '_' and '.'; 'Off' means not chosen")
    return value


def _with_entries(field: FieldSpec, element: lxml_html.HtmlElement) -> FieldSpec:
    entries, chosen = [], ""
    for entry in element.iter("option"):
        label = " ".join(entry.text_content().split())
        value = entry.get("value", label)
        entries.append(Option(value, label))
        if _has(entry, "selected"):
            chosen = value
    return replace(field, options=tuple(entries), value=chosen)


def _add_button(group: FieldSpec, button: FieldSpec) -> FieldSpec:
    return replace(
        group,
        label=group.label or button.label,
        options=group.options + button.options,
        value=button.value or group.value,
        required=group.required or button.required,
        read_only=group.read_only or button.read_only,
    )


def _check(field: FieldSpec) -> Iterable[str]:
    """Yield what is wrong with a whole field, including groups."""
    if not field.label:
        yield "no data-group-title: the question of the group would be lost"
    if field.required and "required" not in field.label.lower():
        yield "it is required and its title does not say so"
    if field.repeat == field.label:
        yield "its repeat needs a title of its own"
    for what in ("value", "label"):
        seen = [getattr(option, what) for option in field.options]
        if len(set(seen)) < len(seen):
            yield f"two of its options have the same {what}"


def _check_tree(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield names that are a field and also a group of fields: the answers are read as a tree by the dots."""
    names = set(names)
    for name in sorted(names):
        for above in accumulate(name.split(".")[:-1], "{}.{}".format):
            if above in names:
                yield name, f"{above!r} is a field itself"

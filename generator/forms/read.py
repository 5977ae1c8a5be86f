"""Read the answers out of a form that somebody has filled in, whatever program they used."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from generator.forms.outcome import Outcome, judge, needed
from generator.forms.spec import DATE_FORMAT, PDF_SEPARATOR, PUSH_BUTTON, RADIO, REQUIRED

Value = str | bool | None
_ANSWER = re.compile(r"(?:criterion|limit)\..+\.answer")
_DEEPEST = 32  # levels of names; a file made to harm can nest without end


class UnreadableForm(Exception):
    """The file is not a form that can be read; the message says why and is for a person."""


@dataclass(frozen=True)
class OpenField:
    """A field that needs attention: its full name and the name a reader sees."""

    name: str
    label: str


@dataclass(frozen=True)
class FilledForm:
    """The answers of one form.

    `values` has every field by full name, in form order: text as typed, the export value of the chosen radio button or
    list entry, None where nothing is entered; True or False for a checkbox and for "is signed" of a signature field.
    `unanswered` are the required fields without a value, without the criteria of uses that are not requested;
    `bad_dates` the dates that are not MM/DD/YYYY. `outcome` is what the answers to the criteria imply, None for a form
    without criteria.
    """

    values: dict[str, Value]
    unanswered: tuple[OpenField, ...]
    bad_dates: tuple[OpenField, ...]
    outcome: Outcome | None = None

    @property
    def complete(self) -> bool:
        """Whether every required field is answered, every date can be read, and no answer contradicts the others."""
        return not (self.unanswered or self.bad_dates or (self.outcome and self.outcome.conflicts))

    def nested(self) -> dict[str, Any]:
        """Return the values as a tree by the dots of their names: `criterion` holds the criterion ids."""
        tree: dict[str, Any] = {}
        for name, value in self.values.items():
            *parents, last = name.split(".")
            node = tree
            for part in parents:
                child = node.setdefault(part, {})
                if not isinstance(child, dict):
                    raise UnreadableForm(f"the form has a field {name!r} inside another field")
                node = child
            node[last] = value
        return tree

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain data for `json.dumps`."""
        return {
            "format": 1,
            "complete": self.complete,
            "values": self.nested(),
            "unanswered": [vars(field) for field in self.unanswered],
            "bad_dates": [vars(field) for field in self.bad_dates],
            "outcome": vars(self.outcome) if self.outcome else None,
        }


def read_form(pdf: bytes | Path) -> FilledForm:
    """Return the answers in a filled form.

    In: the file's bytes or its path. Raises UnreadableForm when it cannot be opened, is no PDF, is locked by a
    password, or has no fields (a scan, a print to PDF, a flattened copy).
    """
    try:
        data = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
    except OSError as error:
        raise UnreadableForm(f"the file cannot be read: {error.strerror or error}") from error
    try:
        # A file that was cut off could be mended, and then earlier answers would stand for the last ones.
        with pikepdf.open(BytesIO(data), attempt_recovery=False) as document:
            return _read_document(document)
    except pikepdf.PasswordError as error:
        raise UnreadableForm("the file is locked by a password; save it without one") from error
    except pikepdf.PdfError as error:
        raise UnreadableForm("the file is not a PDF, or it is damaged or cut off") from error
    except (AttributeError, KeyError, TypeError, ValueError, RuntimeError) as error:
        # pikepdf raises these where an object is not of the type that the standard gives it, or qpdf gives up.
        raise UnreadableForm(f"the form in the file is damaged: {error}") from error


def _read_document(document: pikepdf.Pdf) -> FilledForm:
    form = document.Root.get("/AcroForm")
    values: dict[str, Value] = {}
    unanswered, bad_dates = [], []
    for written, field, flags in _fields(form.get("/Fields", []) if form is not None else []):
        name = written.replace(PDF_SEPARATOR, ".")
        if name in values and values[name] not in (None, False):
            continue  # the same field listed twice: the first answer stands
        value = values[name] = _value(field, flags)
        label = _text(field.get("/TU", "")) or name
        if flags & REQUIRED and value in (None, False):
            unanswered.append(OpenField(name, label))
        if DATE_FORMAT in label and isinstance(value, str) and not _is_date(value):
            bad_dates.append(OpenField(name, label))
    if not values:
        raise UnreadableForm("the file has no form fields: is it a scan, or was it printed to PDF?")
    outcome, counted = _implied(document, values)
    unanswered = [field for field in unanswered if outcome is None or field.name in counted
                  or not _ANSWER.fullmatch(field.name)]
    return FilledForm(values, tuple(unanswered), tuple(bad_dates), outcome)


def _implied(document: pikepdf.Pdf, values: dict[str, Value]) -> tuple[Outcome | None, set[str]]:
    """Return what the answers imply by the criteria that the form carries, and which answers count.

    Without an outcome where the form asks for no criteria, or a program that saved it has left the attachment out.
    """
    from generator.attachments import CRITERIA

    if not any(map(_ANSWER.fullmatch, values)) or CRITERIA not in document.attachments:
        return None, set()
    try:
        coverage = json.loads(document.attachments[CRITERIA].get_file().read_bytes())
        return judge(coverage, values), needed(coverage, values)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, set()  # not the attachment that was put in: the answers can be read all the same


def _fields(
    siblings, prefix: str = "", flags: int = 0, kind: str = "", depth: int = 0
) -> Iterator[tuple[str, pikepdf.Object, int]]:
    """Yield the full name, object and inherited flags of every field that can hold a value."""
    if depth > _DEEPEST:
        raise UnreadableForm("the form in the file is damaged: its fields nest without end")
    for field in siblings:
        if "/T" not in field:
            continue  # a widget, not a field
        own_flags = int(field.get("/Ff", flags))
        own_kind = str(field.get("/FT", kind))
        part = _text(field.T)
        name = f"{prefix}.{part}" if prefix else part
        kids = field.get("/Kids", [])
        if any("/T" in kid for kid in kids):
            yield from _fields(kids, name, own_flags, own_kind, depth + 1)
        elif own_kind and not (own_kind == "/Btn" and own_flags & PUSH_BUTTON):
            yield name, field, own_flags


def _value(field: pikepdf.Object, flags: int) -> Value:
    kind = str(_inherited(field, "/FT"))
    value = _inherited(field, "/V")
    if kind == "/Sig":
        return value is not None
    if kind == "/Btn":
        state = str(value) if value is not None else _shown_state(field)
        chosen = state.removeprefix("/")
        if flags & RADIO:
            return None if chosen in ("Off", "") else chosen
        return chosen not in ("Off", "")
    if isinstance(value, pikepdf.Array):
        value = value[0] if len(value) else None
    text = _text(value) if value is not None else ""
    if kind == "/Ch":
        text = _export_value(field, text)
    return text if text.strip() else None


def _inherited(field: pikepdf.Object, key: str) -> Any:
    for _ in range(_DEEPEST):
        if key in field:
            return field[key]
        if "/Parent" not in field:
            return None
        field = field.Parent
    return None


def _shown_state(field: pikepdf.Object) -> str:
    """Return what the buttons show, for programs that switch the picture and forget the value."""
    states = (str(widget.get("/AS", "/Off")) for widget in field.get("/Kids", [field]))
    return next((state for state in states if state != "/Off"), "/Off")


def _export_value(field: pikepdf.Object, text: str) -> str:
    """Return the export value of a list entry; some programs store the text that is shown instead."""
    pairs = [(_text(o[0]), _text(o[1])) for o in field.get("/Opt", []) if isinstance(o, pikepdf.Array)]
    if text in (value for value, _ in pairs):
        return text
    return next((value for value, shown in pairs if shown == text), text)


def _text(value: Any) -> str:
    """Return a text string or text stream, decoded, with one kind of line end."""
    if isinstance(value, pikepdf.Stream):
        value = pikepdf.String(value.read_bytes())
    raw = bytes(value) if isinstance(value, pikepdf.String) else b""
    # UTF-8 with its mark is PDF 2.0, and programs write it into older files too.
    text = raw[3:].decode("utf-8", "replace") if raw.startswith(b"\xef\xbb\xbf") else str(value)
    return re.sub(r"\r\n?", "\n", text)


def _is_date(text: str) -> bool:
    try:
        datetime.strptime(text.strip(), "%m/%d/%Y")
    except ValueError:
        return False
    return True

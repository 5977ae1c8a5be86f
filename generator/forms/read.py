"""Read the answers from a form that somebody has filled in with any program."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from generator.forms.checked import is_needed, unfit
from generator.forms.fields import Field, UnreadableForm, read_fields
from generator.forms.issued import refuse_another_form
from generator.forms.judged import judge_form
from generator.forms.measured import read_date
from generator.forms.spec import DATE_FORMAT, REQUIRED
from generator.forms.values import Value, value_of
from generator.logic.carried import tree_from_data
from generator.logic.outcome import Outcome
from generator.logic.tree import CoverageTree
from generator.pdf import CRITERIA
from generator.pdf.streams import StreamProblem, bounded_bytes

_ANSWER = re.compile(r"(?:criterion|limit)\..+\.answer")
_MAX_CRITERIA = 4_000_000  # bytes


@dataclass(frozen=True)
class OpenField:
    """A field that needs attention: its full name and the name that readers see."""

    name: str
    label: str


@dataclass(frozen=True)
class UnfitField(OpenField):
    """A field whose text is wrong: `expected` says what it must be."""

    expected: str


@dataclass(frozen=True)
class CarriedCriteria:
    """The criteria that a form is judged by: their policy and version, their hash, and the tree."""

    policy: str
    version: str
    sha256: str
    tree: CoverageTree


@dataclass(frozen=True)
class FilledForm:
    """The answers of one form.

    `values` has every field by full name, in form order: text as typed, the export value of the chosen radio button or
    list entry, or None if nothing is entered; for a checkbox, and for whether a signature field is signed, True or
    False. `unanswered` are the required fields without a value, excluding the criteria of uses that are not requested,
    and including those that another answer requires; `bad_dates` are dates that are not MM/DD/YYYY; `bad_values` are
    other invalid texts: measured values, NPIs, times. `outcome` is what the answers to the criteria imply, None for a
    form without criteria.
    """

    values: dict[str, Value]
    unanswered: tuple[OpenField, ...]
    bad_dates: tuple[OpenField, ...]
    bad_values: tuple[UnfitField, ...] = ()
    outcome: Outcome | None = None
    criteria: CarriedCriteria | None = None
    asks_for_criteria: bool = False

    @property
    def unjudged(self) -> bool:
        """Whether the form asks about criteria but does not contain them, so nothing says what its answers imply."""
        return self.asks_for_criteria and self.outcome is None

    @property
    def complete(self) -> bool:
        """Whether every required field is answered, all texts can be read, and no answers contradict each other."""
        open_fields = self.unanswered or self.bad_dates or self.bad_values
        return not (open_fields or self.unjudged or (self.outcome and self.outcome.conflicts))

    def nested(self) -> dict[str, Any]:
        """Return the values as a tree, by the dots in their names: `criterion` contains the criterion ids."""
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
            "bad_values": [vars(field) for field in self.bad_values],
            "outcome": self._outcome(),
            "unjudged": self.unjudged,
            "criteria": {key: getattr(self.criteria, key) for key in ("policy", "version", "sha256")}
            if self.criteria
            else None,
        }

    def _outcome(self) -> dict[str, Any] | None:
        if self.outcome is None:
            return None
        said = {key: getattr(self.outcome, key) for key in ("implied", "because", "conflicts")}
        return said | {"determination": self.values.get("outcome.determination")}


def read_form(pdf: bytes | Path, issued: bytes | None = None) -> FilledForm:
    """Return the answers in a filled form.

    In: the file's bytes or its path, and optionally the form as issued: the two may then differ only in answers, and
    the criteria are those of the form as issued. The file is parsed in this process: for a file from somebody else, use
    the confined reader (`generator.pdf.confined`). Raises UnreadableForm if it cannot be opened, is not a PDF, is
    locked by a password, has no fields (a scan, a print to PDF, a flattened copy), or does not show its own values.
    """
    try:
        data = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
    except OSError as error:
        raise UnreadableForm(f"the file cannot be read: {error.strerror or error}") from error
    try:
        # A truncated file could be repaired, but then earlier answers would replace the last ones.
        with pikepdf.open(BytesIO(data), attempt_recovery=False) as document:
            if issued is None:
                return _read_document(document, len(data), None)
            try:
                original = pikepdf.open(BytesIO(issued), attempt_recovery=False)
            except pikepdf.PdfError as error:
                raise UnreadableForm("the form as issued cannot be read as a PDF") from error
            with original:
                return _read_document(document, len(data), original)
    except pikepdf.PasswordError as error:
        raise UnreadableForm("the file is locked by a password; save it without one") from error
    except pikepdf.PdfError as error:
        raise UnreadableForm("the file is not a PDF, or it is damaged or cut off") from error
    except StreamProblem as error:
        raise UnreadableForm(f"the form in the file is damaged: {error}") from error
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError, RuntimeError) as error:
        # pikepdf raises these if an object does not have the type that the standard requires, or if qpdf gives up.
        raise UnreadableForm("the form in the file is damaged: an object is not of the required kind") from error


def _read_document(document: pikepdf.Pdf, size: int, issued: pikepdf.Pdf | None) -> FilledForm:
    fields = read_fields(document)
    if issued is not None:
        refuse_another_form(document, fields, issued, read_fields(issued))
    form: Any = document.Root.AcroForm
    fonts = form.get("/DR", {}).get("/Font", {})
    to_be_drawn = bool(form.get("/NeedAppearances", False))
    values = {field.name: value_of(field, fonts, to_be_drawn, size) for field in fields}
    _refuse_changed_after_signing(fields, size)
    if slips := document.get_warnings():  # such as two values in one field: programs differ in which one they use
        raise UnreadableForm(f"the form in the file is damaged: {slips[0]}")
    unanswered = [
        OpenField(field.name, field.label)
        for field in fields
        if (field.flags & REQUIRED or is_needed(field.name, values)) and values[field.name] in (None, False)
    ]
    bad_dates = tuple(
        OpenField(field.name, field.label)
        for field in fields
        if DATE_FORMAT in field.label and isinstance(text := values[field.name], str) and read_date(text) is None
    )
    asks = any(map(_ANSWER.fullmatch, values))
    criteria = carried_criteria(document if issued is None else issued) if asks else None
    outcome, expected = None, dict(unfit(values))
    if criteria is not None:
        judged = judge_form(criteria.tree, values)
        outcome, expected = judged.outcome, judged.unread | expected
        unanswered = [item for item in unanswered if item.name in outcome.needed or not _ANSWER.fullmatch(item.name)]
    known = {item.name for item in bad_dates}
    bad_values = tuple(
        UnfitField(field.name, field.label, expected[field.name])
        for field in fields
        if field.name in expected and field.name not in known
    )
    return FilledForm(values, tuple(unanswered), bad_dates, bad_values, outcome, criteria, asks)


def _refuse_changed_after_signing(fields: list[Field], size: int) -> None:
    """The last signature covers the whole file; anything after it could be different answers."""
    ends = [
        int(field.value.ByteRange[2]) + int(field.value.ByteRange[3])
        for field in fields
        if field.kind == "/Sig" and field.value is not None
    ]
    if ends and max(ends) != size:
        raise UnreadableForm("the file was changed after it was signed")


def carried_criteria(document: pikepdf.Pdf) -> CarriedCriteria | None:
    """Return the criteria in a form; None if a program that saved it left them out.

    Raises UnreadableForm if they are not those of an issued form: the answers would be judged by something else.
    """
    if CRITERIA not in document.attachments:
        return None
    try:
        data = bounded_bytes(document.attachments[CRITERIA].get_file().obj, _MAX_CRITERIA)
        coverage = json.loads(data)
        tree = tree_from_data(coverage)
        return CarriedCriteria(str(coverage["policy"]), str(coverage["version"]), sha256(data).hexdigest(), tree)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, pikepdf.PdfError):
        raise UnreadableForm("the criteria in the file are not those of an issued form") from None

"""What `form read` asks the confined reader (`generator.pdf.confined`) to do."""

from __future__ import annotations

from typing import Any

from generator.forms.fields import UnreadableForm
from generator.forms.read import read_form
from generator.pdf.confined import UnreadablePdf


def answer(data: bytes, issued: bytes | None = None) -> dict[str, Any]:
    """Return the answers in a filled form as plain data. Raises UnreadablePdf if it cannot be read."""
    try:
        return read_form(data, issued).to_json()
    except UnreadableForm as error:
        raise UnreadablePdf(str(error)) from None

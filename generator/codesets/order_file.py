"""Read the ICD-10-CM order file of CDC and CMS: every code and header in the order of the Tabular List.

Fixed columns ("ICD-10-CM/PCS Order File"): order number 1-5, code 7-13, 1 for a code that is valid on a claim and 0 for
a header 15, short description 17-76, long description from 78. The descriptions are not read: those of the Tabular
List, which keeps accents, are the official ones.
"""

from __future__ import annotations

import io
import re

_CODE = re.compile(r"[A-Z][0-9A-Z]{2,6} *")


class BadFile(Exception):
    """A file of a release that cannot be used: the line, and the reason."""

    def __init__(self, line: int, reason: str):
        self.line = line
        super().__init__(reason)


def billable_codes(text: str) -> dict[str, int]:
    """Return the undotted codes that are valid on a claim, each with its line. Raises BadFile at the first bad line."""
    found: dict[str, int] = {}
    known: set[str] = set()
    for number, line in enumerate(io.StringIO(text), 1):
        if not line.strip("\x1a\r\n "):  # the file may end with a control-Z
            continue
        code = line[6:13].rstrip()
        if not (
            re.fullmatch("[0-9]{5} ", line[:6])
            and _CODE.fullmatch(line[6:14])
            and line[14:16] in ("0 ", "1 ")
            and len(line.rstrip()) > 77
        ):
            columns = "number 1-5, code 7-13, 0 or 1 in 15, descriptions from 17 and 78"
            raise BadFile(number, f"this is no line of the order file: {columns}")
        if code in known:
            raise BadFile(number, f"{code} is listed twice")
        known.add(code)
        if line[14] == "1":
            found[code] = number
    if not found:
        raise BadFile(0, "the order file lists no code that is valid on a claim")
    return found

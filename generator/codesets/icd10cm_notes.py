"""Find the codes that an ICD-10-CM Excludes note names.

The notes are prose: `myalgia (M79.1-)`, `injuries (S00-T88)`, `P28.3- - P28.4-`. A condition on a character
(`E08-E13 with .51-.52`, `V01-V09 with 5th character 9`) narrows the codes in words; such a part gives no codes here,
because reading it as the whole range would report conflicts that the Tabular List does not state.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"\b([A-Z][0-9A][0-9A-Z])(?:\.([0-9A-Z]{0,4}))?(?![0-9A-Za-z])")
_RANGE_GAP = re.compile(r"[.\s-]*(?:-|\bto\b)[\s-]*")
_PARENTHESIS = re.compile(r"[()]")


def codes_in_note(text: str) -> list[tuple[str, str]]:
    """Return the (first, last) undotted codes named in a note's text; for a single code or stem both are the same.

    Not checked against any release: a word such as `B12` may be returned; the caller drops what does not exist.
    """
    found: list[tuple[str, str]] = []
    for part in _PARENTHESIS.split(text):
        found.extend(_codes_in_part(part))
    return found


def _codes_in_part(part: str) -> list[tuple[str, str]]:
    matches = list(_CODE.finditer(part))
    if not matches or re.search(r"\bwith\b", part[matches[0].end() :]) or "with" in part[matches[-1].end() :]:
        return []
    found: list[tuple[str, str]] = []
    index = 0
    while index < len(matches):
        first = last = matches[index]
        following = matches[index + 1] if index + 1 < len(matches) else None
        if following and _RANGE_GAP.fullmatch(part[first.end() : following.start()]):
            last = following
            index += 1
        found.append((_undotted(first), _undotted(last)))
        index += 1
    return found


def _undotted(match: re.Match[str]) -> str:
    return match[1] + (match[2] or "")

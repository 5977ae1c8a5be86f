"""Facts in a document's manifest entry for the catalogue, as they were when the document was rendered."""

from __future__ import annotations

from typing import Any

from generator.model.policy import Policy
from generator.view import Document


def facts(document: Document) -> dict[str, Any]:
    """Return the catalogue's facts of a document as JSON data: dates ISO 8601, `codes` separated by spaces.

    They belong to the document and not to its edition, because after a build of only some documents the others are
    still those of the earlier version.
    """
    resolved = document.resolved
    effective = resolved.dates.effective
    return {
        "kind": resolved.publisher.documents[document.kind].kind,
        "policy_title": resolved.source.policy.title,
        "publisher": resolved.publisher.name,
        "number": resolved.number(document.kind),
        "version": resolved.version,
        "status": resolved.status,
        "final": document.final,
        "mark": document.mark,
        "superseded_by": resolved.superseded_by,
        "effective": effective.isoformat() if effective else None,
        "lines_of_business": list(resolved.lines_of_business),
        "states": list(resolved.states),
        "codes": _codes(resolved.source.policy),
    }


def _codes(policy: Policy) -> list[dict[str, str]]:
    """Return the codes by system and role; a range is written as `FIRST-LAST`."""
    found: dict[tuple[str, str], list[str]] = {}
    for group in policy.codes:
        found.setdefault((group.system, group.role), []).extend(
            f"{code.code}-{code.to}" if code.to else code.code for code in group.codes
        )
    return [
        {"system": system, "role": role, "codes": " ".join(dict.fromkeys(codes))}
        for (system, role), codes in found.items()
    ]

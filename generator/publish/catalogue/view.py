"""What the catalogue shows: the manifest's documents by status group, policy, and edition, with earlier versions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from generator.publish.manifest import Entry, Manifest, document_key
from generator.view.codes import ROLES, SYSTEM_NAMES
from generator.view.edition import STATUS_WORDS
from generator.view.template_data import TemplateData
from generator.wording.phrases import NOT_STATED, how_many, long_date

# In this order: whoever decides on a patient finds the policies in force first, with no drafts among them.
SECTIONS = (
    ("in-force", "In force", "Final documents that are active."),
    ("coming", "Approved or in notice", "Final documents that are not yet active. See the effective date."),
    (
        "drafts",
        "Drafts and proposals",
        "Not final. Every page has the mark that is shown here. Do not use them to decide a request or a claim.",
    ),
    (
        "ended",
        "No longer in force",
        "Retired, superseded, and withdrawn documents, kept for claims from the time when they applied.",
    ),
)
KINDS = {
    "coverage-policy": "Coverage policies",
    "lcd-draft": "Local coverage determinations",
    "billing-article": "Billing and coding articles",
    "response-to-comments": "Responses to comments",
    "checklist-prior-authorization": "Prior authorization checklists",
    "checklist-reviewer": "Reviewer checklists",
    "checklist-committee": "Committee checklists",
}
_WITHDRAWN = "Withdrawn"
_Natural = tuple[tuple[int, int, str], ...]  # a version, split into numbers and words
_Version = tuple[str, _Natural, str]  # sort key of versions: the day they took effect, and their number


class DocumentLink(NamedTuple):
    """A link to a document: its name (the publisher's name for its kind, and its number); format, pages, size.

    A tuple, because templates unpack it faster than they read attributes: a catalogue may have ten thousand.
    """

    path: str
    artifact: str
    name: str
    about: str


@dataclass(frozen=True)
class Version(TemplateData):
    """Documents of an earlier version."""

    version: str
    effective: str
    links: list[DocumentLink]


@dataclass(frozen=True)
class EditionRow(TemplateData):
    """The documents of one edition in one version."""

    publisher: str
    applies: str
    version: str
    status: str
    mark: str
    superseded_by: str
    effective: str
    links: list[DocumentLink]
    earlier: list[Version]
    codes: list[tuple[str, str]]


def catalogue_view(manifest: Manifest) -> dict[str, Any]:
    """Return the data of the catalogue's template."""
    sections: dict[str, dict[tuple[str, str], list[EditionRow]]] = {name: {} for name, _, _ in SECTIONS}
    for (policy, title), standing, row in _rows(manifest):
        sections[standing].setdefault((title, policy), []).append(row)
    shown = [
        (
            name,
            heading,
            text,
            [
                (title, policy, rows)
                for (title, policy), rows in sorted(
                    sections[name].items(), key=lambda item: (item[0][0].casefold(), item[0])
                )
            ],
        )
        for name, heading, text in SECTIONS
        if sections[name]
    ]
    rows = [row for _, _, _, policies in shown for _, _, found in policies for row in found]
    kinds = {link.artifact for row in rows for link in row.links}
    return {
        "sections": shown,
        "count": len(rows),
        "publishers": [(name, name) for name in sorted({row.publisher for row in rows}, key=str.casefold)],
        "statuses": [
            (word, word) for word in [*STATUS_WORDS.values(), _WITHDRAWN] if word in {row.status for row in rows}
        ],
        "kinds": [
            (artifact, KINDS.get(artifact, artifact))
            for artifact in [*KINDS, *sorted(kinds - KINDS.keys())]
            if artifact in kinds
        ],
    }


def _rows(manifest: Manifest) -> Iterable[tuple[tuple[str, str], str, EditionRow]]:
    """Yield policy, title, status group, and row: one for an edition's documents with the same version and group."""
    earlier: dict[tuple[str, ...], dict[_Version, list[Entry]]] = {}
    current = {(*document_key(entry), entry["sha256"]) for entry in manifest.documents.values()}
    for _, entry in sorted(manifest.previous.items()):
        if (*document_key(entry), entry["sha256"]) not in current:
            version = (_text(entry, "effective"), _natural(_text(entry, "version")), _text(entry, "version"))
            earlier.setdefault(document_key(entry)[:2], {}).setdefault(version, []).append(entry)
    groups: dict[tuple[str, ...], list[Entry]] = {}
    for _, entry in sorted(manifest.documents.items()):
        key = (
            *document_key(entry)[:2],
            _standing(entry),
            *(_text(entry, name) for name in ("version", "effective", "mark")),
        )
        groups.setdefault(key, []).append(entry)
    for key, entries in sorted(groups.items()):
        versions = _versions(earlier.pop(key[:2], {}))
        yield _policy(entries[0]), key[2], _row(entries, versions, STATUS_WORDS.get(_text(entries[0], "status"), ""))
    for _, found in sorted(earlier.items()):
        newest = max(found)
        entries = found.pop(newest)
        yield _policy(entries[0]), "ended", _row(entries, _versions(found), _WITHDRAWN)


def _versions(found: dict[_Version, list[Entry]]) -> list[Version]:
    """Return earlier versions, newest first."""
    return [Version(key[2], _day(found[key][0]), _links(found[key])) for key in sorted(found, reverse=True)]


def _row(entries: list[Entry], earlier: list[Version], status: str) -> EditionRow:
    entries = sorted(entries, key=_weight)
    first = entries[0]
    applies = [", ".join(_list(first, name)) for name in ("lines_of_business", "states")]
    return EditionRow(
        _text(first, "publisher") or _text(first, "edition"),
        "; ".join(filter(None, applies)),
        _text(first, "version") or NOT_STATED,
        status or NOT_STATED.capitalize(),
        _text(first, "mark"),
        _text(first, "superseded_by"),
        _day(first),
        _links(entries),
        earlier,
        _codes(first),
    )


def _links(entries: list[Entry]) -> list[DocumentLink]:
    return [
        DocumentLink(
            entry["path"],
            document_key(entry)[2],
            f"{_text(entry, 'kind') or _text(entry, 'title')} {_text(entry, 'number')}".strip(),
            _about(entry),
        )
        for entry in sorted(entries, key=_weight)
    ]


def _weight(entry: Entry) -> tuple[int, str]:
    """Return a sort key that puts the coverage policy first and the checklists last."""
    artifact = document_key(entry)[2]
    return list(KINDS).index(artifact) if artifact in KINDS else len(KINDS), artifact


def _about(entry: Entry) -> str:
    pages = entry.get("pages")
    count = f"{how_many(pages, 'page')}, " if type(pages) is int else ""
    size = entry["bytes"]
    return f"PDF, {count}{f'{size / 1e6:.1f} MB' if size >= 1e6 else f'{max(1, round(size / 1000))} kB'}"


def _standing(entry: Entry) -> str:
    status = _text(entry, "status")
    if status in ("retired", "superseded"):
        return "ended"
    if entry.get("final") is not True:
        return "drafts"
    return "in-force" if status == "active" else "coming"


def _policy(entry: Entry) -> tuple[str, str]:
    policy = document_key(entry)[0]
    return policy, _text(entry, "policy_title") or _text(entry, "title") or policy


def _codes(entry: Entry) -> list[tuple[str, str]]:
    """Return system with role, and the codes; a manifest that was edited by hand may contain anything."""
    groups = entry.get("codes")
    return [
        (
            f"{SYSTEM_NAMES.get(_text(group, 'system'), _text(group, 'system'))}, {ROLES[_text(group, 'role')]}",
            _text(group, "codes"),
        )
        for group in (groups if isinstance(groups, list) else [])
        if isinstance(group, dict) and _text(group, "role") in ROLES
    ]


def _day(entry: Entry) -> str:
    try:
        return long_date(date.fromisoformat(_text(entry, "effective")))
    except ValueError:
        return NOT_STATED


def _natural(version: str) -> _Natural:
    """Return a sort key that puts 1.10 after 1.9."""
    return tuple(
        (0, int(part), "") if part[0] in "0123456789" else (1, 0, part)
        for part in re.findall(r"[0-9]+|[^0-9]+", version)
    )


def _text(entry: Entry, key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _list(entry: Entry, key: str) -> list[str]:
    value = entry.get(key)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

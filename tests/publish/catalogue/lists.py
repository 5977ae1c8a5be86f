"""Manifests for the catalogue's tests: fictitious payers, every standing, earlier versions."""

from __future__ import annotations

import hashlib
from typing import Any

from generator.publish.manifest import Manifest

KINDS = {
    "coverage-policy": "Coverage Policy",
    "billing-article": "Billing Article",
    "checklist-prior-authorization": "Request Form",
}
KNEE = [
    {"system": "ICD-10-CM", "role": "supporting", "codes": "M17.11 M17.12 M22.0-M24"},
    {"system": "CPT", "role": "not-covered", "codes": "29870-29879"},
]
SPINE = [{"system": "ICD-10-CM", "role": "non-supporting", "codes": "M54.50"}]


def entry(policy: str, edition: str, artifact: str = "coverage-policy", path: str = "", **more: Any) -> dict:
    """Return a manifest entry of a final, active document, changed by `more`."""
    path = path or f"{policy}/{edition}/{artifact}.pdf"
    title = policy.replace("-", " ").capitalize()
    return {
        "policy": policy,
        "edition": edition,
        "artifact": artifact,
        "format": "pdf",
        "path": path,
        "title": f"{KINDS[artifact]}: {title}",
        "sha256": hashlib.sha256(path.encode()).hexdigest(),
        "bytes": 123456,
        "pages": 7,
        "input_sha256": "0" * 64,
        "kind": KINDS[artifact],
        "policy_title": title,
        "publisher": f"Example {edition.capitalize()} Plan",
        "number": "EX-1",
        "version": "2.0",
        "status": "active",
        "final": True,
        "mark": "",
        "superseded_by": None,
        "effective": "2026-07-01",
        "lines_of_business": [],
        "states": [],
        "codes": KNEE,
    } | more


def kept(version: str, old: dict, **more: Any) -> dict:
    """Return the entry of an earlier version of a document."""
    path = f"{old['policy']}/{old['edition']}/versions/{version}/{old['artifact']}.pdf"
    return old | {"path": path, "version": version, "sha256": hashlib.sha256(path.encode()).hexdigest()} | more


def manifest(*documents: dict, previous: tuple[dict, ...] = ()) -> Manifest:
    """Return a manifest of these entries."""
    return Manifest({item["path"]: item for item in documents}, {item["path"]: item for item in previous})


DRAFT = {"status": "draft", "final": False, "mark": "DRAFT", "version": "0.3", "effective": None}
FULL = manifest(
    entry("knee-arthroscopy", "north"),
    entry("knee-arthroscopy", "north", "checklist-prior-authorization", number=None, pages=1, bytes=2_345_678),
    entry("knee-arthroscopy", "south", **DRAFT),
    entry(
        "lumbar-fusion",
        "north",
        status="approved",
        effective="2027-01-01",
        codes=SPINE,
        lines_of_business=["Commercial"],
        states=["Ohio", "Indiana"],
    ),
    entry("lumbar-fusion", "north", "billing-article", status="approved", effective="2027-01-01", codes=SPINE),
    entry("back-brace", "south", status="superseded", mark="SUPERSEDED", superseded_by="Lumbar fusion", codes=[]),
    previous=(
        kept("1.10", entry("knee-arthroscopy", "north"), effective="2025-07-01"),
        kept("1.9", entry("knee-arthroscopy", "north"), effective="2025-07-01"),
        kept("1.0", entry("old-laser", "north", codes=[]), effective="2019-01-01"),
    ),
)

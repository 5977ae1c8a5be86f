"""The files attached to each PDF: its own resolved source and its criteria as data (PDF/A-3 associated files)."""

from __future__ import annotations

import functools
import hashlib
import json
from datetime import UTC, datetime, time
from typing import Any

import yaml

from generator.logic.carried import tree_to_data
from generator.logic.tree import coverage_tree
from generator.model.base import Part
from generator.model.dates import first_day
from generator.pdf import CRITERIA, SOURCE, Attachment
from generator.render.public_keys import policy_keys, public
from generator.view.document import Document


def attachments(document: Document) -> list[Attachment]:
    """Return the files attached to a document: the source that it was rendered from, and its criteria."""
    dates = document.resolved.dates
    day = dates.published or dates.effective or dates.last_review
    modified = datetime.combine(first_day(day), time(), UTC) if day else datetime(2000, 1, 1, tzinfo=UTC)
    return [
        Attachment(
            SOURCE,
            source_yaml(document).encode(),
            modified,
            "application/yaml",
            "The source that this document was rendered from",
            "Source",
        ),
        Attachment(
            CRITERIA,
            criteria_json(document).encode(),
            modified,
            "application/json",
            "The coverage criteria as data",
            "Data",
        ),
    ]


@functools.lru_cache(maxsize=1)  # called twice per document: its HTML states the hash of what is attached
def source_yaml(document: Document) -> str:
    """Return the parts of the resolved policy that a document of this kind prints, as YAML (see `public_keys`)."""
    source, printed = document.resolved.source, policy_keys(document.kind)
    plain = {
        key: public(getattr(source.policy, key), value) for key, value in source.node.plain().items() if key in printed
    }
    plain["edition"] = _edition(document)
    return yaml.dump(plain, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def _edition(document: Document) -> dict[str, Any]:
    """Return what the edition adds to or changes in the policy, with nothing left to inherit."""
    resolved = document.resolved
    edition = resolved.edition
    plain = public(edition, edition.model_dump(mode="json", by_alias=True, exclude_none=True))
    plain |= {
        "publisher": resolved.publisher.id,
        "version": resolved.version,
        "status": resolved.status,
        "dates": resolved.dates.model_dump(mode="json", exclude_none=True),
        "lines_of_business": list(resolved.lines_of_business),
        "states": list(resolved.states),
    }
    if document.kind == "response-to-comments":
        plain["comments"] = [_public(item) for item in edition.comments]
    return {key: value for key, value in plain.items() if value not in ({}, [])}


def source_sha256(document: Document) -> str:
    """Return the hash of the source that is attached to a document."""
    return hashlib.sha256(source_yaml(document).encode()).hexdigest()


def criteria_json(document: Document) -> str:
    """Return the numbered criteria as JSON."""
    policy = document.resolved.source.policy
    tree = tree_to_data(coverage_tree(policy.coverage), _public)
    data = {"format": 1, "policy": policy.id, "version": document.resolved.version, **tree}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _public(part: Part) -> dict[str, Any]:
    plain: dict[str, Any] = public(part, part.model_dump(mode="json", by_alias=True, exclude_none=True))
    return plain


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # the same text, six times faster
    """Writes long texts as block scalars, so that a person can read the attached source."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value.strip() else None)


_Dumper.add_representer(str, _text)

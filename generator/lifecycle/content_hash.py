"""The hash that an approval is bound to: everything that an edition states, regardless of the YAML layout."""

from __future__ import annotations

import hashlib
import json

from generator.source.editions import ResolvedEdition

SHORT = 12


def content_sha256(resolved: ResolvedEdition) -> str:
    """Return the hash of a resolved edition: policy with the edition's deviations, edition, publisher.

    The status is left out: approval moves it from in-review to approved and active without a new vote. Other editions
    and the comments and line breaks of the YAML are left out too. So are keys with their default value: a later
    policypress with more keys gives the same hash, and the print record shows whether a default changes the print.
    """
    policy = resolved.source.policy.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, exclude={"editions", "status"}
    )
    edition = resolved.edition.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"status"})
    publisher = resolved.publisher.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = json.dumps([policy, edition, publisher], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

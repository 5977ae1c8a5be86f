"""The steps between an edit and a published document: history rows, approvals bound to content, the final check.

`content_hash` hashes what was approved, `approvals` records the votes, `final` reports why a final build is not
allowed, `revise` drafts and checks the rows of the revision history, `scaffold` starts a new policy.
"""

from __future__ import annotations

from generator.lifecycle.final import FINAL_STATUSES, final_problems

__all__ = ["FINAL_STATUSES", "final_problems"]

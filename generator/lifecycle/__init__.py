"""What stands between an edit and a published document: history rows, approvals bound to content, the final gate.

`content` hashes what was approved, `approvals` records the votes, `final` says why a final document may not be built,
`revise` drafts and checks the rows of the revision history, `scaffold` starts a new policy.
"""

from __future__ import annotations

from generator.lifecycle.final import FINAL_STATUSES, final_problems

__all__ = ["FINAL_STATUSES", "final_problems"]

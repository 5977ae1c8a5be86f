"""What a build was asked for: the whole request, and the part of it that is needed to read one policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Selection:
    """Which documents of a policy are wanted, and how; empty choices mean all."""

    root: Path
    today: date
    editions: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    final: bool = False
    skip_drafts: bool = False

    def takes_edition(self, name: str) -> bool:
        """Return whether the documents of an edition are wanted."""
        return not self.editions or name in self.editions

    def takes_artifact(self, kind: str) -> bool:
        """Return whether a kind of document is wanted."""
        return not self.artifacts or kind in self.artifacts


@dataclass(frozen=True)
class Request:
    """What a build was asked for; empty choices mean everything. `shard` is (number, of how many), from 1.

    `skip_drafts` lets a final build leave out editions whose status is not final.
    """

    root: Path
    out: Path
    policies: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    force: bool = False
    final: bool = False
    skip_drafts: bool = False
    strict: bool = False
    jobs: int | None = None
    shard: tuple[int, int] | None = None

    @property
    def builds_everything(self) -> bool:
        """True if nothing is left out, so documents that are no longer produced can be removed."""
        return not (self.policies or self.editions or self.artifacts or self.shard)

    @property
    def takes_whole_policies(self) -> bool:
        """True if every document of each policy is wanted, so the build can save what it knows about the policy."""
        return not (self.editions or self.artifacts or self.shard or self.skip_drafts)

    def selection(self, today: date) -> Selection:
        """Return the part of the request that is needed to read one policy."""
        return Selection(self.root, today, self.editions, self.artifacts, self.final, self.skip_drafts)

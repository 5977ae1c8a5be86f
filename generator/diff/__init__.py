"""What changed between two versions of a policy, by id and meaning: `compare` lists it, `report` and `redline` show it.

`criteria`, `codes` and `fields` compare the parts of a policy and give each change a class and the reason for it;
`classes` makes each change to the criteria by itself and asks `logic` which patients it moves. `versions` finds what to
compare.
"""

from __future__ import annotations

from generator.diff.change import Change, Effect
from generator.diff.compare import compare

__all__ = ["Change", "Effect", "compare"]

"""What changed between two versions of a policy, by id and meaning: `compare` lists it, `report` and `redline` show it.

`logic` knows which way a criterion pulls, `strength` which of two thresholds is stricter; `criteria`, `codes` and
`rest` compare the parts of a policy, each change with its class and the reason for the class.
"""

from __future__ import annotations

from generator.diff.change import Change
from generator.diff.compare import compare
from generator.logic.effects import Effect

__all__ = ["Change", "Effect", "compare"]

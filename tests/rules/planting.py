"""A clean policy in which tests plant errors; `¦` marks the location of the problem."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from generator.problem import Problem
from generator.rules.checking import check_source
from generator.source.policies import Source, load_policy

TODAY = date(2026, 11, 25)
CLEAN = (Path(__file__).parent / "clean.yaml").read_text(encoding="utf-8")

# an LCD in notice, with its comments; anything planted in it comes before `history:`
LCD = """editions:
  - id: lcd
    artifacts: [lcd-draft, response-to-comments]
    status: notice
    dates: {effective: 2027-01-20, notice_start: 2026-11-01, notice_end: 2026-12-31}
    comments:
      - number: 1
        commenters: [{name: A. Person, kind: patient, received: 2026-03-01}]
        about: [adult, testing, dx, coverage, I4]
        comment: Too strict.
        response: It stays.
        outcome: no-change
history:
"""


def lcd(old: str, new: str) -> tuple[str, str]:
    """Return the edit that puts the LCD, with a change, into the clean policy."""
    assert LCD.count(old) == 1, old
    return "history:\n", LCD.replace(old, new)


def load(folder: Path, text: str) -> Source:
    """Load a policy text from a folder."""
    path = folder / "clean.yaml"
    path.write_text(text, encoding="utf-8")
    return load_policy(path, folder)


def edited(*edits: tuple[str, str]) -> str:
    """Return the clean policy with every `old` replaced by its `new`; each occurs in it once."""
    text = CLEAN
    for old, new in edits:
        assert text.count(old) == 1, f"{text.count(old)} times in the policy: {old}"
        text = text.replace(old, new)
    return text


def expect(folder: Path, rule: str, *edits: tuple[str, str], today: date = TODAY) -> list[Problem]:
    """Assert that a rule finds a problem at each mark and none elsewhere; return them. Without a mark it finds none."""
    *parts, last = edited(*edits).split("¦")
    wanted, before = [], ""
    for part in parts:
        before += part
        wanted.append((before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1))
    found = [p for p in check_source(load(folder, before + last), folder, today) if p.rule == rule]
    assert [(p.place.line, p.place.column) for p in found] == wanted, found
    assert rule == "CODE-001" or all(p.hint for p in found), "each says what to do"
    return found


INDICATIONS = CLEAN[CLEAN.index("  prerequisites:\n") : CLEAN.index("  other_uses:\n")]


def uses(criteria: str, *, more: str = "") -> tuple[str, str]:
    """Return the edit that leaves one indication with these criteria, no prerequisites and no exclusions."""
    head = "  indications:\n    - id: back-pain\n      title: Back pain\n      position: ¦medically-necessary\n"
    return INDICATIONS, f"{head}      statement: It is.\n      criteria: {criteria}\n{more}"

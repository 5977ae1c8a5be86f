"""Everything beside criteria and codes: positions, dates, evidence, references, texts. No leaf is left out."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from generator.diff.change import Change
from generator.diff.pair import Pair, shown
from generator.diff.tree import differences, item_name
from generator.diff.wording import Care, text_change
from generator.logic.effects import Effect
from generator.logic.strength import compare_limits, effect_of_window
from generator.model.codes import Effective
from generator.model.thresholds import Limit
from generator.wording import phrases as words

Difference = tuple[tuple, tuple, Any, Any]
_RANK = {"medically-necessary": 2, "covered-in-study": 1}
_FORCE = {"effective", "retired", "comment_start", "comment_end", "notice_start", "notice_end"}
_EVIDENCE = "evidence informs the position and decides no request; see whether the conclusion still follows"
# first key: (name of what changes, effect, reason of a rewording or replacement, which words make it one for a human)
_PARTS: dict[str, tuple[str, Effect, str, Care]] = {
    "definitions": ("definition", "for a human", "criteria use the term", "every"),
    "documentation": ("documentation", "for a human", "another record may be asked for", "every"),
    "utilization": ("utilization", "for a human", "utilization guidelines may limit the service", "every"),
    "coverage": ("coverage", "for a human", "it belongs to the coverage decision", "every"),
    "conclusion": ("conclusion", "editorial", "the conclusion restates the position", "every"),
    "authorities": ("authority", "for a human", "an authority binds the policy", "every"),
    "regulatory": ("regulatory", "editorial", "regulatory status is background", "negations"),
    "evidence": ("evidence", "editorial", _EVIDENCE, "negations"),
    "references": ("reference", "editorial", "a reference supports and decides nothing", "none"),
    "errata": (
        "erratum",
        "editorial",
        "an erratum documents a departure; the departure itself is listed where it stands",
        "none",
    ),
    "history": ("history", "editorial", "a row of the revision history", "none"),
    "waivers": ("rule-waiver", "editorial", "accepted problems of the source are never printed", "none"),
    "editions": ("edition", "for a human", "the policy is issued otherwise by that publisher", "every"),
    "lcd": ("lcd-text", "editorial", "narrative text of the LCD or article", "every"),
}
_OTHER: tuple[str, Effect, str, Care] = ("text", "editorial", "narrative text; no criterion changes", "negations")


def compare_rest(pair: Pair) -> list[Change]:
    """Return the changes outside the criteria and the codes."""
    old, new = _without_criteria(pair.old_data), _without_criteria(pair.new_data)
    return [
        _change(pair, path, old_path, before, after)
        for path, old_path, before, after in map(_whole(pair), differences(old, new))
    ]


def _whole(pair: Pair) -> Callable[[Difference], Difference]:
    """Return a function that widens a difference to the cap or the days that it is a part of: only the whole says
    whether more is covered."""

    def widened(found: Difference) -> Difference:
        path, old_path, _, _ = found
        if path[:2] == ("coverage", "limits") and len(path) > 3:
            size = 3
        elif path[:2] == ("coverage", "indications") and len(path) == 5 and path[3] == "effective":
            size = 4
        else:
            return found
        path, old_path = path[:size], old_path[:size]
        return path, old_path, _inside(pair.old_data, old_path), _inside(pair.new_data, path)

    return widened


def _inside(data: Any, path: tuple) -> Any:
    for step in path:
        data = data[step]
    return data


def _without_criteria(data: dict) -> dict:
    """Return a copy without what `criteria` and `codes` compare."""
    data = copy.deepcopy(data)
    data.pop("codes", None)
    coverage = data["coverage"]
    for key in ("shared", "prerequisites", "exclusions"):
        coverage.pop(key, None)
    for indication in coverage["indications"]:
        for part in (indication, *indication["pathways"], *indication["phases"]):
            part.pop("criteria", None)
    return data


def _change(pair: Pair, path: tuple, old_path: tuple, old: Any, new: Any) -> Change:
    at = path if new is not None else old_path
    top, key = at[0], at[-1]
    what, effect, reason, care = _PARTS.get(top, _OTHER)
    name = _owner(pair.new_data if new is not None else pair.old_data, at)
    if at[:2] == ("coverage", "limits") and isinstance(new or old, dict) and "unit" in (new or old):
        name = (new or old)["unit"].replace(" ", "-")
    if isinstance(new, dict) and new.keys() == {"order"}:
        return pair.change(
            "order-changed",
            name,
            path,
            old["order"],
            new["order"],
            "editorial",
            "the order decides nothing; printed numbers may change",
        )
    special = _special(pair, at, old, new, name)
    if special is not None:
        kind, effect, reason = special
        if (kind.endswith("-reworded") and isinstance(old, str) and isinstance(new, str)) or kind == "text-reworded":
            return text_change(pair, kind, name, path, old, new, effect, reason, careful=care, old_path=old_path)
        return pair.change(kind, name, at, _shown(old), _shown(new), effect, reason, removed=new is None)
    if old is None or new is None or not isinstance(old, str):
        verb = "added" if old is None else "removed" if new is None else "changed"
        kind = f"{what}-{verb}" if isinstance(key, int) else f"{_plain(key)}-{verb}"
        if top == "editions" and isinstance(key, int) and len(at) > 3:
            kind = f"edition-{_plain(at[2])}-{verb}"
        if isinstance(old or new, str) and old != new and not isinstance(key, int):
            return text_change(
                pair, f"{_plain(key)}-reworded", name, path, old, new, effect, reason, careful=care, old_path=old_path
            )
        return pair.change(kind, name, at, _shown(old), _shown(new), effect, reason, removed=new is None)
    return text_change(
        pair,
        "text-reworded" if what == "text" else f"{what}-reworded",
        name,
        path,
        old,
        new,
        effect,
        reason,
        careful=care,
        old_path=old_path,
    )


def _special(pair: Pair, at: tuple, old: Any, new: Any, name: str) -> tuple[str, Effect, str] | None:
    top, key = at[0], at[-1]
    if top == "editions" and "comments" in at:
        return f"comment-{_verb(old, new)}", "editorial", "public comments and responses stand beside the text"
    if top == "editions" and "history" in at:
        return f"history-{_verb(old, new)}", "editorial", "a row of the revision history"
    if top == "editions" and len(at) == 3 and key in ("version", "status", "superseded_by"):
        return f"{_plain(key)}-changed", "editorial", "the state of the document; no criterion changes"
    if len(at) == 1 and top in ("version", "status", "language", "format", "id", "superseded_by"):
        return f"{_plain(top)}-changed", "editorial", "the state of the document; no criterion changes"
    if "dates" in at[:-1] or (top == "editions" and "dates" in at):
        if key in _FORCE or (key == "dates" and any((old or new).get(name) for name in _FORCE)):
            return "date-changed", "for a human", "the day decides which requests the version governs"
        return "date-changed", "editorial", "a date of the document; it governs no request"
    if top == "coverage":
        return _coverage(pair, at, old, new)
    if top == "documentation" and (old is None or new is None):
        return (
            ("documentation-added", "restrictive", "one more record must be submitted")
            if old is None
            else ("documentation-removed", "expansive", "one record less must be submitted")
        )
    if top == "evidence" and len(at) > 2:
        return _evidence(pair, at, old, new)
    if top == "references" and len(at) > 2:
        return "reference-corrected", "editorial", "data of a reference; check that it is still the same work"
    return None


def _verb(old: Any, new: Any) -> str:
    return "added" if old is None else "removed" if new is None else "changed"


def _coverage(pair: Pair, at: tuple, old: Any, new: Any) -> tuple[str, Effect, str] | None:
    key = at[-1]
    if key == "position":
        before, after = _RANK.get(old, 0), _RANK.get(new, 0)
        if old is None or new is None or before == after:
            return "position-changed", "for a human", "neither position covers more; what follows from each differs"
        return "position-changed", "expansive" if after > before else "restrictive", f"`{new}` instead of `{old}`"
    if at[1] == "limits" and len(at) == 3:
        return _limit(old, new)
    if at[1] == "indications" and key == "effective":
        data = pair.old_data if new is None else pair.new_data
        covers = _RANK.get(data["coverage"]["indications"][at[2]]["position"], 0) > 0
        return "days-changed", *effect_of_window(old, new, 1 if covers else 0, "the position")
    if at[1] == "indications" and len(at) == 3:
        covers = _RANK.get((old or new)["position"], 0) > 0
        verb, effect = ("added", "expansive") if old is None else ("removed", "restrictive")
        return (
            f"indication-{verb}",
            effect if covers else "for a human",
            "a use that is covered" if covers else "a use that is not covered: compare with all other uses",
        )
    if at[1] == "indications" and len(at) == 5 and at[3] in ("pathways", "phases") and (old is None or new is None):
        kind = f"{'pathway' if at[3] == 'pathways' else 'phase'}-{'added' if old is None else 'removed'}"
        return kind, "for a human", "its criteria come or go with it; what that means depends on the other tracks"
    if key in ("title", "note", "rationale", "source"):
        return "text-reworded", "editorial", "explains the decision; no criterion changes"
    if key == "summary":
        return "summary-reworded", "editorial", "the summary restates criteria that stand elsewhere"
    return None


def _limit(old: Any, new: Any) -> tuple[str, Effect, str]:
    if old is None:
        return "limit-added", "restrictive", "a cap on the service"
    if new is None:
        return "limit-removed", "expansive", "a cap on the service is gone"
    strength, why = compare_limits(Limit.model_validate(old), Limit.model_validate(new))
    return (
        "limit-changed",
        {"stricter": "restrictive", "looser": "expansive", "same": "editorial"}.get(strength, "for a human"),
        why,
    )  # type: ignore[return-value]


def _evidence(pair: Pair, at: tuple, old: Any, new: Any) -> tuple[str, Effect, str] | None:
    key, part = at[-1], at[1]
    if part == "studies" and len(at) == 3:
        return f"study-{'added' if old is None else 'removed'}", "editorial", _EVIDENCE
    if part == "studies" and key == "citation":
        return "citation-swapped", "editorial", "the study is told from another reference"
    if key == "met":
        return "endpoint-changed", "for a human", "whether the primary endpoint was met bears on the position"
    if key == "level":
        return "evidence-level-changed", "for a human", "the level of evidence bears on the position"
    if len(at) == 5 and at[3] == "results" and (old is None or new is None):
        return f"result-{'added' if old is None else 'removed'}", "editorial", _EVIDENCE
    if _is_number(old) and _is_number(new):
        return "number-corrected", "editorial", f"a number of the evidence ({_field(pair, at)}); {_EVIDENCE}"
    return None


def _is_number(value: Any) -> bool:
    text = str(value).lstrip("+-<> =≤≥").replace(".", "", 1)
    return not isinstance(value, bool) and text.isascii() and text.isdigit()


def _field(pair: Pair, at: tuple) -> str:
    """Return which result a number belongs to, in words."""
    data: Any = pair.new_data
    for step in at[:5] if at[1] == "studies" else at[:3]:
        data = data[step] if not isinstance(data, list) or step < len(data) else {}
    return f"{item_name(data)}, {' '.join(str(step) for step in at[5:] or at[3:])}".rstrip(", ")


def _owner(data: Any, path: tuple) -> str:
    """Return the innermost id on the way to a path, or its last key in words."""
    name = ""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(data, dict) and isinstance(step, int):
            name = next(
                (
                    str(data[key])
                    for key in ("id", "code", "term", "short", "citation", "payer", "version")
                    if data.get(key)
                ),
                name,
            )
    return name or "/".join(_plain(step) for step in path if isinstance(step, str))


def _plain(key: Any) -> str:
    return str(key).replace("_", "-")


def _shown(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict) and value.keys() == {"start", "end"}:
        return words.effective(Effective.model_validate(value)) or None
    if isinstance(value, dict) and {"count", "unit", "per"} <= value.keys():
        return words.limit(Limit.model_validate(value))
    if isinstance(value, dict) and any(key in value for key in ("title", "statement", "explanation")):
        return shown(value.get("title") or value.get("statement") or value.get("explanation"))
    return shown(value)

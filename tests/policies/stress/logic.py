"""The coverage logic of the stress policy: six levels deep, with exceptions inside exceptions."""

from __future__ import annotations

from typing import Any

from .names import long_word


def leaf(name: str, long: int = 0) -> dict[str, Any]:
    words = f"The record shows {name.replace('-', ' ')}" + (
        f" with {long_word(long)} and more words that fill a second line" if long else ""
    )
    return {"id": name, "statement": words + ".", "documentation": [{"document": f"Report on {name}"}] * bool(long)}


def coverage() -> dict[str, Any]:
    positions = ["medically-necessary", "investigational", "not-medically-necessary", "not-addressed"]
    indications: list[dict[str, Any]] = [
        {
            "id": "ind-deep",
            "title": f"Six levels for {long_word(0)}",
            "position": "medically-necessary",
            "statement": "It is covered when the criteria are met.",
            "population": f"Adults with {long_word(6)}",
            "criteria": _tree("deep", 6),
            "pathways": [
                {
                    "id": f"path-{n}",
                    "title": f"Pathway {n} {long_word(n)}",
                    "kind": "pathway",
                    "criteria": _tree(f"path-{n}-c", 2),
                }
                for n in range(3)
            ],
            "phases": [
                {"id": f"phase-{n}", "title": f"Phase {n}", "kind": "trial", "criteria": _tree(f"phase-{n}-c", 1)}
                for n in range(3)
            ],
        }
    ]
    indications += [
        {
            "id": f"ind-{n}",
            "title": f"Use {n} of {long_word(n) if n % 2 else 'the treatment'}",
            "position": positions[n % 4],
            "statement": "The position is stated here.",
        }
        | ({"criteria": _tree(f"ind-{n}-c", 3)} if n % 4 == 0 else {"rationale": "No study exists."})
        for n in range(1, 12)
    ]
    return {
        "summary": f"The invented treatment with {long_word(3)} is covered for one use and for no other.",
        "prerequisites": [leaf(f"pre-{n}", n % 3) for n in range(16)] + [_tree("pre-tree", 4)],
        "indications": indications,
        "exclusions": {
            "absolute": [leaf(f"excl-{n}", n % 2) for n in range(14)],
            "relative": [{**leaf(f"rel-{n}"), "unless": leaf(f"rel-{n}-u", n)} for n in range(8)],
        },
        "limits": [{"count": n, "unit": long_word(n), "per": "patient"} for n in range(1, 7)],
        "other_uses": {"position": "investigational", "statement": "All other uses are investigational."},
    }


def _tree(name: str, depth: int) -> dict[str, Any]:
    """Return a group `depth` levels deep: each level has another connective, every second one an exception."""
    deeper = _tree(f"{name}-g", depth - 1) if depth > 1 else leaf(f"{name}-g", depth + 3)
    members = [leaf(f"{name}-a", depth), deeper, leaf(f"{name}-c")]
    key = ("all", "any", "of", "exactly_one", "any", "all")[depth % 6]
    group: dict[str, Any] = {
        "id": name,
        "title": f"Level {'ABCDEF'[6 - depth]} {long_word(depth) if depth % 2 else 'of the tree'}",
        key: members,
    }
    if key == "of":
        group = {"id": name, "title": group["title"], "at_least": 2, "of": members}
    if depth % 2 == 0:
        group["unless"] = {
            "id": f"{name}-u",
            "title": "An exception with its own logic",
            "any": [
                leaf(f"{name}-u-a", depth),
                {
                    "id": f"{name}-u-b",
                    "all": [leaf(f"{name}-u-b-a"), {**leaf(f"{name}-u-b-b"), "unless": leaf(f"{name}-u-b-u")}],
                },
                {
                    "id": f"{name}-u-n",
                    "title": "Nothing of this",
                    "none": [leaf(f"{name}-u-n-a"), leaf(f"{name}-u-n-b")],
                },
            ],
        }
    return group

"""Each kind of change to the coverage, alone and in reverse: its class is that of the patients it moves."""

from __future__ import annotations

import pytest

from generator.diff import compare
from tests.diff.policies import small

A, B, C = ({"id": name, "statement": f"Statement {name}."} for name in "abc")
X = {"id": "x", "statement": "Statement x."}
OPPOSITE = {"restrictive": "expansive", "expansive": "restrictive"}


def use(name: str = "use", position: str = "medically-necessary", **more) -> dict:
    return {"id": name, "title": name, "position": position, "statement": f"{name}.", "criteria": A, **more}


def uses(*items: dict, **more) -> dict:
    return {"indications": list(items), **more}


def track(name: str, criteria: dict, kind: str = "pathway", **more) -> dict:
    return {"id": name, "title": name, "kind": kind, "criteria": criteria, **more}


def group(key: str, *members: dict, name: str = "g") -> dict:
    return {"id": name, key: list(members), **({"at_least": 1} if key == "of" else {})}


ONE, TWO = track("one", B), track("two", C)
BARE = {"id": "first", "title": "first", "kind": "diagnostic"}
FIRST, SECOND = track("first", B, "initial"), track("second", C, "repeat")
AFTER, STUDIED = {**SECOND, "after": "first"}, {**SECOND, "position": "investigational"}
CAP = {"count": 2, "unit": "trials", "per": "side"}
AGE = {"name": "age", "operator": ">=", "value": 18, "unit": "years"}


def aged(words: str, **measure) -> dict:
    return uses(use(criteria={"id": "a", "statement": words, **({"measure": AGE | measure} if measure else {})}))


def capped(**more) -> dict:
    return uses(use(), limits=[CAP | more])


YEAR, TWO_YEARS = ({"window": {"value": value, "unit": "month"}} for value in (12, 24))
CALENDAR = {"window": {"value": 12, "unit": "month", "kind": "calendar"}}

# before, after, and the classes of the changes
KINDS = [
    (uses(use(pathways=[ONE, TWO])), uses(use(pathways=[ONE])), {"pathway-removed": "restrictive"}),
    (uses(use(phases=[FIRST, SECOND])), uses(use(phases=[FIRST])), {"phase-removed": "restrictive"}),
    (uses(use(), use("b2")), uses(use()), {"indication-removed": "restrictive"}),
    (uses(use(), use("b2", "investigational")), uses(use()), {"indication-removed": "editorial"}),
    (uses(use()), uses(use(position="investigational")), {"position-changed": "restrictive"}),
    (
        uses(use()),
        uses(use(position="covered-in-study", study="NCT01")),
        {"position-changed": "restrictive", "study-added": "for a human"},
    ),
    (uses(use(phases=[FIRST, SECOND])), uses(use(phases=[FIRST, STUDIED])), {"position-changed": "restrictive"}),
    (uses(use(phases=[FIRST, SECOND])), uses(use(phases=[FIRST, AFTER])), {"after": "restrictive"}),
    (uses(use(phases=[BARE])), uses(use(phases=[BARE | {"criteria": B}])), {"criterion-added": "restrictive"}),
    (uses(use()), uses(use(phases=[BARE])), {"phase-added": "editorial"}),
    (uses(use()), uses(use(), exclusions={"absolute": [X]}), {"exclusion-added": "restrictive"}),
    (uses(use()), uses(use(), prerequisites=[X]), {"criterion-added": "restrictive"}),
    (uses(use()), uses(use(), limits=[CAP]), {"limit-added": "restrictive"}),
    (uses(use(), limits=[CAP]), uses(use(), limits=[{**CAP, "count": 1}]), {"limit-changed": "restrictive"}),
    (
        uses(use(criteria=group("any", A, B))),
        uses(use(criteria=group("all", A, B))),
        {"connective-changed": "restrictive"},
    ),
    (
        uses(use(criteria=group("any", A, B))),
        uses(use(criteria=group("of", A, B))),
        {"connective-changed": "editorial"},
    ),
    (
        uses(use(criteria=group("none", A, B))),
        uses(use(criteria=group("all", A, B))),
        {"connective-changed": "for a human"},
    ),
    (capped(**YEAR), capped(**TWO_YEARS), {"limit-changed": "restrictive"}),
    (capped(**YEAR), capped(**CALENDAR), {"limit-changed": "expansive"}),
    (capped(**YEAR), capped(lifetime=True), {"limit-changed": "restrictive"}),
    (capped(**YEAR), capped(count=3, lifetime=True), {"limit-changed": "for a human"}),
    (capped(), capped(lifetime=True), {"limit-changed": "for a human"}),
    (capped(), capped(**YEAR), {"limit-changed": "for a human"}),
    (capped(), capped(note="Both leads count once."), {"limit-changed": "editorial"}),
    (capped(), capped(unit="batteries"), {"limit-changed": "for a human"}),
    # the shape of the tree alone
    (
        uses(use(criteria=group("all", A, B, C))),
        uses(use(criteria=group("all", A, group("all", B, C, name="h")))),
        {"criterion-added": "editorial", "criterion-moved": "editorial"},
    ),
    (
        uses(use(criteria=group("none", A, B))),
        uses(use(criteria=group("all", group("none", A, name="h"), group("none", B, name="k")))),
        {"connective-changed": "editorial", "criterion-added": "editorial", "criterion-moved": "editorial"},
    ),
    # words
    (aged("Grown up."), aged("Grown up.", value=18), {"threshold-added": "for a human"}),
    (
        aged("Grown up, over 18 years.", value=18),
        aged("Grown up, over 21 years.", value=21),
        {"threshold-changed": "restrictive"},
    ),
    (
        aged("Grown up.", value=18),
        aged("Of age.", value=21),
        {"threshold-changed": "restrictive", "criterion-reworded": "for a human"},
    ),
    (
        uses(use(criteria=A)),
        uses(use(criteria={"id": "a", "all": [B, C]})),
        {"criterion-restructured": "for a human"},
    ),
]


@pytest.mark.parametrize("turned", [False, True], ids=["forward", "backward"])
@pytest.mark.parametrize(("old", "new", "expected"), KINDS)
def test_the_class_is_that_of_the_patients(old, new, expected, turned):
    if turned:
        old, new = new, old
        names = {"added": "removed", "removed": "added"}
        expected = {
            "-".join(names.get(part, part) for part in kind.split("-")): OPPOSITE.get(effect, effect)
            for kind, effect in expected.items()
        }
    found = {change.kind: (change.effect, change.reason) for change in compare(small(old), small(new))}
    for kind, effect in expected.items():
        kind = kind if kind in found else next(name for name in found if name.startswith((kind, "exclusion-dropped")))
        assert found[kind][0] == effect, found
        assert found[kind][1]
    assert {effect for effect, _ in found.values()} == set(expected.values()), found


def test_the_reason_names_a_patient():
    (change,) = compare(small(uses(use(pathways=[ONE, TWO]))), small(uses(use(pathways=[ONE]))))
    assert change.reason == "a patient with 1A not met (“Statement b”) is no longer covered"
    (change,) = compare(small(uses(use())), small(uses(use(position="investigational"))))
    assert change.reason == "a patient with every criterion met, no exclusion present is no longer covered"
    both = [small(uses(use(criteria=group(key, A, B)))) for key in ("none", "all")]
    assert compare(*both)[0].reason == (
        "a patient with every criterion met, no exclusion present is no longer covered; "
        "a patient with 1.1 present (“Statement a”), 1.2 present (“Statement b”) is now covered"
    )


def test_what_makes_no_tree_is_for_a_human():
    endless = uses(use(criteria=group("all", B, {"use": "g"})))
    (change, *_) = compare(small(uses(use(criteria=group("all", B, C)))), small(endless))
    assert (change.effect, change.reason) == (
        "for a human",
        "a `use` names no criterion or leads back to itself, so nothing can be compared",
    )

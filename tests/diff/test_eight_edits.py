"""A chain of eight edits, one version each: every edit is named, located and classed, alone and all together."""

from __future__ import annotations

import pytest

from generator.diff import compare
from tests.diff.policies import DEMO, FIRST, edit, read

_SIX = "persists although at least 6 months of comprehensive"
_LENGTH = 'operator: ">="\n              value: 6\n              unit: month'
_TEXT = FIRST.read_text(encoding="utf-8")
_COAGULOPATHY = _TEXT.partition("      - id: coagulopathy\n")[2].partition("  other_uses:")[0]
_AFTER = _TEXT.partition("- id: clinical-presentation\n")[2].partition(
    "          - id: failed-conservative-management"
)[0]
_CLINICAL = "              - id: clinical-presentation\n" + _AFTER
_OUTDENTED = "".join(line[4:] for line in _CLINICAL.splitlines(keepends=True))

# (kind, id, class, a text in the line where the change is located, the edits)
FIRST_CHAIN = [
    (
        "duration-changed",
        "failed-conservative-management",
        "restrictive",
        "value: 9",
        [(_SIX, _SIX.replace("6", "9")), (_LENGTH, _LENGTH.replace("6", "9"))],
    ),
    (
        "connective-changed",
        "documented-multifidus-dysfunction",
        "expansive",
        "any:",
        [('Indications, first bullet"\n            all:', 'Indications, first bullet"\n            any:')],
    ),
    (
        "exclusion-dropped",
        "coagulopathy",
        "expansive",
        "id: coagulopathy",
        [("      - id: coagulopathy\n" + _COAGULOPATHY, "")],
    ),
    ("criterion-moved", "clinical-presentation", "restrictive", "id: clinical-presentation", [(_CLINICAL, _OUTDENTED)]),
    (
        "code-re-paired",
        "cpt-implantation",
        "for a human",
        "groups: [fda-pma]",
        [("groups: [icd10-supporting]", "groups: [fda-pma]")],
    ),
    ("number-corrected", "schwab-2025", "editorial", "percent: 71", [("percent: 70\n", "percent: 71\n")]),
    (
        "text-reworded",
        "background",
        "editorial",
        "text:",
        [("The condition resists treatment, and its personal", "The condition is hard to treat; its personal")],
    ),
    ("citation-swapped", "objective", "editorial", "text:", [("as its focus [@lorio2023]", "as its focus [@fda2020]")]),
]
DEMO_CHAIN = [
    (
        "threshold-changed",
        "pre-smoking",
        "expansive",
        "value: 20",
        [('operator: "<", value: 10, unit: ng/mL', 'operator: "<", value: 20, unit: ng/mL')],
    ),
    (
        "connective-changed",
        "shared-conservative",
        "expansive",
        "any:",
        [("        - document: Pharmacy claims\n      all:", "        - document: Pharmacy claims\n      any:")],
    ),
    (
        "citation-swapped",
        "shared-psych",
        "editorial",
        "source:",
        [('source: "[@demo-guideline]"', 'source: "[@demo-trial-one]"')],
    ),
]


def _run(path, chain):
    text = path.read_text(encoding="utf-8")
    first = text
    for kind, name, effect, located, edits in chain:
        before, text = text, edit(text, *edits)
        found = compare(read(before, path, "old.yaml"), read(text, path, "new.yaml"))
        assert [(change.kind, change.id, change.effect) for change in found] == [(kind, name, effect)]
        shown = before if found[0].place.file == "old.yaml" else text
        assert located in shown.splitlines()[found[0].place.line - 1]
        assert found[0].reason
    return first, text


def test_each_edit_of_the_first_policy():
    _run(FIRST, FIRST_CHAIN)


@pytest.mark.parametrize("step", range(len(FIRST_CHAIN)))
def test_each_edit_alone(step):
    # out of the chain, the criterion moves from ALL to ALL: the same patients qualify
    kind, name, effect, located, edits = FIRST_CHAIN[step]
    _run(FIRST, [(kind, name, "editorial" if kind == "criterion-moved" else effect, located, edits)])


def test_all_edits_at_once():
    first, last = _run(FIRST, FIRST_CHAIN)
    found = compare(read(first, FIRST, "old.yaml"), read(last, FIRST, "new.yaml"))
    assert {(change.kind, change.id) for change in found} == {(kind, name) for kind, name, *_ in FIRST_CHAIN}
    classes = {change.kind: change.effect for change in found}
    assert classes["duration-changed"] == "restrictive"
    assert classes["connective-changed"] == classes["exclusion-dropped"] == "expansive"


def test_edits_of_the_demo_policy():
    _run(DEMO, DEMO_CHAIN)

"""The stress policy: plainly fictitious, and longer, deeper and harder to set than a real one. `write` makes its root.

In tests/policies, `python -m stress.policy DIR` writes it for a look: `policypress build --root DIR`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from generator.files.paths import templates_dir

from .codes import codes
from .logic import coverage, leaf
from .names import ADDRESS, AFFILIATIONS, ORGANIZATIONS, PEOPLE, long_word
from .studies import evidence, references

ID, PUBLISHER = "stress-demo", "stress-payer"
_STATES = [
    "Alabama",
    "Alaska",
    "Arizona",
    "Arkansas",
    "California",
    "Colorado",
    "Connecticut",
    "Delaware",
    "Florida",
    "Georgia",
    "Hawaii",
    "Idaho",
    "Illinois",
    "Indiana",
    "Iowa",
    "Kansas",
    "Kentucky",
    "Louisiana",
    "Maine",
    "Maryland",
    "Massachusetts",
    "Michigan",
    "Minnesota",
    "Mississippi",
    "Missouri",
    "Montana",
    "Nebraska",
    "Nevada",
    "New Hampshire",
    "New Jersey",
    "New Mexico",
    "New York",
    "North Carolina",
    "North Dakota",
    "Ohio",
    "Oklahoma",
    "Oregon",
    "Pennsylvania",
    "Rhode Island",
    "South Carolina",
]


class _NoAliases(yaml.SafeDumper):
    """Writes a list that appears in two places twice: a policy has no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write(folder: Path) -> Path:
    """Write the policy and its publisher below `folder`, a root of its own, and return the policy's file."""
    (folder / "policy" / "publishers").mkdir(parents=True)
    for path, data in ((f"publishers/{PUBLISHER}.yaml", _publisher()), (f"{ID}.yaml", policy())):
        text = yaml.dump(data, Dumper=_NoAliases, allow_unicode=True, sort_keys=False, width=10_000)
        (folder / "policy" / path).write_text(text, encoding="utf-8")
    return folder / "policy" / f"{ID}.yaml"


def policy() -> dict[str, Any]:
    """Return the policy as YAML data."""
    title = f"Invented Treatment with {long_word(2)} and {long_word(0)}"
    return {
        "format": 1,
        "id": ID,
        "title": title,
        "short_title": "Donaudampfschiffahrtselektrizitätenhauptbetriebswerk",
        "version": "12.34",
        "status": "active",
        "dates": {
            "original_effective": "2020-01-01",
            "effective": "2026-07-01",
            "published": "2026-05-15",
            "last_review": "2026-05-06",
            "next_review": "2027-05-05",
        },
        "keywords": [long_word(n) for n in range(8)],
        "guideline": _guideline(),
        "abbreviations": [{"short": f"ABC{n}", "long": f"invented abbreviation {n} {long_word(n)}"} for n in range(25)],
        "definitions": [
            {
                "term": f"Term {n} {long_word(n) if n % 4 == 0 else ''}",
                "meaning": "It is what it is. " * (1 + 7 * (n % 3)),
            }
            for n in range(30)
        ],
        "background": [
            {
                "id": f"bg-{n}",
                "title": f"Background {n}: {long_word(n)}",
                "text": f"Text on {long_word(n + 1)}, see [@ref-{60 + n}; @ref-{70 + n}]. "
                + "More words follow. " * (40 * (n % 2)),
            }
            for n in range(8)
        ],
        "regulatory": _regulatory(),
        "authorities": [
            {
                "kind": "manual",
                "citation": f"Example Manual, chapter {n}, section {long_word(n)}",
                "text": "It says so.",
            }
            for n in range(6)
        ],
        "coverage": coverage(),
        "documentation": [f"Record {n} on {long_word(n)}" for n in range(10)],
        "utilization": "One a year.",
        "code_sets": {"cpt_year": 2026, "icd10cm_release": "April 2026", "hcpcs_release": "July 2026"},
        "codes": codes(),
        "evidence": evidence(),
        "payer_trends": [{"id": "trend", "title": "Trend", "text": "None [@ref-68]."}],
        "payer_positions": [
            {
                "payer": ORGANIZATIONS[n],
                "policy": f"EX.{n}.{long_word(n)}",
                "date": "2025-04-16",
                "position": "Covered. " * (1 + 8 * (n % 2)),
            }
            for n in range(10)
        ],
        "conclusion": "Nothing of this is real [@ref-69].",
        "lcd": {
            "issue": "An invented issue.",
            "reason": "A request.",
            "related": [long_word(1)],
            "article_text": f"Read {ADDRESS}.",
            "synopsis": [{"term": long_word(3), "meaning": "Changed. " * 20}],
        },
        "errata": [
            {
                "id": f"err-{n}",
                "kind": "correction",
                "where": f"Table {n}, {long_word(n)}",
                "printed": "1 " * (n + 1),
                "here": "2",
                "reason": "A misprint. " * (1 + 5 * (n % 3)),
            }
            for n in range(12)
        ],
        "history": [
            {
                "date": f"{2026 - n // 4}-0{5 - n % 4}-06",
                "version": f"{40 - n}.0" if n else "12.34",
                "action": "Revised" if n < 39 else "New",
                "explanation": f"Changed {long_word(n)}. " + "Again. " * (20 * (n % 3)),
                "reasons": ["Provider education", "New evidence"][: n % 3],
                "sections": ["Coverage", "Codes"][: n % 3],
            }
            for n in range(40)
        ],
        "references": references(),
        "editions": [{"id": "model", "publisher": "model"}, _edition()],
    }


def _guideline() -> dict[str, Any]:
    authors = [
        {
            "name": f"{PEOPLE[n % 15][1]} {PEOPLE[n % 15][0]}",
            "degrees": "MD, PhD, MPH",
            "affiliation": AFFILIATIONS[n % len(AFFILIATIONS)],
            "disclosures": [{"relationship": "Consulting fees", "parties": [ORGANIZATIONS[n % 10], long_word(n)]}]
            * (n % 3),
        }
        for n in range(25)
    ]
    return {
        "title": "An invented statement",
        "society": ORGANIZATIONS[-1],
        "published": "2025-11-30",
        "licence": "Free.",
        "authors": authors,
        "funding": "None.",
    }


def _regulatory() -> dict[str, Any]:
    devices = [
        {
            "name": long_word(5) + str(n),
            "manufacturer": f"{long_word(n)} GmbH",
            "regulator": "Example Agency",
            "pathway": "Approval",
            "number": f"P99999{n}",
            "indication": "An aid in pain. " * 12,
            "contraindications": [f"{long_word(n)} allergy", "Pregnancy"],
        }
        for n in range(3)
    ]
    rows = [
        {
            "id": f"point-{n}",
            "aspect": f"Point {long_word(n)}",
            "policy": "Yes. " * 9,
            "label": "No. " * 9,
            "note": long_word(n),
        }
        for n in range(8)
    ]
    return {"devices": devices, "label_comparison": rows}


def _edition() -> dict[str, Any]:
    changes: list[dict[str, Any]] = [
        {
            "action": "add",
            "into": "prerequisites",
            "with": leaf(f"own-{n}", n),
            "direction": "more-restrictive",
            "reason": f"Because of {long_word(n)}. " * (1 + n % 4),
        }
        for n in range(12)
    ]
    changes += [
        {
            "action": "amend",
            "criterion": f"pre-{n}",
            "with": {"note": f"Read {long_word(n)}."},
            "direction": "editorial",
            "reason": "It says how.",
        }
        for n in range(8)
    ]
    changes += [
        {"action": "drop", "criterion": f"pre-{n}", "direction": "less-restrictive", "reason": "It is not needed."}
        for n in range(8, 14)
    ]
    changes += [
        {
            "action": "replace",
            "criterion": f"excl-{n}",
            "with": {"id": f"excl-{n}", "statement": f"The record shows another exclusion {n}."},
            "direction": "editorial",
            "reason": "Other words.",
        }
        for n in range(4)
    ]
    return {
        "id": "deviating",
        "publisher": PUBLISHER,
        "changes": changes,
        "numbers": {"coverage-policy": "SPI-0001-DONAUDAMPFSCHIFFAHRT"},
    }


def _publisher() -> dict[str, Any]:
    data = yaml.safe_load((templates_dir() / "publishers" / "model.yaml").read_text(encoding="utf-8"))
    return data | {
        "id": PUBLISHER,
        "name": "Stressful Example Health Plan and Imaginary Benefit Administrators of the Territories, Incorporated",
        "tagline": f"A payer that does not exist, {long_word(7)}",
        "states": _STATES,
        "lines_of_business": [f"Invented line {n} of business" for n in range(24)],
    }


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))

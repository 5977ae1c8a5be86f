"""The codes of the stress policy: four hundred real ICD-10-CM codes in four groups, and a hundred invented ones."""

from __future__ import annotations

from itertools import islice
from typing import Any

from generator.codesets import icd10cm

from .names import long_word

_ICD = [
    ("supporting", 150, "T84.010", "T84.9"),
    ("supporting", 100, "S72.001", "S72.099"),
    ("secondary-required", 80, "E08.00", "E08.9"),
    ("non-supporting", 70, "M80.00", "M80.88"),
]


def codes() -> list[dict[str, Any]]:
    release, groups = icd10cm.load(), []
    for number, (role, count, first, last) in enumerate(_ICD):
        codes = [
            {
                "code": code.code,
                "label": code.descriptor,
                "note": "Report it first. " * (1 + place % 5) if place % 11 == 0 else None,
                "asterisk": place % 7 == 0,
            }
            for place, code in enumerate(islice(release.expand(first, last), count))
        ]
        groups.append(
            {
                "id": f"icd-{number}",
                "system": "ICD-10-CM",
                "role": role,
                "title": f"Group of {count} diagnoses",
                "asterisk_note": "See the paragraph.",
                "paragraph": f"Codes for {long_word(number)}.",
                "codes": [{key: value for key, value in code.items() if value} for code in codes],
            }
        )
    groups[0]["pairing"] = {"requires": "one", "groups": ["icd-2"], "note": "With a code of the secondary group"}
    groups[0]["tracks"] = ["ind-deep", *(f"path-{n}" for n in range(3)), *(f"phase-{n}" for n in range(3))]
    labels = [
        f"Invented service {n} with {long_word(n) if n % 3 == 0 else 'a device'} " + "and some more words " * (n % 4)
        for n in range(60)
    ]
    groups.append(
        {
            "id": "cpt",
            "system": "CPT",
            "role": "covered",
            "title": "Services",
            "pairing": {"requires": "all", "groups": ["icd-0", "icd-2"]},
            "codes": [
                {"code": f"{9000 + n}F", "label": labels[n], "modifiers": ["50", "58", "RT", "LT", "KX"][: n % 6]}
                for n in range(40)
            ]
            + [{"code": "9100F", "to": "9199F", "label": "Invented range of services"}],
        }
    )
    groups.append(
        {
            "id": "hcpcs",
            "system": "HCPCS",
            "role": "not-covered",
            "title": f"Devices {long_word(5)}",
            "codes": [
                {"code": f"Q99{n:02d}", "label": labels[n], "units": {"count": 12345, "per": "date of service"}}
                for n in range(40, 60)
            ],
        }
    )
    return groups

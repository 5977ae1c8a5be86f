"""Descriptions of the problems that `policypress import` finds in what other programs export."""

from __future__ import annotations

from generator.rules.registry import describe

describe(
    "IMPORT-001",
    "An export cannot be read",
    """The file is missing, too large, damaged, or not in a format that `policypress import` reads. Its content decides
    on the format, not its name. Nothing is taken from it.""",
    "",
    "policypress import references export.ris",
)

describe(
    "IMPORT-002",
    "A record of an export was not taken",
    """The record has no title, a value that a policy does not accept, or characters that print differently from what
    they are. The other records are taken. Correct it in the program that it comes from, and export it again.""",
    "TY  - JOUR\nAU  - Smith, Ann\nER  -",
    "TY  - JOUR\nAU  - Smith, Ann\nTI  - Pain after one year\nER  -",
)

describe(
    "IMPORT-003",
    "A value of an export was not understood",
    """The record was taken without the value, such as a date in words that name no date, or with another type. Compare
    it with its source and complete it in the policy.""",
    "PY  - soon",
    "PY  - 2024",
    severity="warning",
)

describe(
    "IMPORT-004",
    "A download of the Medicare Coverage Database cannot be used",
    """`import article` reads the article tables as CMS publishes them: CSV files in a ZIP file (which may be inside
    another one). A table that cannot be read or that lacks a column is reported, and so is an article that is not
    there.""",
    "policypress import article article.csv",
    "policypress import article current_article.zip --article A52369",
)

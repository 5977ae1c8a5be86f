"""Descriptions of the problems that are found while files are read: missing files, YAML, keys, and values."""

from __future__ import annotations

from generator.rules.registry import describe

describe(
    "FILE-001",
    "There is no policy",
    """The root must contain a folder `policy/` with one file `ID.yaml` for each policy; it is missing or empty.""",
    "",
    "policypress check --root path/to/the/folder/above/policy",
)

describe(
    "FILE-002",
    "A named policy does not exist",
    """Name a policy by its id or by the path of its file. The message lists the existing policies.""",
    "policypress check restorative",
    "policypress check restorative-neurostimulation",
)

describe(
    "FILE-003",
    "The id does not match the file name",
    """A policy's id is also the name of its file and of the folder with its documents, so that each can be found from
    the other.""",
    """
    # policy/example.yaml
    id: exmaple
    """,
    """
    # policy/example.yaml
    id: example
    """,
)

describe(
    "FILE-004",
    "There is no such publisher",
    """An edition names its publisher by the `ID` in `policy/publishers/ID.yaml`, or names one that ships with the
    program.""",
    "editions:\n  - {id: north, publisher: nroth}",
    "editions:\n  - {id: north, publisher: north}",
)

describe(
    "YAML-001",
    "The file cannot be read",
    """The file is missing, you do not have permission to read it, or it is larger than any policy can be (1 MiB).""",
    "",
    "",
)

describe(
    "YAML-002",
    "The file is not text",
    """A policy is a UTF-8 text file without control characters. A renamed Word or PDF file, or a file in another
    encoding, cannot be read.""",
    "",
    """
    # saved as UTF-8
    title: Neurostimulation – a policy
    """,
)

describe(
    "YAML-003",
    "The file is empty",
    """A policy has at least an id, a title, coverage, evidence, and references.""",
    "",
    """
    format: 1
    id: example
    title: Example
    """,
)

describe(
    "YAML-004",
    "The file is not a mapping",
    """A policy consists of `key: value` lines, starting at the left margin.""",
    "- id: example",
    "id: example",
)

describe(
    "YAML-005",
    "Nested too deeply",
    """Nobody can read criteria that are nested dozens of levels deep. Write an inner criterion once, give it an id, and
    refer to it.""",
    "all: [{all: [{all: [...]}]}]",
    """
    all:
    - use: inner-criterion
    """,
)

describe(
    "YAML-006",
    "An anchor, alias or merge key",
    """`&name`, `*name`, and `<<` copy part of a file to another place, where readers do not see it. Reuse criteria by
    id with `use:`.""",
    "all: *criteria",
    """
    all:
    - use: adult
    """,
)

describe(
    "YAML-007",
    "A tag",
    """Tags such as `!!int` change what a value means. Write plain values; the model knows which values are numbers.""",
    "n: !!int '42'",
    "n: 42",
)

describe(
    "YAML-008",
    "A key is not text",
    """If a line has `[` or `{` before the colon, the key becomes a list or a mapping.""",
    "[a, b]: text",
    "'[a, b]': text",
)

describe(
    "YAML-009",
    "A key is used twice",
    """If a key is repeated, YAML would silently keep only the last value. The message gives both positions.""",
    """
    title: One
    title: Two
    """,
    "title: One",
)

describe(
    "YAML-010",
    "This is not valid YAML",
    """The message identifies the most common causes and points to the mistake: a tab in the indentation, a colon
    followed by a space inside unquoted text, a quote or bracket that is not closed, a line without a colon, wrong
    indentation, or text that starts with a reserved character.""",
    "title: Stimulation: a policy",
    "title: 'Stimulation: a policy'",
)

describe(
    "YAML-011",
    "A # cuts off the rest of a text",
    """After a space, # starts a comment, so YAML would silently drop the rest of the line, which could contain an
    exception. Comments with a space after the # are accepted.""",
    "title: Stimulation, see policy #12",
    "title: 'Stimulation, see policy #12'  # quoted",
)

describe(
    "YAML-012",
    "A character that is invisible or changes how text is displayed",
    """Characters that are invisible or change the direction of the text make the printed text differ from the data:
    `21` between two of them prints as 12. Control and format characters, tags, fillers, soft hyphens, private-use
    characters, and marks that strike out a character or are attached to a digit are errors everywhere, even in
    comments, and cannot be waived. Joiners are accepted inside words in scripts that need them. Source: Unicode
    Technical Reports 36 and 55.""",
    r'dose: "\u202e21\u202c"',
    "dose: 21",
)

describe(
    "YAML-013",
    "A character that looks like another one",
    """A Cyrillic `С` in `Covered`, a fullwidth `５`, an Arabic digit, a ligature, or a thin space inside a number:
    readers mistake them for something else, and searches, comparisons, and checks do not find them. Names and titles in
    other scripts and Greek symbols such as β, µg, and α2 are fine. This cannot be waived. Source: Unicode Technical
    Standard 39.""",
    "statement: The trial reduced pain by ５ points.",
    "statement: The trial reduced pain by 5 points.",
)

describe(
    "YAML-014",
    "A merge conflict",
    """Two people changed the same lines, and git left both versions in the file between the markers <<<<<<<, =======,
    and >>>>>>>. Only a person can decide which one is right, so the file is not read until somebody has chosen.""",
    "<<<<<<< HEAD\ntitle: Stimulation\n=======\ntitle: A stimulation\n>>>>>>> other",
    "title: Stimulation",
)

describe(
    "SCHEMA-001",
    "An unknown key",
    """Only known keys are accepted, so that a misspelled one is not silently ignored. The hint suggests the most likely
    key.""",
    "titel: Example",
    "title: Example",
)

describe(
    "SCHEMA-002",
    "A key is missing",
    """A key that documents need is missing. The hint says what it contains.""",
    """
    indications:
    - {id: pain}
    """,
    """
    indications:
    - {id: pain, title: Pain, position: medically-necessary, statement: ...}
    """,
)

describe(
    "SCHEMA-003",
    "A value has the wrong type",
    """The value is, for example, a list instead of text, text instead of a list, or a word instead of a number.""",
    "keywords: pain",
    """
    keywords:
    - pain
    """,
)

describe(
    "SCHEMA-004",
    "A value is not one of those allowed",
    """The hint suggests the most likely value; an editor that uses the schema lists all of them.""",
    "status: aproved",
    "status: approved",
)

describe(
    "SCHEMA-005",
    "A value has the wrong format",
    """Dates, ids, reference keys, and numbers each have a fixed format.""",
    "effective: 1 January 2027",
    "effective: 2027-01-01",
)

describe(
    "DESCRIPTORS-001",
    "A descriptor file cannot be used",
    """A licensee's own file of CPT and HCPCS descriptors must be a CSV file with the columns code, long, and short, or
    the HCPCS quarterly file from CMS. Every incorrect line is reported.""",
    """
    # descriptors.csv
    code;long
    """,
    """
    # descriptors.csv
    code,long,short
    L8680,Example descriptor,Example
    """,
)

describe(
    "CODESET-001",
    "The files of an ICD-10-CM release cannot be used",
    """A folder in `policy/icd10cm/` has the name of the first day of a release and contains its order file and its
    Tabular List as XML, as CDC and CMS publish them. Both must be of that release: the fiscal year and the billable
    codes are compared.""",
    "policy/icd10cm/FY2027/icd10cm-order-2027.txt",
    "policy/icd10cm/2026-10-01/icd10cm-order-2027.txt\npolicy/icd10cm/2026-10-01/icd10cm-tabular-2027.xml",
)

describe(
    "FILE-005",
    "No policy has that edition or kind of document",
    """`--edition` and `--artifact` select documents of the policies; a name that none of them has is usually
    misspelled.""",
    "policypress build --artifact coverage-polcy",
    "policypress build --artifact coverage-policy",
)

describe(
    "FILE-006",
    "A link leads outside the root",
    """Policies, votes, publishers, templates, styles, fonts, logos, licensed descriptors, and releases of code sets
    must be inside the root. A link to a file or folder elsewhere would print files that are not part of the project,
    quote them in problems, and send them to a Dask cluster. Links that stay inside the root are followed. To use a
    policy elsewhere, give its path.""",
    "policy/publishers/north/templates -> /home/user/templates",
    "policy/publishers/north/templates -> ../../../templates-of-north",
)

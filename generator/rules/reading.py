"""The texts of the problems that are found while files are read: missing files, YAML, keys and values."""

from __future__ import annotations

from generator.rules.registry import describe

describe(
    "FILE-001",
    "There is no policy",
    """The folder `policy/` below the root holds one file `ID.yaml` for each policy; it is missing or empty.""",
    "",
    "policypress check --root path/to/the/folder/above/policy",
)

describe(
    "FILE-002",
    "A policy that was named is not there",
    """A policy is named by its id or by the path of its file. The message lists those that are there.""",
    "policypress check restorative",
    "policypress check restorative-neurostimulation",
)

describe(
    "FILE-003",
    "The id is not the file's name",
    """A policy's id names its file and the folder of its documents, so that each can be found from the other.""",
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
    """An edition names its publisher by the name of the file `policy/publishers/ID.yaml`, or one that ships with the
    program.""",
    "editions:\n  - {id: north, publisher: nroth}",
    "editions:\n  - {id: north, publisher: north}",
)

describe(
    "YAML-001",
    "The file cannot be read",
    """The file is missing, is locked to you, or is larger than any policy can be (1 MiB).""",
    "",
    "",
)

describe(
    "YAML-002",
    "The file is not text",
    """A policy is a UTF-8 text file without control characters. A Word or PDF file that was renamed, or a file in
    another encoding, cannot be read.""",
    "",
    """
    # saved as UTF-8
    title: Neurostimulation – a policy
    """,
)

describe(
    "YAML-003",
    "The file is empty",
    """A policy has at least an id, a title, coverage, evidence and references.""",
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
    "Nested too deep",
    """Nobody can read criteria that stand in one another dozens of levels deep. Name an inner criterion once and refer
    to it.""",
    "all: [{all: [{all: [...]}]}]",
    """
    all:
    - use: inner-criterion
    """,
)

describe(
    "YAML-006",
    "An anchor, alias or merge key",
    """`&name`, `*name` and `<<` copy a part of a file to another place, where a reader does not see it. Criteria are
    reused by id with `use:`.""",
    "all: *criteria",
    """
    all:
    - use: adult
    """,
)

describe(
    "YAML-007",
    "A tag",
    """Tags such as `!!int` change what a value means. Values are written plainly; the model knows what is a
    number.""",
    "n: !!int '42'",
    "n: 42",
)

describe(
    "YAML-008",
    "A key is not a text",
    """A line that starts with `[` or `{` before the colon makes a list the key.""",
    "[a, b]: text",
    "'[a, b]': text",
)

describe(
    "YAML-009",
    "A key stands twice",
    """Of two equal keys YAML would silently keep the last. Both positions are named.""",
    """
    title: One
    title: Two
    """,
    "title: One",
)

describe(
    "YAML-010",
    "This is not valid YAML",
    """The most common causes are told apart and named where they were made: a tab in the indentation, a colon followed
    by a space inside an unquoted text, a quote or bracket that is not closed, a line without a colon, an indentation
    that does not fit, a text that starts with a reserved character.""",
    "title: Stimulation: a policy",
    "title: 'Stimulation: a policy'",
)

describe(
    "YAML-011",
    "A # cuts off the rest of a text",
    """After a space, # starts a comment, so that YAML would drop the rest of the line in silence, and with it perhaps
    an exception. Comments with a space after the # are left alone.""",
    "title: Stimulation, see policy #12",
    "title: 'Stimulation, see policy #12'  # quoted",
)

describe(
    "YAML-012",
    "A character that is not shown as it is",
    """Characters that nobody sees or that turn the direction of the text make print and data differ: `21` between two
    of them prints as 12. Control and format characters, tags, fillers, soft hyphens, private use, marks that strike a
    character out or are set on a digit are refused everywhere, in comments too, and no waiver covers them. Joiners are
    taken inside words of scripts that need them. Source: Unicode Technical Reports 36 and 55.""",
    r'dose: "\u202e21\u202c"',
    "dose: 21",
)

describe(
    "YAML-013",
    "A character that looks like another one",
    """A Cyrillic `С` in `Covered`, a fullwidth `５`, an Arabic digit, a ligature, a thin space inside a number: a
    reader takes them for what they are not, and searches, comparisons and checks do not find them. Names and titles in
    other scripts and Greek symbols such as β, µg and α2 are fine. No waiver covers this. Source: Unicode Technical
    Standard 39.""",
    "statement: The trial reduced pain by ５ points.",
    "statement: The trial reduced pain by 5 points.",
)

describe(
    "YAML-014",
    "A merge conflict",
    """Two people changed the same lines, and git left both versions in the file between the markers <<<<<<<, =======,
    and >>>>>>>. Only a person can say which one is right, so nothing is read before somebody has chosen.""",
    "<<<<<<< HEAD\ntitle: Stimulation\n=======\ntitle: A stimulation\n>>>>>>> other",
    "title: Stimulation",
)

describe(
    "SCHEMA-001",
    "An unknown key",
    """Only known keys are read, so that a misspelt one is not lost in silence. The likely one is offered.""",
    "titel: Example",
    "title: Example",
)

describe(
    "SCHEMA-002",
    "A key is missing",
    """A part lacks a key that documents need. The hint says what belongs there.""",
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
    "A value is of the wrong kind",
    """A list stands where a text belongs, a text where a list belongs, a word where a number belongs.""",
    "keywords: pain",
    """
    keywords:
    - pain
    """,
)

describe(
    "SCHEMA-004",
    "A value is not one of those allowed",
    """The likely one is offered; an editor with the schema offers all.""",
    "status: aproved",
    "status: approved",
)

describe(
    "SCHEMA-005",
    "A value is not written as it must be",
    """Dates, ids, keys of references and numbers have one way of writing.""",
    "effective: 1 January 2027",
    "effective: 2027-01-01",
)

describe(
    "DESCRIPTORS-001",
    "A descriptor file cannot be used",
    """A licensee's own file of CPT and HCPCS descriptors is a CSV file with the columns code, long and short, or the
    HCPCS quarterly file of CMS. Each bad line is named.""",
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
    "FILE-005",
    "No policy has that edition or kind of document",
    """`--edition` and `--artifact` choose among the documents of the policies at hand; a name that none of them has is
    most often misspelt.""",
    "policypress build --artifact coverage-polcy",
    "policypress build --artifact coverage-policy",
)

describe(
    "FILE-006",
    "A link leads out of the root",
    """Policies, votes, publishers, templates, styles, fonts, logos, and licensed descriptors are below the root. A link
    to a file or folder elsewhere would print files that are not part of the project, quote them in problems, and send
    them to a Dask cluster. Links that stay inside the root are followed. A policy elsewhere is named by its path.""",
    "policy/publishers/north/templates -> /home/user/templates",
    "policy/publishers/north/templates -> ../../../templates-of-north",
)

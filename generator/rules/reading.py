"""The texts of the problems that are found outside the rules: while files are read, editions composed, PDFs made."""

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
    """The file is missing, is locked to you, or is larger than any policy can be (8 MiB).""",
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
    "EDITION-001",
    "A change names no criterion",
    """An edition changes the base policy's criteria by their ids; the id must be one of them.""",
    """
    changes:
      - {action: drop, criterion: adlut, direction: less-restrictive, reason: ...}
    """,
    """
    changes:
      - {action: drop, criterion: adult, direction: less-restrictive, reason: ...}
    """,
)

describe(
    "EDITION-002",
    "An id is changed, missing or taken",
    """A criterion keeps its id for ever, so that comments and forms of all editions mean the same by it. An added
    criterion has a new id.""",
    "- {action: replace, criterion: adult, with: {id: adults, statement: ...}}",
    "- {action: replace, criterion: adult, with: {statement: ...}}",
)

describe(
    "EDITION-003",
    "A change does not fit what it names",
    """`replace` takes a criterion; `into` takes a group or a list; `before` and `after` take a member of one.""",
    "- {action: add, into: adult, with: {id: x, statement: ...}}",
    "- {action: add, after: adult, with: {id: x, statement: ...}}",
)

describe(
    "EDITION-004",
    "A criterion cannot be dropped",
    """A criterion that is used elsewhere, or is the last of its group, cannot be taken away alone.""",
    "- {action: drop, criterion: the-only-member}",
    "- {action: drop, criterion: the-group}",
)

describe(
    "EDITION-006",
    "The publisher issues no such document",
    """An edition lists artifacts that its publisher's file has under `documents`.""",
    "artifacts: [lcd-draft]   # of a commercial payer",
    "artifacts: [coverage-policy]",
)

describe(
    "PUB-001",
    "A colour is too pale to read",
    """Text of a publisher's palette has a contrast of at least 4.5 to its ground (WCAG 2.2, success criterion
    1.4.3).""",
    "palette: {accent: '#99bbdd'}",
    "palette: {accent: '#003366'}",
)

describe(
    "PUB-002",
    "A logo cannot be used",
    """A logo is an SVG file of paths below the publisher's folder; text or references in it would depend on other
    files.""",
    "logo: {file: ../logo.svg}",
    "logo: {file: logo.svg}",
)

describe(
    "PUB-003",
    "A template of your own fails",
    """A template in `templates/` or in a publisher's folder stands before the shipped one. Every name in it must be
    known: a misspelt one is an error, not an empty place.""",
    '"{{ polcy.title }}"',
    '"{{ policy.title }}"',
)

describe(
    "PDF-001",
    "A document cannot be rendered",
    """An image is missing, a glyph is in none of the bundled fonts, or a text asks for a file that it may not
    read.""",
    "text: A glyph of another script: 𒀀",
    "text: A glyph of the bundled fonts: ≥",
)

describe(
    "PDF-002",
    "A finished document does not conform",
    """Every document conforms to PDF/UA-1 and PDF/A-3; one that does not is not published. The message names what the
    validator found.""",
    "",
    "",
)

describe(
    "PDF-003",
    "A form cannot be finished",
    """A field of a form lacks its label, name or place.""",
    "",
    "",
)

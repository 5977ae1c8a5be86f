"""Descriptions of the problems that are found while editions are composed, issued, revised, and compared."""

from __future__ import annotations

from generator.rules.registry import describe

describe(
    "EDITION-001",
    "A change refers to a criterion that does not exist",
    """An edition changes the base policy's criteria by their ids, so the id must exist in the base policy.""",
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
    "An id is changed, missing, or already used",
    """Never change the id of a criterion, so that comments and forms in all editions mean the same criterion. An added
    criterion needs a new id.""",
    "- {action: replace, criterion: adult, with: {id: adults, statement: ...}}",
    "- {action: replace, criterion: adult, with: {statement: ...}}",
)

describe(
    "EDITION-003",
    "A change cannot be applied to what it names",
    """`replace` accepts a criterion; `into` accepts a group or a list; `before` and `after` accept a member of one.""",
    "- {action: add, into: adult, with: {id: x, statement: ...}}",
    "- {action: add, after: adult, with: {id: x, statement: ...}}",
)

describe(
    "EDITION-004",
    "A criterion cannot be dropped",
    """A criterion that is used elsewhere, or is the only member of its group, cannot be removed by itself.""",
    "- {action: drop, criterion: the-only-member}",
    "- {action: drop, criterion: the-group}",
)

describe(
    "EDITION-006",
    "The publisher does not issue this kind of document",
    """An edition may list only artifacts that its publisher's file has under `documents`.""",
    "artifacts: [lcd-draft]   # for a commercial payer",
    "artifacts: [coverage-policy]",
)

describe(
    "PUB-001",
    "A color does not have enough contrast",
    """Text in a publisher's palette must have a contrast ratio of at least 4.5 against its background (WCAG 2.2,
    success criterion 1.4.3).""",
    "palette: {accent: '#99bbdd'}",
    "palette: {accent: '#003366'}",
)

describe(
    "PUB-002",
    "A logo cannot be used",
    """A logo must be an SVG file in the publisher's folder that contains only paths; text or references in it would
    depend on other files.""",
    "logo: {file: ../logo.svg}",
    "logo: {file: logo.svg}",
)

describe(
    "PUB-003",
    "A custom template fails",
    """A template in `templates/` or in a publisher's folder takes precedence over the shipped one. Every name in it
    must be known: a misspelled name is an error, not an empty value. A template receives only plain data: reading
    anything else, calling a function that it was not given, and using more than 3 seconds of processor time or more
    than 256 MB of memory are errors too.""",
    '"{{ polcy.title }}"',
    '"{{ policy.title }}"',
)

describe(
    "PDF-001",
    "A document cannot be rendered",
    """An image is missing, a glyph is not in any of the bundled fonts, a text refers to a file that it may not read, or
    a text overflows its table cell or the page. Words of any length are broken across lines, unless a custom template
    or style forbids it.""",
    "text: A glyph from another script: 𒀀",
    "text: A glyph in the bundled fonts: ≥",
)

describe(
    "PDF-002",
    "A finished document does not conform",
    """Every document must conform to PDF/UA-1 and PDF/A-3; a document that does not is not published. The message
    states what the validator found.""",
    "",
    "",
)

describe(
    "PDF-003",
    "A form cannot be finished",
    """A form field lacks its label, name, or position.""",
    "",
    "",
)

describe(
    "STATUS-006",
    "A status does not follow from the previous one",
    """An edition goes from draft to in-review, approved, and active, and finally to retired or superseded; a local
    coverage determination goes from in-review through proposed, comment, and notice first. `revise --check` compares
    the status with a git revision: skipped steps are accepted only if votes approve the current text, and a retired
    edition stays retired. An active edition whose text is revised goes to draft or in-review with a new version; to
    propose it again, create a separate edition.""",
    "status: active   # was: draft, and nobody has voted",
    "status: in-review   # was: draft",
)

describe(
    "HISTORY-001",
    "The text changed, but the revision history did not",
    """People with an older printed copy must be able to find out what is new. If a policy changed, or the text of an
    edition with its own version, its history needs a new row at the top and the version must change. `policypress
    revise` drafts both.""",
    "version: '1.0'   # and a criterion changed",
    """
    version: '2.0'
    history:
      - {date: 2026-11-25, version: '2.0', action: Revised, explanation: Pain must have lasted 6 months.}
    """,
)

describe(
    "HISTORY-002",
    "The newest history row does not match what happened",
    """Reviewed means that nothing changed; Revised means that something did.""",
    "- {date: 2026-11-25, version: '2.0', action: Reviewed, explanation: No change.}   # and a criterion changed",
    "- {date: 2026-11-25, version: '2.0', action: Revised, explanation: Pain must have lasted 6 months.}",
)

describe(
    "HISTORY-003",
    "An old history row was changed",
    """Rows are only added, newest first, so that two printed copies never describe the past differently.""",
    "",
    "",
)

describe(
    "HISTORY-004",
    "The edition does not have its own history",
    """An edition without its own version is covered by the policy's history, so `revise --edition` has nowhere to
    write.""",
    "policypress revise ID --edition model",
    "policypress revise ID",
)

describe(
    "EDIT-001",
    "A command cannot edit this layout safely",
    """`revise --write` and `approve` change only the intended lines. They read the result back and compare it with the
    original; if anything else would change, nothing is written. The hint shows what to write by hand.""",
    "",
    "",
)

describe(
    "EDIT-002",
    "The file was changed in the meantime",
    """Another program, such as an editor, saved the file while a command was about to write to it. Nothing was
    written.""",
    "",
    "",
)

describe(
    "FINAL-001",
    "The status does not allow a final document",
    """A document without the draft mark is built only for an edition that is in notice, approved, active, retired, or
    superseded.""",
    "status: draft",
    "status: approved",
)

describe(
    "FINAL-002",
    "Nobody has voted on what is printed",
    """A final document needs votes on exactly what it prints. Either there are none, or something changed after the
    vote: the text, a template, style, or font (in `templates/` or in the publisher's folder), the logo, or the
    words that policypress itself prints. The message names the files and quotes the lines. Undo the change, or vote
    again.""",
    "",
    "policypress approve ID --edition E --who 'A. Member' --role Chair",
)

describe(
    "FINAL-003",
    "The votes do not approve the edition",
    """Fewer members voted for the text than the quorum requires, or no more members voted for it than against it.""",
    "",
    "",
)

describe(
    "FINAL-004",
    "The check is not clean",
    """A final document is built only if `check --strict` finds no problems other than waived ones.""",
    "",
    "",
)

describe(
    "FINAL-005",
    "The final document would print different words",
    """A committee votes on a copy that is under review. If a template printed different words once the status is
    notice, approved, or active, it would print something that nobody voted on, so no vote is recorded. Only the status,
    its mark, and the votes may differ.""",
    "",
    "",
)

describe(
    "FINAL-006",
    "The publisher requires cases that pass",
    """With `require_cases: true` in the publisher's file, a final document is built only if the policy has cases, all
    of them pass, and a person has confirmed each.""",
    "",
    "policypress test ID --final",
)

describe(
    "DIFF-001",
    "A version is not known",
    """OLD and NEW of `diff` are files, REV:path, git revisions, policy ids, or ID@EDITION.""",
    "policypress diff HAED",
    "policypress diff HEAD",
)

describe(
    "DIFF-003",
    "There is nothing to mark up",
    """A redline shows the coverage policy of an edition or, if it has none, the LCD or the billing article. Forms are
    not marked up. The named edition does not exist or issues only forms.""",
    "policypress diff HEAD --pdf redline.pdf --edition nroth",
    "policypress diff HEAD --pdf redline.pdf --edition north",
)

describe(
    "NEW-001",
    "A name is not a valid id",
    """An id consists of lowercase words joined by hyphens.""",
    "policypress new 'Knee Arthroscopy'",
    "policypress new knee-arthroscopy --title 'Knee Arthroscopy'",
)

describe(
    "NEW-002",
    "The file already exists",
    """`policypress new` and `policypress publisher new` never overwrite files.""",
    "",
    "",
)

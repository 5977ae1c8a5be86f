"""The texts of the problems that are found while editions are composed, issued, revised and compared."""

from __future__ import annotations

from generator.rules.registry import describe

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
    known: a misspelt one is an error, not an empty place. A template gets plain data: what it reads of anything else, a
    function that it was not given, more than 3 seconds of processor time, or more than 256 MB of memory is an error
    too.""",
    '"{{ polcy.title }}"',
    '"{{ policy.title }}"',
)

describe(
    "PDF-001",
    "A document cannot be rendered",
    """An image is missing, a glyph is in none of the bundled fonts, a text asks for a file that it may not read, or it
    runs out of its table cell or off the page: words of any length break, but not where a template or style of your own
    forbids it.""",
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

describe(
    "STATUS-006",
    "A status does not follow from the one before",
    """An edition goes from draft to in-review, approved and active, at last to retired or superseded; a local coverage
    determination goes from in-review to proposed, comment and notice before. `revise --check` compares with a git
    revision: steps that were skipped are accepted only where votes approve the present text, and nothing comes back
    from retirement. An active edition whose text is revised goes to draft or in-review with a new version; one that is
    to be proposed anew gets an edition of its own.""",
    "status: active   # was: draft, and no one has voted",
    "status: in-review   # was: draft",
)

describe(
    "HISTORY-001",
    "The text changed and the revision history did not",
    """Whoever holds an older print must find out what is new. A changed policy, or an edition with a version of its
    own whose text changed, has a new row on top of its history and a new version. `policypress revise` drafts them.""",
    "version: '1.0'   # and a criterion changed",
    """
    version: '2.0'
    history:
      - {date: 2026-11-25, version: '2.0', action: Revised, explanation: Pain must have lasted 6 months.}
    """,
)

describe(
    "HISTORY-002",
    "The newest row says something else than what happened",
    """Reviewed means that nothing changed; Revised means that something did.""",
    "- {date: 2026-11-25, version: '2.0', action: Reviewed, explanation: No change.}   # and a criterion changed",
    "- {date: 2026-11-25, version: '2.0', action: Revised, explanation: Pain must have lasted 6 months.}",
)

describe(
    "HISTORY-003",
    "An old row of the history was changed",
    """Rows are only added, newest first, so that two prints never tell the past in two ways.""",
    "",
    "",
)

describe(
    "HISTORY-004",
    "The edition has no history of its own",
    """An edition without a version of its own is covered by the policy's history; `revise --edition` has nowhere to
    write to.""",
    "policypress revise ID --edition model",
    "policypress revise ID",
)

describe(
    "EDIT-001",
    "A command cannot edit this layout safely",
    """`revise --write` and `approve` change only the lines that they mean. What they would write is read again and
    compared with what was there before; where it would say anything else, nothing is written. The hint has what to
    write by hand.""",
    "",
    "",
)

describe(
    "EDIT-002",
    "The file was changed meanwhile",
    """Another program, such as an editor, saved the file while a command was about to write it. Nothing was
    written.""",
    "",
    "",
)

describe(
    "FINAL-001",
    "The status allows no final document",
    """A document without the draft mark is built of an edition in notice, approved, active, retired or superseded.""",
    "status: draft",
    "status: approved",
)

describe(
    "FINAL-002",
    "No one has voted on what is printed",
    """A final document needs votes on exactly what it prints. There are none, or something changed after the vote: the
    text, a template, style, or font in `templates/` or of the publisher, the logo, or the words that policypress itself
    prints. The message names the files and quotes the lines. Undo the change, or vote again.""",
    "",
    "policypress approve ID --edition E --who 'A. Member' --role Chair",
)

describe(
    "FINAL-003",
    "The votes do not approve it",
    """Fewer members voted for the text than the quorum asks, or not more than against.""",
    "",
    "",
)

describe(
    "FINAL-004",
    "The check is not clean",
    """A final document is built only where `check --strict` finds nothing that is not waived.""",
    "",
    "",
)

describe(
    "FINAL-005",
    "The final document would print other words",
    """A committee votes on a copy under review. A template that prints other words once the status is notice, approved,
    or active would print what nobody voted on, so no vote is recorded. The status, the mark that goes with it, and the
    votes may differ.""",
    "",
    "",
)

describe(
    "DIFF-001",
    "A version is not known",
    """OLD and NEW of `diff` are files, REV:path, git revisions, policy ids or ID@EDITION.""",
    "policypress diff HAED",
    "policypress diff HEAD",
)

describe(
    "DIFF-003",
    "There is nothing to mark up",
    """A redline shows the coverage policy of an edition; where it issues none, the LCD or the billing article. Forms
    are not marked up. The named edition does not exist, or issues only forms.""",
    "policypress diff HEAD --pdf redline.pdf --edition nroth",
    "policypress diff HEAD --pdf redline.pdf --edition north",
)

describe(
    "NEW-001",
    "A name is no id",
    """Ids are lower-case words joined by hyphens.""",
    "policypress new 'Knee Arthroscopy'",
    "policypress new knee-arthroscopy --title 'Knee Arthroscopy'",
)

describe(
    "NEW-002",
    "The file is there already",
    """`policypress new` and `policypress publisher new` write over nothing.""",
    "",
    "",
)

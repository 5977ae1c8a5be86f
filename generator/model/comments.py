"""Public comments on a proposed determination, and the answers: the rows of the response-to-comments article."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from generator.model.base import Ascii, AtLeastOne, Day, Part, Text

CommenterKind = Literal[
    "physician",
    "other-clinician",
    "facility",
    "society",
    "manufacturer",
    "payer",
    "patient",
    "beneficiary",
    "caregiver",
    "other",
]


class Commenter(Part):
    """Who sent a comment, and when it came."""

    name: Text
    """Person or organization, as it may be printed."""
    kind: CommenterKind
    """Role of the person who votes."""
    received: Day
    """Day on which the comment was received."""


class Comment(Part):
    """A comment, or several alike, with the response and what came of it."""

    number: AtLeastOne
    """Number in the article; it stays when others are added."""
    commenters: tuple[Commenter, ...] = Field(min_length=1)
    """Who made it; comments that say the same are answered together."""
    about: tuple[Ascii, ...] = ()
    """What it speaks to: ids of criteria, sections, code groups or studies, or paragraph numbers of the proposed
    document such as I4; empty: the whole document."""
    comment: Text
    """The comment, whole or summarized."""
    response: Text | None = None
    """The response."""
    outcome: Literal["changed", "no-change"] | None = None
    """What came of it."""
    changed: tuple[Ascii, ...] = ()
    """For `changed`: ids of what was changed."""
    version: Ascii | None = None
    """For `changed`: the version, with its row of the revision history, that made the change."""

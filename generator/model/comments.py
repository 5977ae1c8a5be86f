"""Public comments on a proposed determination and the responses: the rows of the response-to-comments article."""

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
    """Who submitted a comment, and when it was received."""

    name: Text
    """Person or organization, as it may be printed."""
    kind: CommenterKind
    """Role of the commenter."""
    received: Day
    """Date on which the comment was received."""


class Comment(Part):
    """A comment, or several similar ones, with the response and the outcome."""

    number: AtLeastOne
    """Number in the article; it does not change when others are added."""
    commenters: tuple[Commenter, ...] = Field(min_length=1)
    """Who made the comment; identical comments are answered together."""
    about: tuple[Ascii, ...] = ()
    """What the comment refers to: ids of criteria, sections, code groups, or studies, or paragraph numbers of the
    proposed document such as I4; empty: the whole document."""
    comment: Text
    """The comment, in full or summarized."""
    response: Text | None = None
    """The response."""
    outcome: Literal["changed", "no-change"] | None = None
    """The outcome."""
    changed: tuple[Ascii, ...] = ()
    """For `changed`: ids of what was changed."""
    version: Ascii | None = None
    """For `changed`: the version, listed in the revision history, that made the change."""

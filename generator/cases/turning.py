"""Which single answers of a case turn its outcome: the question behind coverage of the logic."""

from __future__ import annotations

from collections.abc import Iterator

from generator.cases.versions import PolicyVersion
from generator.logic.answers import AnswerReader, Answers


def turned_by(version: PolicyVersion, answers: Answers) -> Iterator[str]:
    """Yield the criteria and limits whose opposite answer alone turns covered into not covered, or the reverse.

    Raises TooManyPatients.
    """
    if answers.indication:
        known = dict(_known(version, answers))
        yield from version.deciding.deciding(known, answers.indication, answers.pathway, answers.phase)


def _known(version: PolicyVersion, answers: Answers) -> Iterator[tuple[str, bool]]:
    """Yield which statements are met and which limits are kept; missing, unclear and N/A answers are left out."""
    for name, places in version.roles.items():
        if not places[0].node.is_group:
            found = AnswerReader(answers).leaf(places[0].node, True)
            if found.met is not found.failed:
                yield name, found.met
    for field, answer in answers.limits.items():
        yield field, answer == "within"

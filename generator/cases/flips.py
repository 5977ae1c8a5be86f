"""Which cases change outcome after an edit: example patients that people know, in addition to the smallest witness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.cases.answers import read_answers
from generator.cases.read import CaseFile
from generator.cases.run import judge
from generator.cases.versions import versions
from generator.cases.words import outcome_words
from generator.logic.outcome import Implied
from generator.problem import Place
from generator.source.policies import Source


@dataclass(frozen=True)
class Flip:
    """A case whose outcome changes; `edition` is empty for the policy as written, `place` is that of the case."""

    case: str
    title: str
    edition: str
    before: Implied
    after: Implied
    place: Place

    @property
    def words(self) -> str:
        """The flip in one line: `six-months (6 months of care): covered before, not covered after`."""
        where = f" in edition {self.edition}" if self.edition else ""
        before, after = outcome_words(self.before), outcome_words(self.after)
        return f"{self.case} ({self.title}){where}: {before} before, {after} after"


def flips(file: CaseFile, old: Source, new: Source) -> Iterator[Flip]:
    """Yield the cases whose outcome changes, on the policy as written and on each edition that both versions have.

    An answer that a version does not ask for, or asks for in another way, is ignored in that version. Raises
    SourceProblems if a version cannot be judged.
    """
    before = {version.edition: version for version in versions(old)}
    for after in versions(new):
        if (earlier := before.get(after.edition)) is None or not (earlier.is_changed or after.is_changed):
            continue
        for patient in file.patients:
            one, two = (
                judge(patient, version, read_answers(patient, version, file)[0]).implied for version in (earlier, after)
            )
            if one != two:
                place = file.place("cases", patient.index, "id")
                yield Flip(patient.case.id, patient.case.title, after.edition, one, two, place)

"""What the rules look at: a policy, where its parts are in the YAML, and the code sets."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from generator.codesets import icd10cm
from generator.codesets.held import held_releases, release_for
from generator.codesets.icd10cm_source import ReleaseFiles
from generator.codesets.licensed import Descriptors
from generator.codesets.releases import month_and_year
from generator.files.reading import read_file
from generator.logic.direction import ComparedChange, compared_changes
from generator.logic.tree import CoverageTree, EndlessCriteria, coverage_tree
from generator.model.criteria import Criterion, Use, walk
from generator.model.edition import Dates
from generator.model.evidence import Study
from generator.model.policy import Policy
from generator.problem import Place, SourceProblems, YamlPath
from generator.rules.meaning import Demands, Meaning, demands, meaning_of
from generator.source.editions import ResolvedEdition, edition_source
from generator.source.policies import Source

# Parts whose scalars are data in their own format, not text that people read as sentences.
_NOT_PROSE = {"references", "waivers"}
MAX_TEXT = 30_000  # characters; longer texts are errors (WORD-006) and are not searched


class Root(NamedTuple):
    """A criterion directly in the coverage."""

    path: YamlPath
    criterion: Criterion

    @property
    def is_shared(self) -> bool:
        """True for one under `shared`, which takes effect only where it is used."""
        return self.path[1] == "shared"


@dataclass(frozen=True)
class Context:
    """One policy with everything that a rule may need; expensive parts are computed once.

    `editions` are given only with the policy as written; the rules on status and comments look at them. `releases` are
    those that the root adds to the included ICD-10-CM release. `edition` is the index of the edition whose changes the
    policy contains; its dates count.
    """

    source: Source
    today: date
    descriptors: dict[str, Descriptors] | None = None
    editions: tuple[ResolvedEdition, ...] = ()
    releases: tuple[ReleaseFiles, ...] = ()
    edition: int | None = None

    @property
    def policy(self) -> Policy:
        """The policy."""
        return self.source.policy

    @cached_property
    def changed(self) -> list[tuple[int, Source]]:
        """The policy as changed by each edition that has changes, with the edition's index; invalid changes are left
        out.
        """
        found = []
        for index, edition in enumerate(self.policy.editions):
            with contextlib.suppress(SourceProblems):  # `rules.check` reports them
                if edition.changes:
                    found.append((index, edition_source(self.source, index)))
        return found

    @cached_property
    def tree(self) -> CoverageTree | None:
        """The coverage logic; None if the criteria form no tree (ID-002, ID-003)."""
        try:
            return coverage_tree(self.policy.coverage)
        except EndlessCriteria:
            return None

    @cached_property
    def meaning(self) -> Meaning | None:
        """Who is covered, as sets of patients; None if the criteria form no tree or there are too many to tell."""
        return meaning_of(self.tree) if self.tree else None

    @cached_property
    def demands(self) -> list[Demands]:
        """What every covered patient must and must not have, on each way to coverage."""
        roots = [(root.path, root.criterion) for root in self.roots if not root.is_shared]
        return demands(self.tree, roots) if self.tree else []

    def compared_changes(self, index: int) -> list[ComparedChange]:
        """Return the changes of an edition, each with the patients before and after it."""
        if index not in self._compared:
            self._compared[index] = list(compared_changes(self.source, index))
        return self._compared[index]

    @cached_property
    def _compared(self) -> dict[int, list[ComparedChange]]:
        return {}

    @property
    def day(self) -> date:
        """The day whose code sets count: on which the policy, or the edition, takes effect, or today."""
        dates = self.policy.dates
        own = None if self.edition is None else self.policy.editions[self.edition].dates
        return (own.filled_from(dates) if own else dates).effective or self.today

    @cached_property
    def held(self) -> list[ReleaseFiles]:
        """The ICD-10-CM releases that can be looked up."""
        return held_releases(self.releases)

    def release_on(self, day: date) -> ReleaseFiles:
        """Return the ICD-10-CM release for a day: the one that the policy states, or the one in force as far as held.

        A stated release that is not held is a problem (CODE-017), so that no document prints it.
        """
        stated = month_and_year(self.policy.code_sets.icd10cm_release or "")
        return next((item for item in self.held if item.first_day == stated), None) or release_for(self.held, day)

    @cached_property
    def icd10cm(self) -> icd10cm.Icd10cm:
        """The ICD-10-CM release that the codes come from; it is opened only by rules that encounter such a code."""
        return icd10cm.load(self.release_on(self.day))

    @cached_property
    def prose(self) -> list[tuple[YamlPath, str]]:
        """Every text in the policy outside references and waivers, with its path."""
        return [
            (path, node.value)
            for path, node in self.source.node.leaves()
            if node.value and path[0] not in _NOT_PROSE and len(node.value) <= MAX_TEXT
        ]

    @cached_property
    def roots(self) -> list[Root]:
        """The criteria directly in the coverage, in order."""
        return list(_roots(self.policy))

    @cached_property
    def criteria(self) -> list[tuple[YamlPath, Criterion]]:
        """Every criterion, with its path."""
        return [found for root in self.roots for found in walk(root.criterion, root.path)]

    @cached_property
    def by_id(self) -> dict[str, Criterion]:
        """The first criterion with each id."""
        found: dict[str, Criterion] = {}
        for _, criterion in self.criteria:
            if not isinstance(criterion, Use):
                found.setdefault(criterion.id, criterion)
        return found

    def people(self, study: Study) -> int | None:
        """Return how many people the cohorts of a study have together; None where that is not known."""
        known = {cohort.id: cohort.participants for cohort in self.policy.evidence.cohorts}
        sizes = [known.get(name) for name in set(study.cohorts)]
        stated = [size for size in sizes if size is not None]
        return sum(stated) if stated and len(stated) == len(sizes) else None

    @cached_property
    def dates(self) -> list[tuple[YamlPath, Dates, Dates]]:
        """The policy's dates and each edition's: where they are, as written, and completed from the policy's dates."""
        base = self.policy.dates
        found: list[tuple[YamlPath, Dates, Dates]] = [(("dates",), base, base)]
        for index, edition in enumerate(self.policy.editions):
            if edition.dates:
                found.append((("editions", index, "dates"), edition.dates, edition.dates.filled_from(base)))
        return found

    def place(self, path: YamlPath) -> Place:
        """Return the location of the value at a path."""
        return self.source.node.at(path).place

    def place_in(self, path: YamlPath, snippet: str, nth: int) -> Place:
        """Return the location of the nth occurrence of a snippet in a text, or of the text if the file has it not."""
        start = self.place(path)
        return self._inside(start, snippet, nth) or start

    @cached_property
    def _lines(self) -> list[str]:
        try:
            return read_file(self.source.path).decode("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            return []

    def _inside(self, start: Place, snippet: str, nth: int) -> Place | None:
        """Find a snippet in the file, starting at a scalar; YAML may have broken the line at any space."""
        lines = self._lines[start.line - 1 : start.line + 400]
        if not lines:
            return None
        text = "\n".join([lines[0][start.column - 1 :], *lines[1:]])
        words = r"\s+".join(re.escape(word) for word in snippet.split())
        for count, found in enumerate(re.finditer(words, text)):
            if count == nth:
                before = text[: found.start()]
                rows = before.count("\n")
                column = len(before) - (before.rfind("\n") + 1) + (1 if rows else start.column)
                return Place(start.file, start.line + rows, column)
        return None


def _roots(policy: Policy) -> Iterator[Root]:
    coverage = policy.coverage
    for index, criterion in enumerate(coverage.shared):
        yield Root(("coverage", "shared", index), criterion)
    for index, criterion in enumerate(coverage.prerequisites):
        yield Root(("coverage", "prerequisites", index), criterion)
    for index, indication in enumerate(coverage.indications):
        at = ("coverage", "indications", index)
        if indication.criteria is not None:
            yield Root((*at, "criteria"), indication.criteria)
        for key in ("pathways", "phases"):
            for number, track in enumerate(getattr(indication, key)):
                if track.criteria is not None:
                    yield Root((*at, key, number, "criteria"), track.criteria)
    for key in ("absolute", "relative"):
        for index, criterion in enumerate(getattr(coverage.exclusions, key)):
            yield Root(("coverage", "exclusions", key, index), criterion)

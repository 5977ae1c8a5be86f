"""The versions of a policy on which a case is run: as written, and as changed by each edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from generator.logic.deciders import DecidingAnswers
from generator.logic.tree import CoverageTree, CriterionNode, EndlessCriteria, LimitNode, coverage_tree
from generator.problem import Place, Problem, SourceProblems
from generator.source.changes import find
from generator.source.editions import edition_source
from generator.source.policies import Source

AS_WRITTEN = ""


@dataclass(frozen=True)
class Role:
    """A criterion in one of its places; `helps` is false if it is answered `present` or `absent`."""

    node: CriterionNode
    helps: bool


@dataclass(frozen=True)
class PolicyVersion:
    """The policy as written (its `edition` is empty), or as changed by an edition."""

    edition: str
    source: Source
    tree: CoverageTree
    is_changed: bool = True
    """False for an edition that is the same as the policy as written."""

    @property
    def name(self) -> str:
        """The name of the version in messages."""
        return f"edition {self.edition}" if self.edition else "the policy as written"

    @cached_property
    def roles(self) -> Mapping[str, tuple[Role, ...]]:
        """The criteria by their ids, each in all its places."""
        found: dict[str, list[Role]] = {}
        for root in self.tree.roots():
            for node in root.everything():
                found.setdefault(node.id, []).append(Role(node, node.field not in self.tree.against))
        return {name: tuple(places) for name, places in found.items()}

    @cached_property
    def limits(self) -> Mapping[str, LimitNode]:
        """The limits of the whole policy by their fields."""
        return {limit.field: limit for limit in self.tree.limits}

    @cached_property
    def deciding(self) -> DecidingAnswers:
        """Finds which answers decide."""
        return DecidingAnswers(self.tree)

    def place(self, criterion: str) -> Place:
        """Return where a criterion is written: in the policy, or in the edition that changes its words.

        Anything that a request must show in addition to the criteria is placed at its indication or phase.
        """
        name = criterion.partition("study_of_")[2] or criterion.partition("phase_before_")[2] or criterion
        path = find(self.source.node, name)
        if path is None:
            return Place(self.source.shown, 1, 1)
        node = self.source.node.at(path)
        key = next((key for key in ("statement", "title", "id") if node.has(key)), None)
        return node.value[key].place if key else node.place


def versions(source: Source) -> list[PolicyVersion]:
    """Return the policy as written and as each edition changes it. Raises SourceProblems if one cannot be judged."""
    found, problems = [], []
    for edition, index in [(AS_WRITTEN, -1), *((item.id, at) for at, item in enumerate(source.policy.editions))]:
        try:
            changed = source if index < 0 else edition_source(source, index)
            found.append(
                PolicyVersion(
                    edition, changed, coverage_tree(changed.policy.coverage), index < 0 or changed is not source
                )
            )
        except SourceProblems as error:
            problems += error.problems
        except EndlessCriteria as error:
            message = f"cases cannot be run: {error}"
            problems.append(
                Problem(source.node.key_place(("coverage",)), "CASE-009", message, "run `policypress check`")
            )
    if problems:
        raise SourceProblems(problems)
    return found

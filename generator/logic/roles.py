"""In which roles the criteria of a policy count: for coverage or against it, by their ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.logic.tree import CoverageTree, CriterionNode


@dataclass(frozen=True)
class Role:
    """A criterion in one of its places; `helps` is false where its being met speaks against coverage.

    Then it is answered `present` or `absent`: exclusions, and members of NONE (in an exclusion it is the other way
    round).
    """

    node: CriterionNode
    helps: bool


def roles(tree: CoverageTree) -> dict[str, tuple[Role, ...]]:
    """Return the roles of every criterion of a tree, and of what a request must show beside them, by id."""
    found: dict[str, list[Role]] = {}
    against = {id(node) for node in tree.exclusions}
    for root in tree.roots():
        for role in _below(root, id(root) not in against):
            found.setdefault(role.node.id, []).append(role)
    return {name: tuple(places) for name, places in found.items()}


def _below(node: CriterionNode, helps: bool) -> Iterator[Role]:
    yield Role(node, helps)
    if node.applies_when:
        yield from _below(node.applies_when, True)
    for member in node.members:
        yield from _below(member, helps is not (node.connective == "NONE"))
    if node.unless:
        yield from _below(node.unless, True)

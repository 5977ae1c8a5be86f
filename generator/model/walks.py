"""Traversals of a policy's criteria that several stages use."""

from __future__ import annotations

from generator.model.criteria import Criterion, Group, Statement, Use, walk
from generator.model.policy import Coverage
from generator.problem import YamlPath


def all_criteria(coverage: Coverage) -> dict[str, Statement | Group]:
    """Return every criterion of a policy by id; if two have the same id, the first one wins."""
    found: dict[str, Statement | Group] = {}
    for _, root in criterion_roots(coverage):
        for _, criterion in walk(root):
            if not isinstance(criterion, Use):
                found.setdefault(criterion.id, criterion)
    return found


def criterion_roots(coverage: Coverage) -> list[tuple[YamlPath, Criterion]]:
    """Return the root criteria of a policy, each with its path in the YAML."""
    roots: list[tuple[YamlPath, Criterion]] = []
    for key in ("shared", "prerequisites"):
        roots += [(("coverage", key, i), c) for i, c in enumerate(getattr(coverage, key))]
    for index, indication in enumerate(coverage.indications):
        at = ("coverage", "indications", index)
        if indication.criteria is not None:
            roots.append(((*at, "criteria"), indication.criteria))
        for key in ("pathways", "phases"):
            for number, track in enumerate(getattr(indication, key)):
                if track.criteria is not None:
                    roots.append(((*at, key, number, "criteria"), track.criteria))
    for key in ("absolute", "relative"):
        roots += [(("coverage", "exclusions", key, i), c) for i, c in enumerate(getattr(coverage.exclusions, key))]
    return roots


def track_names(coverage: Coverage) -> dict[str, str]:
    """Return the titles of indications, pathways and phases by id."""
    names: dict[str, str] = {}
    for indication in coverage.indications:
        names[indication.id] = indication.title
        for track in (*indication.pathways, *indication.phases):
            names[track.id] = track.title
    return names

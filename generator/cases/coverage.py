"""How much of the logic the cases cover (MC/DC): each criterion needs a case in which it alone turns the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.cases.run import Report
from generator.cases.versions import PolicyVersion
from generator.logic.deciders import deciders
from generator.logic.patients import TooManyPatients
from generator.problem import Problem, SourceProblems

Key = tuple[str, str]  # the edition (empty: as written) and the criterion or limit


@dataclass(frozen=True)
class CaseCoverage:
    """`turned` are the criteria with a case in which each alone turns the outcome, `missing` those without one.

    `never` are those that decide for no patient, so no case can show them.
    """

    turned: Mapping[Key, str]
    missing: tuple[Key, ...]
    never: tuple[Key, ...]

    @property
    def total(self) -> int:
        """How many can be covered."""
        return len(self.turned) + len(self.missing)

    @property
    def percent(self) -> int:
        """How many are covered, in percent, rounded down."""
        return 100 * len(self.turned) // self.total if self.total else 100


def coverage(report: Report) -> CaseCoverage:
    """Return what the confirmed cases that pass cover, on the policy as written and on each edition that changes it.

    Raises SourceProblems if there are too many criteria to tell.
    """
    turned: dict[Key, str] = {}
    missing: list[Key] = []
    never: list[Key] = []
    for version in (item for item in report.versions if item.is_changed):
        shown: dict[str, str] = {}
        for run in report.runs:
            if run.version is version and run.passed and run.patient.case.confirmed == "yes":
                for name in run.turned:
                    shown.setdefault(name, run.patient.case.id)
        wanted = _deciders(version)
        for name in (*version.roles, *version.limits):
            if name in version.roles and version.roles[name][0].node.is_group:
                continue
            key = (version.edition, name)
            if name in shown:
                turned[key] = shown[name]
            else:
                (missing if name in wanted else never).append(key)
    return CaseCoverage(turned, tuple(missing), tuple(never))


def too_low(report: Report, found: CaseCoverage, wanted: int) -> list[Problem]:
    """Return the problem if coverage is below the wanted percentage."""
    if found.percent >= wanted:
        return []
    message = f"the cases cover {found.percent}% of the logic, and {wanted}% is required"
    place = report.file.node.key_place(("cases",))
    return [Problem(place, "CASE-013", message, "\n".join(missing_lines(report, found)))]


def missing_lines(report: Report, found: CaseCoverage) -> list[str]:
    """Return a line for each criterion that no case covers, with its place."""
    every = {version.edition: version for version in report.versions}
    return [
        f"no case in which `{name}` alone decides on {every[edition].name}: {_place(every[edition], name)}"
        for edition, name in found.missing
    ]


def _place(version: PolicyVersion, name: str) -> str:
    if name in version.limits:
        return str(version.source.node.key_place(("coverage", "limits")))
    return str(version.place(name))


def _deciders(version: PolicyVersion) -> frozenset[str]:
    try:
        return deciders(version.tree)
    except TooManyPatients as error:
        place = version.source.node.key_place(("coverage",))
        raise SourceProblems([Problem(place, "CASE-009", f"coverage cannot be told: {error}")]) from None

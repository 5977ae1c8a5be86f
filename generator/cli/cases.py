"""The commands on example patients: test, cases suggest."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.options import ROOT
from generator.printable import echo


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY]...")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "github", "junit"]),
    default="text",
    show_default=True,
    help="How the results are written.",
)
@click.option("--final", is_flag=True, help="Fail on cases that no one has confirmed.")
@click.option(
    "--require-coverage",
    type=click.IntRange(0, 100),
    metavar="PERCENT",
    help="Fail where fewer criteria have a case in which each alone turns the outcome.",
)
@ROOT
def test(root: Path, policies: tuple[str, ...], output_format: str, final: bool, require_coverage: int | None) -> None:
    """Run the cases in policy/cases/ on each policy and its editions; writes nothing.

    A case is an example patient with the outcome that the committee expects. Each failure names the line of the case
    and the criterion that decided. The summary says how many criteria have a case in which each alone turns the
    outcome. POLICY is an id or a file; without any, all policies that have cases are tested.
    """
    from generator.cases.report import summary, written
    from generator.cases.testing import run_tests

    tested, problems = run_tests(root, policies, require_coverage)
    text = written(tested, problems, output_format, root)
    if text:
        echo(text.removesuffix("\n"), workflow_commands=output_format == "github")
    for line in summary(tested) or ["no policy was tested: none has a file in policy/cases/" if not problems else ""]:
        if line:
            echo(line, err=True)
    if any(problem.severity == "error" for problem in problems) or (final and problems):
        raise click.exceptions.Exit(1)


@click.group()
def cases() -> None:
    """Example patients of a policy."""


@cases.command()
@click.argument("policy")
@click.option("--write", is_flag=True, help="Add them to policy/cases/POLICY.yaml; what is there stays as it is.")
@ROOT
def suggest(root: Path, policy: str, write: bool) -> None:
    """Suggest the cases that a policy does not have yet, for a person to confirm.

    For each use a patient who meets everything; for each criterion, exclusion, condition and limit the patients for
    whom it alone decides; and for each threshold one value below, at, and above it. The expected outcome is what the
    logic gives, so each case is marked `confirmed: no` until somebody has compared it with the policy's source.
    """
    from generator.cases.suggestions import suggested_text, suggestions, write_suggestions
    from generator.source.policies import find_policies, load_policy
    from generator.wording.phrases import how_many

    source = load_policy(find_policies(root, (policy,))[0], root)
    found = suggestions(source, root)
    if not found:
        echo(f"{source.policy.id}: nothing to suggest; its cases have them all", err=True)
    elif write:
        path = write_suggestions(source.policy.id, found, root)
        echo(f"wrote {how_many(len(found), 'case')} into {path}; confirm each of them")
    else:
        echo(suggested_text(source.policy.id, found).removesuffix("\n"))

"""The command line. Exit codes: 0 fine, 1 the source has errors, 2 wrong command line, 3 program or machine failed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import click

from generator.cli.build import build, verify, watch
from generator.cli.cases import cases, test
from generator.cli.change import approve, diff, revise
from generator.cli.codes import codes
from generator.cli.eject import eject
from generator.cli.imports import import_group
from generator.cli.options import ROOT, chosen_root
from generator.cli.pdf import form, inspect
from generator.cli.start import new, publisher
from generator.failures import failure, is_interrupt, wants_traceback
from generator.files.repository import for_person
from generator.printable import echo, printable
from generator.problem import Problem, SourceProblems


class Command(click.Group):
    """Turns every failure into a message and an exit code; a user never sees a traceback."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Reject empty values anywhere: none has a meaning, and a script's unset variable produces one."""
        for place, word in enumerate(args):
            if not word.strip() or re.fullmatch(r"--[a-z-]+=\s*", word):
                name = word.strip().rstrip("=") or (args[place - 1] if place and args[place - 1][:1] == "-" else "")
                raise click.UsageError(f"{name or 'an argument'} is empty", context)
        return super().parse_args(context, args)

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except SourceProblems as error:
            _print_problems(error.problems, chosen_root(context))
            context.exit(error.code)
        except click.ClickException as error:
            error.message = printable(error.message)  # type: ignore[misc]  # final for click, which prints it raw
            raise
        except (click.exceptions.Exit, click.Abort):
            raise
        except (Exception, KeyboardInterrupt) as error:
            if is_interrupt(error):
                echo("\npolicypress: stopped; existing documents are unchanged", err=True)
                context.exit(130)
            if wants_traceback(error):
                raise
            echo(f"policypress: {failure(error)}", err=True)
            context.exit(3)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, each with its full first sentence; click would truncate it at the line width."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, self.commands[name].get_short_help_str(limit=200)) for name in self.list_commands(context)]
            )


@click.group(cls=Command, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="policypress", prog_name="policypress")
def main() -> None:
    """One YAML file per health-payer policy, rendered into the documents that people sign.

    \b
    policypress check            read every policy and report problems, each at its line
    policypress build            check, then render every document into build/

    Exit codes: 0 fine; 1 the source has errors; 2 the command line is wrong; 3 the program or machine failed.
    """


main.add_command(build)
main.add_command(verify)
main.add_command(watch)
main.add_command(inspect)
main.add_command(form)
main.add_command(diff)
main.add_command(test)
main.add_command(cases)
main.add_command(codes)
main.add_command(revise)
main.add_command(approve)
main.add_command(new)
main.add_command(publisher)
main.add_command(eject)
main.add_command(import_group)


@main.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="How problems are written.",
)
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@ROOT
def check(root: Path, files: tuple[str, ...], output_format: str, strict: bool) -> None:
    """Read the policies and report every problem at its line; writes nothing.

    FILE is a policy's file or id; if none is given, all policies are checked.
    """
    from generator.rules.checking import check_files
    from generator.rules.report import render
    from generator.wording.phrases import how_many

    try:
        checked, problems = check_files(root, files, date.today())
    except SourceProblems as error:  # there are no policies to check: a machine-readable report says so too
        if output_format == "text":
            raise
        checked, problems = 0, error.problems
    text = render(problems, output_format, root)
    if text:
        echo(text, workflow_commands=output_format == "github")
    errors = sum(problem.severity == "error" for problem in problems)
    if output_format == "text":
        counts = [
            how_many(checked, "policy", "policies") + " checked:",
            how_many(errors, "error") + ",",
            how_many(len(problems) - errors, "warning"),
        ]
        echo(" ".join(counts), err=True)
    if errors or (strict and problems):
        raise click.exceptions.Exit(1)


@main.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Explain a rule, such as CODE-003, with a bad and a good example."""
    from generator.rules import explain as explain_rule

    try:
        echo(explain_rule(rule))
    except KeyError:
        raise click.UsageError(f"there is no rule {rule}; docs/rules.md lists them all") from None


def _print_problems(problems: list[Problem], root: Path) -> None:
    for problem in problems:
        echo(str(for_person(problem, root)), err=True)

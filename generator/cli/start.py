"""Commands that create something from a shipped example: a policy, a publisher."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path

import click

from generator.cli.options import ROOT, plain_option
from generator.printable import echo


@click.command()
@click.argument("name", metavar="ID")
@click.option("--title", metavar="TEXT", callback=plain_option, help="Title of the policy.")
@ROOT
def new(root: Path, name: str, title: str | None) -> None:
    """Create a policy: a file that is ready to build and explains itself."""
    from generator.lifecycle.scaffold import write_policy

    path = write_policy(name, title, root, date.today())
    at = _at(root)
    echo(f"wrote {path}\nnext: edit it, then `policypress check {name}{at}` and `policypress build {name}{at}`")
    if title is None:
        echo("its title is derived from the id; correct it if it contains an abbreviation")


def _at(root: Path) -> str:
    """Return the option that the next command needs to find the same root."""
    return "" if root == Path(".") else f" --root {shlex.quote(str(root))}"


@click.group()
def publisher() -> None:
    """Publishers: who issues documents."""


@publisher.command("new")
@click.argument("name", metavar="ID")
@click.option("--name", "title", metavar="TEXT", callback=plain_option, help="Name as printed.")
@ROOT
def new_publisher(root: Path, name: str, title: str | None) -> None:
    """Create a publisher from the model publisher."""
    from generator.lifecycle.scaffold import write_publisher

    path = write_publisher(name, title, root)
    echo(
        f"wrote {path}\nnext: edit it, name it in an edition (`publisher: {name}`), then `policypress check{_at(root)}`"
    )

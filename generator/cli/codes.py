"""The command on code sets: codes update."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from generator.cli.options import ROOT
from generator.printable import echo


@click.group()
def codes() -> None:
    """The codes of policies and the releases that they come from."""


@codes.command()
@click.argument("policies", nargs=-1, metavar="[POLICY]...")
@click.option("--from", "old", metavar="DAY", help="First day of the older release; the one that each policy uses.")
@click.option("--to", "new", metavar="DAY", help="First day of the newer release; the newest one available.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the changes are written.",
)
@ROOT
def update(root: Path, policies: tuple[str, ...], old: str | None, new: str | None, output_format: str) -> None:
    """List what a newer ICD-10-CM release changes in the codes of policies, as YAML to accept; writes nothing.

    Codes that are deleted, split, or re-described, and new codes in the same categories. A release is named by its
    first day, such as 2026-10-01; apart from the included one, its files are in policy/icd10cm/DAY/. POLICY is an id
    or a file; without any, all policies are compared.
    """
    from generator.lifecycle.code_update import available_releases, policy_updates
    from generator.lifecycle.code_update_report import as_json, as_text, summary

    releases = available_releases(root)
    known = {release.release: release for release in releases}
    for option, day in (("--from", old), ("--to", new)):
        if day is not None and day not in known:
            raise click.BadParameter(f"{day} is not available; available: {', '.join(known)}", param_hint=option)
    first, last = known[old] if old else None, known[new] if new else releases[-1]
    if first and first.release >= last.release:
        raise click.UsageError(f"--from {first.release} is not before the release of {last.release}")
    updates = policy_updates(root, policies, releases, first, last, date.today())
    if output_format == "json":
        echo(as_json(updates))
        return
    if text := as_text(updates):
        echo(text.removesuffix("\n"))
    for item in updates:
        echo(summary(item), err=True)

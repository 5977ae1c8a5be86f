"""The commands that change a policy under control: diff, revise, approve, new."""

from __future__ import annotations

from pathlib import Path

import click

ROOT = click.option("--root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("."),
                    show_default="here", help="Folder that holds policy/ (and, if it has one, templates/).")


@click.command()
@click.argument("old")
@click.argument("new", required=False, default="working tree", metavar="[NEW]")
@click.option("--policy", "policies", multiple=True, metavar="ID", help="Only this policy; may be repeated.")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True,
              help="How the changes are written.")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write a redline of the coverage policy too.")
@click.option("--edition", metavar="ID", help="Edition of the redline.  [default: the first]")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when there is a change.")
@ROOT
def diff(root: Path, old: str, new: str, policies: tuple[str, ...], form: str, pdf: Path | None, edition: str | None,
         exit_code: bool) -> None:
    """Say what changed between two versions of a policy, and whom each change helps or hurts.

    OLD and NEW are files, REV:path, or git revisions; without NEW, OLD is compared with the files as they stand now.
    Each change is restrictive, expansive, editorial, or for a human to decide, with the reason.
    """
    from generator.diff import compare, report
    from generator.diff.sources import find_versions

    versions = find_versions(old, new, root, policies)
    both = [item for item in versions if item.old and item.new]
    found = [(item.policy, compare(item.old, item.new)) for item in both if item.old and item.new]
    if form == "json":
        click.echo(report.as_json(found))
    else:
        write = report.as_text if form == "text" else report.as_markdown
        for title, changes in found:
            click.echo(write(title, changes))
        for item in versions:
            if not (item.old and item.new):
                click.echo(f"{item.policy}: new policy" if item.new else f"{item.policy}: the policy was removed")
        if not versions:
            click.echo("no change")
    if pdf is not None:
        if len(both) != 1 or both[0].old is None or both[0].new is None:
            raise click.UsageError("--pdf needs one changed policy; choose it with --policy ID")
        from generator.diff.redline import write_redline

        write_redline(both[0].old, both[0].new, found[0][1], root, pdf, edition)
        click.echo(f"built {pdf}", err=True)
    if exit_code and (len(versions) > len(both) or any(changes for _, changes in found)):
        raise click.exceptions.Exit(1)


def register(group: click.Group) -> None:
    """Add the commands to the command line."""
    for command in (diff,):
        group.add_command(command)

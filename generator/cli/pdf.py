"""Commands that read finished PDFs, which anyone may have written: `inspect` and `form read`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from generator.pdf.confined import UnreadablePdf, read_confined
from generator.printable import echo, one_line

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.command()
@_FILE
def inspect(file: Path) -> None:
    """Show what a PDF is, from which source it was rendered, and whether it conforms to PDF/UA-1 and PDF/A-3.

    The exit code is 1 if it does not conform, or if the file cannot be read as a PDF.
    """
    about = _read("generator.pdf.summary", file)
    echo(f"title       {one_line(about['title'])}")
    echo(f"pages       {about['pages']}{', fillable form' if about['form'] else ''}")
    echo(f"sha256      {about['sha256']}")
    echo(f"source      {about['source'] or 'none attached'}")
    if about["policy"]:
        echo(f"policy      {one_line(about['policy'])}")
    echo(
        f"validation  {', '.join(about['profiles'])}: {'conforms' if about['passed'] else 'does not conform'} "
        f"({about['validator']})"
    )
    for finding in about["findings"]:
        echo(f"    {one_line(finding)}")
    if not about["passed"]:
        raise click.exceptions.Exit(1)


@click.group()
def form() -> None:
    """Work with completed forms."""


@form.command("read")
@_FILE
@click.option(
    "--issued",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The form as issued; FILE may differ from it only in its answers.",
)
def read(file: Path, issued: Path | None) -> None:
    """Print the answers in a completed form as JSON, and report what is missing or inconsistent.

    If the form asks for criteria, it also shows what the answers imply under the policy's logic. The exit code is 1 if
    required answers are missing, if answers contradict each other or the determination, if the file is not a form of
    this kind, or if its pages do not show what it contains. The criteria are those attached to the file, and a file can
    be changed: if anything is decided based on the answers, use --issued to supply the form as issued.
    """
    filled = _read("generator.forms.confined", file, *([issued] if issued else []))
    echo(json.dumps(filled, indent=1, ensure_ascii=False))

    def say(text: str) -> None:
        echo(f"{one_line(file)}: {one_line(text)}", err=True)

    for item in filled["unanswered"]:
        say(f"missing: {item['label']}")
    for item in filled["bad_dates"]:
        say(f"not a date (MM/DD/YYYY): {item['label']}")
    for item in filled["bad_values"]:
        say(f"not {item['expected']}: {item['label']}")
    if criteria := filled["criteria"]:
        source = "the form as issued" if issued else "the file itself"
        say(
            f"evaluated using the criteria of {source}: {criteria['policy']}, version {criteria['version']}, "
            f"sha256 {criteria['sha256']}"
        )
    if outcome := filled["outcome"]:
        say(f"the answers imply: {outcome['implied'].replace('-', ' ')} ({'; '.join(outcome['because'])})")
        for conflict in outcome["conflicts"]:
            say(f"conflict: {conflict}")
    if filled["unjudged"]:
        say("the file does not contain its criteria, so the answers were not evaluated")
    if not filled["complete"]:
        raise click.exceptions.Exit(1)


def _read(reader: str, *files: Path) -> dict[str, Any]:
    try:
        return read_confined(reader, *files)
    except UnreadablePdf as error:
        echo(f"{one_line(files[0])}: {one_line(error)}", err=True)
        raise click.exceptions.Exit(1) from None

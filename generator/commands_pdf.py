"""Commands that read finished PDFs: `inspect` and `form read`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import click

from generator.printable import echo
from generator.problem import MachineProblem

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.command()
@_FILE
def inspect(file: Path) -> None:
    """Say what a PDF is, from which source it was rendered, and whether it conforms to PDF/UA-1 and PDF/A-3."""
    import pikepdf

    from generator.attachments import CRITERIA, SOURCE
    from generator.pdf.inspect import validation_report

    data = file.read_bytes()
    try:
        with pikepdf.open(file) as pdf:
            pages, title = len(pdf.pages), str(pdf.docinfo.get("/Title", "not stated"))
            is_form = "/AcroForm" in pdf.Root
            carried = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
    except pikepdf.PdfError as error:
        raise MachineProblem(f"{file} cannot be read as a PDF: {error}") from None
    echo(f"title       {title}\npages       {pages}{', fillable form' if is_form else ''}")
    echo(f"sha256      {hashlib.sha256(data).hexdigest()}")
    source = carried.get(SOURCE)
    echo(f"source      {hashlib.sha256(source).hexdigest() if source else 'none attached'}")
    if CRITERIA in carried:
        about = json.loads(carried[CRITERIA])
        echo(f"policy      {about['policy']}, version {about['version']}")
    report = validation_report(data, form=is_form)
    echo(f"validation  {', '.join(report.profiles)}: {'conforms' if report.passed else 'does not conform'} "
               f"({report.validator} {report.version})")
    for finding in report.findings:
        echo(f"    {finding}")
    if not report.passed:
        raise click.exceptions.Exit(1)


@click.group()
def form() -> None:
    """Work with filled forms."""


@form.command("read")
@_FILE
def read(file: Path) -> None:
    """Print the answers of a filled form as JSON, and name what is missing or does not fit together.

    Where the form asks for criteria, it says what the answers imply by the policy's logic. Exit code 1 when required
    answers are missing, when answers contradict each other or the determination, or when the file is not a form of
    this kind.
    """
    from generator.forms import UnreadableForm, read_form

    try:
        filled = read_form(file)
    except UnreadableForm as error:
        echo(f"{file}: {error}", err=True)
        raise click.exceptions.Exit(1) from None
    echo(json.dumps(filled.to_json(), indent=1, ensure_ascii=False))
    for item in filled.unanswered:
        echo(f"{file}: missing: {item.label}", err=True)
    for item in filled.bad_dates:
        echo(f"{file}: not a date (MM/DD/YYYY): {item.label}", err=True)
    if filled.outcome:
        because = "; ".join(filled.outcome.because)
        echo(f"{file}: the answers imply: {filled.outcome.implied.replace('-', ' ')} ({because})", err=True)
        for conflict in filled.outcome.conflicts:
            echo(f"{file}: conflict: {conflict}", err=True)
    if not filled.complete:
        raise click.exceptions.Exit(1)

"""Options that commands share: which folder holds the policies, which PDF is written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from generator.files.reading import is_there, open_file

_KEY = "policypress.root"


def _remember(context: click.Context, _: click.Parameter, root: Path) -> Path:
    context.meta[_KEY] = root
    return root


def chosen_root(context: click.Context) -> Path:
    """Return the root of the command that ran in this context, for messages after it failed."""
    root: Path = context.meta.get(_KEY, Path("."))
    return root


ROOT = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("."),
    show_default="here",
    callback=_remember,
    help="Folder that contains policy/ (and, optionally, templates/).",
)


class PdfToWrite(click.Path):
    """An output file for a PDF: new, or an existing PDF. Any other file, or a link, is probably a mistake."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        """Return the path."""
        path = Path(os.fsdecode(super().convert(value, param, context)))
        if is_there(path) and (path.is_symlink() or not _is_pdf(path)):
            self.fail(f"{path} already exists and is not a PDF; choose another file, or delete it", param, context)
        return path


def _is_pdf(path: Path) -> bool:
    try:
        with open_file(path) as file:
            return file.read(5) == b"%PDF-"
    except OSError:
        return False


def plain_option(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Return the text of an option as it is stored, or report what is wrong with it."""
    from generator.model.votes import plain_words

    try:
        return None if value is None else plain_words(value)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option.opts[0]) from None

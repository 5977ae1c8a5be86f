"""The option that most commands take: which folder holds the policies."""

from __future__ import annotations

from pathlib import Path

import click

_KEY = "policypress.root"


def _remember(context: click.Context, _: click.Parameter, root: Path) -> Path:
    context.meta[_KEY] = root
    return root


def chosen_root(context: click.Context) -> Path:
    """Return the root of the command that ran in this context, for what is said after it failed."""
    return context.meta.get(_KEY, Path("."))


ROOT = click.option("--root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("."),
                    show_default="here", callback=_remember,
                    help="Folder that holds policy/ (and, if it has one, templates/).")

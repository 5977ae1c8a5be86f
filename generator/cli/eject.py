"""The command that copies a shipped template for editing."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from generator.cli.options import ROOT
from generator.files.links import place_to_write
from generator.files.paths import publisher_templates, templates_dir
from generator.files.reading import is_there
from generator.files.writing import write_whole
from generator.printable import echo
from generator.problem import SourceProblems
from generator.source.publishers import links_out, publisher_names

_EJECTED = {".j2", ".css"}
_FONTS = {"styles/fonts.css", "styles/fonts-world.css"}  # they refer to font files in the same folder


@click.command()
@click.argument("name", required=False)
@click.option(
    "--publisher", metavar="ID", help="Only for this publisher's documents; otherwise for all documents of this root."
)
@ROOT
def eject(root: Path, publisher: str | None, name: str | None) -> None:
    """Copy a shipped template or style for editing; the copy is used in its place.

    NAME is a path such as components/masthead.html.j2; without it, all names are listed. A publisher's copy
    (policy/publishers/ID/templates/) takes precedence over the root's (templates/), and that over the shipped file.
    """
    names = template_names()
    if name is None:
        echo("\n".join(names))
        return
    if name not in names:
        close = difflib.get_close_matches(name, names, 3, 0.5)
        raise click.UsageError(
            f"there is no template {name}; "
            + (f"did you mean {' or '.join(close)}?" if close else "`policypress eject` lists them")
        )
    if publisher is not None and publisher not in publisher_names(root):
        raise click.UsageError(f"there is no publisher {publisher}; available: {', '.join(publisher_names(root))}")
    target = (publisher_templates(publisher, root) if publisher else root / "templates") / name
    if is_there(target):
        raise click.UsageError(f"{target} already exists; edit or delete it")
    if outside := links_out(root):
        raise SourceProblems(outside)
    write_whole(place_to_write(target, root), (templates_dir() / name).read_bytes(), below=root.resolve())
    echo(f"copied to {target}")


def template_names() -> list[str]:
    """Return the names of the templates and styles that can be overridden."""
    folder = templates_dir()
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in _EJECTED)
    return sorted(name for name in names if name not in _FONTS)

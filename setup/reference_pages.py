"""Writes what the docs take from the program itself (`make docs`): commands and options, modules, keys of a policy."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click
from architecture_page import PICTURE, modules_part, picture
from key_page import keys_part

from generator.cli.main import main as command_line

ROOT = Path(__file__).resolve().parent.parent
MARK = "<!-- what follows is written by `make docs` -->\n"


def commands(command: click.Command, name: str = "policypress") -> Iterator[tuple[str, click.Command]]:
    """Yield every command below a group with its full name, in order of name."""
    if not isinstance(command, click.Group):
        yield name, command
        return
    for key in sorted(command.commands):
        yield from commands(command.commands[key], f"{name} {key}")


def section(name: str, command: click.Command) -> str:
    """Return the section of one command: what it does, its arguments, its options."""
    context = click.Context(command, info_name=name)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    lines = [f"## {name}", "", f"    {usage}", "", *_paragraphs(command.help or ""), ""]
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    if options:
        lines += ["| option | meaning |", "| --- | --- |"]
        lines += [f"| `{_spelling(option)}` | {_cell(option.help or '')} |" for option in options]
    return "\n".join(lines).rstrip() + "\n"


def commands_part() -> str:
    """Return the reference part of docs/commands.md."""
    return "\n".join(section(*pair) for pair in commands(command_line))


PAGES = {"commands.md": commands_part, "architecture.md": modules_part, "keys.md": keys_part}


def page(name: str) -> str:
    """Return a page of docs/ with the part below the mark written anew."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8").split(MARK)[0] + MARK + "\n" + PAGES[name]()


def _paragraphs(text: str) -> list[str]:
    lines: list[str] = []
    for paragraph in inspect.cleandoc(text).split("\f")[0].split("\n\n"):
        verbatim = paragraph.startswith("\b")
        lines += [] if not lines else [""]
        lines += [f"    {line}" for line in paragraph.splitlines()[1:]] if verbatim else [" ".join(paragraph.split())]
    return lines


def _spelling(option: click.Option) -> str:
    names = ", ".join([*option.opts, *option.secondary_opts])
    if option.is_flag or option.count:
        return names
    if isinstance(option.type, click.Choice):
        return f"{names} {' / '.join(map(str, option.type.choices))}"
    return f"{names} {option.metavar or option.type.name.upper()}"


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


if __name__ == "__main__":
    for name in PAGES:
        (ROOT / "docs" / name).write_text(page(name), encoding="utf-8")
    PICTURE.write_text(picture(), encoding="utf-8")

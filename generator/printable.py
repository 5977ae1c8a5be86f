"""What the commands print: one function escapes what could forge a line or steer a terminal or a CI log.

Titles, labels, ids, values and file names come from files that somebody else may have written. Escapes are JSON's, so
that a report in JSON or SARIF that passes through here is still the same data.
"""

from __future__ import annotations

import json
import re

_UNSEEN = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f"  # C0 (but for the line feed), DEL and C1: ESC, CSI, NEL, CR
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f"  # direction, no width, tags
    "\u2028\u2029"  # line and paragraph separator
    "\ud800-\udfff"  # halves of characters: bytes of a file name that are no UTF-8
)
_LINES = re.compile(f"[{_UNSEEN}]")
_LINE = re.compile(f"[\n{_UNSEEN}]")
# GitHub's runner obeys `::name::` where a line begins, and `##[name]` anywhere in it.
_COMMAND = re.compile(r"^( *):(?=:)|#(?=#\[)", re.MULTILINE)


def one_line(text: object) -> str:
    """Return text from a file as part of one line: line breaks and control and invisible characters escaped."""
    return _LINE.sub(_escaped, str(text))


def printable(text: str) -> str:
    """Return lines for a terminal or a log: the same, but line feeds stay, and no line is a workflow command."""
    return _COMMAND.sub(lambda found: f"{found[1] or ''}\\u{ord(found[0][-1]):04x}", _LINES.sub(_escaped, text))


def echo(text: object, *, err: bool = False, workflow_commands: bool = False) -> None:
    """Print lines to standard output or standard error. All that the commands say goes through here.

    `workflow_commands` is for text that holds such commands of our own, with the values in them escaped.
    """
    import click

    click.echo(str(text) if workflow_commands else printable(str(text)), err=err)


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1].replace("\x7f", "\\u007f")

"""The color tokens of the styles, read from the style sheets so that figures follow them."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"--([a-z0-9-]+)\s*:\s*(#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3})\s*[;}]")


def colors(*sheets: str) -> dict[str, str]:
    """Return token name -> `#rrggbb` for CSS texts; later sheets override earlier ones."""
    found = {}
    for sheet in sheets:
        for name, value in _TOKEN.findall(sheet):
            digits = value[1:].lower()
            found[name] = "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
    return found

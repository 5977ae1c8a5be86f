"""The colour tokens of the styles, read from the style sheets so that figures follow them."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"--([a-z0-9-]+)\s*:\s*(#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3})\s*[;}]")


def colours(*sheets: str) -> dict[str, str]:
    """Return token name -> `#rrggbb` of CSS texts; later sheets win."""
    found = {}
    for sheet in sheets:
        for name, value in _TOKEN.findall(sheet):
            digits = value[1:].lower()
            found[name] = "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
    return found


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colours (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

"""Where the package's own files are, in a checkout and in an installed wheel, and a root's own publishers."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def templates_dir() -> Path:
    """Return the folder of templates, styles, and fonts that ships with policypress."""
    shipped = _PACKAGE / "_templates"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "templates"


def publishers_folder(root: Path) -> Path:
    """Return the folder of a root's own publishers."""
    return root / "policy" / "publishers"


def publisher_templates(name: str, root: Path) -> Path:
    """Return the folder of templates and styles with which a publisher overrides those of the root and the shipped."""
    return publishers_folder(root) / name / "templates"

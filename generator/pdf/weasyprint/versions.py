"""The versions of the libraries whose private functions policypress replaces; with other versions it renders nothing.

A patch that does not fit would fail silently: tags that break at each page, lines without numbers, text that cannot be
searched. pyproject.toml pins the same versions, and a test compares the two.
"""

from __future__ import annotations

import importlib.metadata

from generator.problem import MachineProblem

PATCHED = {"weasyprint": "70.0", "pydyf": "0.13.0", "tinyhtml5": "2.1.0"}


def check_versions() -> None:
    """Raise MachineProblem, with the required versions, if a patched library is installed in another version."""
    found = {name: importlib.metadata.version(name) for name in PATCHED}
    if found != PATCHED:
        installed = ", ".join(f"{name} {version}" for name, version in found.items() if version != PATCHED[name])
        wanted = " ".join(f"{name}=={version}" for name, version in PATCHED.items())
        raise MachineProblem(
            f"policypress cannot render with {installed}. Install the tested versions: pip install {wanted}"
        )

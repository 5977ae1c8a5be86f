"""The system libraries that lay out text: a different version can move a word."""

from __future__ import annotations

import os

_LIBRARIES = (
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
_LIBRARY_FOLDERS = (
    "/usr/local/lib",
    "/usr/lib64",
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/lib",
)


def libraries() -> list[str]:
    """Return the file names, which contain the version, of the system libraries that lay out text."""
    found = []
    for name in _LIBRARIES:
        for folder in _LIBRARY_FOLDERS:
            real = os.path.realpath(os.path.join(folder, name))
            if os.path.isfile(real):
                found.append(os.path.basename(real))
                break
    return found

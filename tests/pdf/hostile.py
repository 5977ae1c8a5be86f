"""Runs a command on a malicious file, and reports how it ended and what it used."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf

MOST_MEMORY = 500  # megabytes, of the largest process
_MEASURE = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, timeout=30)
print(json.dumps([done.returncode, done.stdout.decode(), done.stderr.decode(),
                  resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024]))
"""


def run(*arguments: str | Path, cwd: Path | None = None) -> tuple[int, str, str]:
    """Return exit code, output and errors of the command; no traceback, and memory within bounds."""
    command = [sys.executable, "-P", "-m", "generator", *map(str, arguments)]
    measured = subprocess.run(
        [sys.executable, "-P", "-c", _MEASURE, *command],
        cwd=cwd,
        timeout=60,
        capture_output=True,
        check=True,
        text=True,
    )
    code, output, errors, megabytes = json.loads(measured.stdout)
    assert "Traceback" not in output + errors
    assert megabytes < MOST_MEMORY
    return code, output, errors


def changed(data: bytes, change: Callable[[pikepdf.Pdf], object], **saving: object) -> bytes:
    """Return a PDF after a change; its streams stay packed as they are."""
    with pikepdf.open(io.BytesIO(data)) as document:
        change(document)
        target = io.BytesIO()
        saving.setdefault("stream_decode_level", pikepdf.StreamDecodeLevel.none)
        document.save(target, compress_streams=False, **saving)
    return target.getvalue()


@cache
def zeros(megabytes: int) -> bytes:
    """Return that many megabytes of zeros, packed by deflate to a thousandth."""
    packer, block = zlib.compressobj(9), bytes(1 << 20)
    return b"".join([*(packer.compress(block) for _ in range(megabytes)), packer.flush()])


def packed(document: pikepdf.Pdf, data: bytes, **keys: object) -> pikepdf.Object:
    """Return a stream of data that deflate has packed."""
    return document.make_indirect(pikepdf.Stream(document, data, Filter=pikepdf.Name.FlateDecode, **keys))


def attach(document: pikepdf.Pdf, name: str, data: bytes) -> None:
    """Attach packed data under a name."""
    document.attachments[name] = pikepdf.AttachedFileSpec(document, b"", filename=name)
    files = document.attachments[name].obj.EF
    files.F = files.UF = packed(document, data)

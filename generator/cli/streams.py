"""The command's standard input, output, and error, whatever their state: closed, full, or a pipe without a reader.

A reader that stops reading (`policypress check | head -1`) does not stop the command: it ends with its own exit code,
and the rest of its output is discarded. A full disk behind the output is a failure. Characters that the output's
encoding lacks are written as JSON escapes, so that a report remains valid.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Output(io.FileIO):
    """A file descriptor for output; after an error it is redirected to the null device."""

    gone = False

    def write(self, data: ReadableBuffer, /) -> int:
        """Write bytes; if the reader is gone, they count as written. Raises OSError that names the stream."""
        try:
            return super().write(data)
        except OSError as error:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, self.fileno())
            os.close(null)
            if error.errno == errno.EPIPE:
                self.gone = True
                return memoryview(data).nbytes
            name = "standard output" if self.fileno() == 1 else "standard error"
            raise OSError(error.errno, error.strerror, name) from None


def prepare() -> None:
    """Replace Python's streams with the command's own; once, before any output."""
    for wanted in (0, 1, 2):
        try:
            os.fstat(wanted)
        except OSError:  # closed by the caller: the next file opened would take its number and receive our output
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    codecs.register_error("as-json", _as_json)
    sys.stdin = sys.stdin or open(0, closefd=False)  # noqa: SIM115
    sys.stdout, sys.stderr = _stream(1, sys.stdout), _stream(2, sys.stderr)


def flush() -> None:
    """Write out what is still buffered. Raises OSError."""
    sys.stdout.flush()
    sys.stderr.flush()


def reader_is_gone() -> bool:
    """Return whether nobody reads the output: a command that would run forever ends then."""
    return any(
        getattr(getattr(getattr(stream, "buffer", None), "raw", None), "gone", False)
        for stream in (sys.stdout, sys.stderr)
    )


def _stream(number: int, python: TextIO | None) -> io.TextIOWrapper:
    output = Output(number, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(output),
        encoding=(python and python.encoding) or "utf-8",
        errors="as-json",
        line_buffering=number == 2 or output.isatty(),
    )


def _as_json(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    import json

    return json.dumps(error.object[error.start : error.end])[1:-1], error.end

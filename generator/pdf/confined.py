"""The only way to read a PDF from somebody else: in a separate process, within limits.

    found = read_confined("generator.forms.confined", path)

A PDF can be crafted to fill the memory, to run forever, or to crash the library that parses it. The process that opens
it has limited memory and time, writes no file, and returns JSON on standard output. Whatever happens to it, the caller
gets that JSON or a one-line message.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generator.problem import MachineProblem

_MAX_BYTES = 64 << 20  # of the file; a form or document has less than a hundredth of that
_MAX_MEMORY = 400 << 20  # of the reader: everything that it maps
_MAX_SAID = 16 << 20  # bytes of the answer
_SECONDS, _CPU_SECONDS = 8.0, 7
_FAILED, _CANNOT_START, _NO_MEMORY = 10, 11, 12
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop(1)); from generator.pdf.confined import serve; serve()"
)


class UnreadablePdf(Exception):
    """The file cannot be read as what it should be; the message tells the user why, in one line."""


def read_confined(module: str, *paths: Path) -> dict[str, Any]:
    """Return what the function `answer` of one of our modules returns for the PDFs, as plain data.

    Takes the module's name and the files, which its `answer` receives as bytes. Raises UnreadablePdf when a file cannot
    be read, is larger than 64 MB, is not a regular file, or cannot be processed within 400 MB and 8 seconds;
    MachineProblem when the reader cannot be started.
    """
    files = [_open(path) for path in paths]
    try:
        with tempfile.TemporaryFile() as said:
            return _result(_run(module, files, said), said)
    finally:
        for file in files:
            os.close(file)


def _open(path: Path) -> int:
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        raise UnreadablePdf(f"the file cannot be read: {error.strerror or error}") from None
    about = os.fstat(file)
    wrong = (
        "it is not a regular file"
        if not stat.S_ISREG(about.st_mode)
        else f"it is larger than {_MAX_BYTES >> 20} MB"
        if about.st_size > _MAX_BYTES
        else ""
    )
    if wrong:
        os.close(file)
        raise UnreadablePdf(f"the file cannot be read: {wrong}")
    return file


def _run(module: str, files: list[int], said: Any) -> int | None:
    """Run the reader and return its exit code, or None when it took too long."""
    # The caller's modules, but never those in the working folder.
    here = os.getcwd()
    places = [place for place in sys.path if place and os.path.realpath(place) != here]
    places.append(str(Path(__file__).parent.parent.parent))
    command = [sys.executable, "-I", "-c", _START, json.dumps(places), module, *map(str, files)]
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.DEVNULL,
            pass_fds=files,
            env={**os.environ, "MALLOC_ARENA_MAX": "1"},
        )
    except OSError as error:
        raise MachineProblem(f"the PDF reader cannot be started: {error.strerror or error}") from None
    try:
        return process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _result(code: int | None, said: Any) -> dict[str, Any]:
    said.seek(0)
    text = said.read(_MAX_SAID + 1)
    if code == _FAILED:
        raise UnreadablePdf(text.decode("utf-8", "replace"))
    if code == _CANNOT_START:
        raise MachineProblem(f"the PDF reader cannot be started: {text.decode('utf-8', 'replace')}")
    if code is None or -(code or 0) in (_signal("SIGXCPU"), _signal("SIGKILL")):
        raise UnreadablePdf("the file cannot be read: it takes longer than any form or document of this kind")
    if code == _NO_MEMORY:
        raise UnreadablePdf("the file cannot be read: it takes more memory than any form or document of this kind")
    try:
        if code:
            raise ValueError
        result: dict[str, Any] = json.loads(text)
    except ValueError:
        raise UnreadablePdf("the file cannot be read: it is damaged or malicious") from None
    return result


def _signal(name: str) -> int:
    import signal

    return getattr(signal, name, 0)


def serve() -> None:
    """Act as the reader: limit this process, read the files, print the answer. Called in the separate process."""
    import importlib

    module, *files = sys.argv[1:]
    try:
        answer: Callable[..., dict[str, Any]] = importlib.import_module(module).answer
        _bound()
    except Exception as error:
        _end(_CANNOT_START, f"{type(error).__name__}: {error}")
    try:
        contents = []
        for file in files:
            with open(int(file), "rb") as opened:
                contents.append(opened.read(_MAX_BYTES + 1))
        text = json.dumps(answer(*contents))
    except UnreadablePdf as error:
        _end(_FAILED, str(error))
    except MemoryError:
        _end(_NO_MEMORY, "")
    except Exception as error:
        if "alloc" in str(error):  # the library's std::bad_alloc, passed on
            _end(_NO_MEMORY, "")
        _end(_FAILED, f"the file cannot be read: it is damaged ({type(error).__name__})")
    _end(0, text)


def _bound() -> None:
    import resource

    for limit, most in (
        (resource.RLIMIT_AS, _MAX_MEMORY),
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_FSIZE, _MAX_SAID),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (most, most))


def _end(code: int, text: str) -> None:
    """Print and exit immediately: the objects of a malicious file may crash or hang while they are destroyed."""
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.flush()
    os._exit(code)

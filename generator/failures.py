"""How the program or machine failed, in a line or two; never a traceback. Imports little: much may have failed."""

from __future__ import annotations

import errno
import os

from generator.problem import MachineProblem

_NO_MEMORY = "there is not enough memory for this; give the program more, or build with --jobs 1"
_SAY_NO_MEMORY = ("cannot allocate memory", "failed to map segment", "can't start new thread", "out of memory")


def failure(error: BaseException) -> str:
    """Return how the program or machine failed; a defect of ours says how to see where."""
    if isinstance(error, MachineProblem):
        return str(error)
    if _is_no_memory(error):
        return _NO_MEMORY
    if isinstance(error, OSError):
        return _of_system(error)
    if isinstance(error, RecursionError):
        return "the source is nested deeper than this program can follow"
    if isinstance(error, ImportError):
        return f"the installation is not whole: {error}; install policypress again"
    return (
        f"internal error: {type(error).__name__}: {error}\n    set POLICYPRESS_DEBUG=1 to see where; please report it"
    )


def is_interrupt(error: BaseException) -> bool:
    """Return whether a Ctrl-C stopped the program; one that meets pydantic arrives as an error that quotes it."""
    of_pydantic = type(error).__module__.startswith("pydantic_core")
    return isinstance(error, KeyboardInterrupt) or (of_pydantic and "KeyboardInterrupt" in str(error))


def wants_traceback(error: BaseException) -> bool:
    """Return whether the person who runs this asked to see where a defect of ours arose."""
    return bool(os.environ.get("POLICYPRESS_DEBUG")) and not isinstance(error, MachineProblem | OSError)


def _of_system(error: OSError) -> str:
    said = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
    # What is written as a document is rendered has no name to tell.
    if not said and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        import tempfile

        return f"{error.strerror or error}; temporary files are in {tempfile.gettempdir()}"
    return f"{said}{error.strerror or error}"


def _is_no_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return True
    said = str(error).lower()
    return isinstance(error, ImportError | RuntimeError | OSError) and any(part in said for part in _SAY_NO_MEMORY)

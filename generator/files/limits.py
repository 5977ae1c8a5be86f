"""Bounds on time and memory for work whose cost somebody else decides, such as a template."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any

if sys.platform != "win32":
    import resource


class TimeLimit(Exception):
    """A block took more processor time than it may; raised where it was at work."""


@contextlib.contextmanager
def bounded(seconds: float, megabytes: int) -> Iterator[None]:
    """Bound what a block may take; it raises TimeLimit or MemoryError where it takes more.

    Time is that of the processor, so that a busy machine refuses nothing. Python code is interrupted; native code that
    never comes back to Python is not, and ends the process by SIGVTALRM after twice the time and a second. Only the
    main thread can be interrupted, and memory is bounded on Linux only.
    """
    with contextlib.ExitStack() as stack:
        _bound_memory(megabytes * 2**20, stack)
        if threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer"):
            _bound_time(seconds, stack)
        yield


def _bound_memory(size: int, stack: contextlib.ExitStack) -> None:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            most = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE") + size
    except OSError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    bounds = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([most, *bounds]), hard))
    stack.callback(resource.setrlimit, resource.RLIMIT_AS, (soft, hard))


def _bound_time(seconds: float, stack: contextlib.ExitStack) -> None:
    def interrupt(*_: Any) -> None:
        raise TimeLimit(f"it takes more than {seconds:g} seconds of processor time")

    stack.callback(signal.signal, signal.SIGPROF, signal.signal(signal.SIGPROF, interrupt))
    # again and again: code that answers every exception, as Jinja's filters do, may swallow the first
    stack.callback(signal.setitimer, signal.ITIMER_PROF, *signal.setitimer(signal.ITIMER_PROF, seconds, 0.5))
    stack.callback(signal.setitimer, signal.ITIMER_VIRTUAL, *signal.setitimer(signal.ITIMER_VIRTUAL, 2 * seconds + 1))

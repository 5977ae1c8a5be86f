"""Limits on time and memory for work whose cost somebody else controls, such as a template."""

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
    """A block exceeded its processor time limit; raised at the point of execution."""


@contextlib.contextmanager
def bounded(seconds: float, megabytes: int) -> Iterator[None]:
    """Limit the time and memory of a block; it raises TimeLimit or MemoryError when it exceeds them.

    Time is processor time, so that a busy machine causes no failures. Python code is interrupted; native code that
    never returns to Python is not, and the process is ended by SIGVTALRM after twice the time plus one second. Only the
    main thread can be interrupted, and memory is limited only on Linux.
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
    # repeatedly: code that catches every exception, as Jinja's filters do, may swallow the first
    stack.callback(signal.setitimer, signal.ITIMER_PROF, *signal.setitimer(signal.ITIMER_PROF, seconds, 0.5))
    stack.callback(signal.setitimer, signal.ITIMER_VIRTUAL, *signal.setitimer(signal.ITIMER_VIRTUAL, 2 * seconds + 1))

"""Bounds of time and memory: what is below them is not noticed, and afterwards all is as it was."""

from __future__ import annotations

import contextlib
import resource
import signal
import subprocess
import sys
import threading
import time

import pytest

from generator.files.limits import TimeLimit, bounded


def burn(seconds: float) -> None:
    """Use processor time, whatever else the machine does."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def set_now() -> tuple:
    timers = [signal.getitimer(which)[0] > 0 for which in (signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)]
    return resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGPROF), timers


def test_time_on_both_sides():
    before = set_now()
    with bounded(2, 100):
        burn(0.1)
    with pytest.raises(TimeLimit, match=r"it takes more than 0\.1 seconds"), bounded(0.1, 100):
        burn(60)
    assert set_now() == before


def test_memory_on_both_sides():
    before = set_now()
    with bounded(9, 200):
        assert len(bytearray(100 << 20)) == 100 << 20
    with pytest.raises(MemoryError), bounded(9, 200):
        bytearray(300 << 20)
    assert set_now() == before


def test_code_that_answers_every_exception_is_interrupted_again():
    with pytest.raises(TimeLimit), bounded(0.1, 100):
        with contextlib.suppress(Exception):
            burn(60)
        burn(60)


def test_another_thread_has_its_memory_bounded_and_sets_no_timers():
    failed = []

    def work() -> None:
        try:
            with bounded(0.1, 100):
                burn(0.3)
                bytearray(300 << 20)
        except BaseException as error:
            failed.append(type(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert failed == [MemoryError]


def test_native_code_that_never_returns_ends_the_process():
    """Two nested lists that differ at the bottom only: comparing them takes 2 ** 60 steps, none of them in Python."""
    code = (
        "from generator.files.limits import bounded\na, b = [1], [2]\nfor _ in range(60): a, b = [a, a], [b, b]\n"
        "b[0] is a\nx, y = [0], [0]\nfor _ in range(60): x, y = [x, x], [y, y]\n"
        "with bounded(0.2, 100): x == y"
    )
    done = subprocess.run([sys.executable, "-c", code], timeout=120, capture_output=True, check=False)
    assert done.returncode == -signal.SIGVTALRM

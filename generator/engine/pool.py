"""Worker processes with the interface of `concurrent.futures.Executor`, made for native code that may crash.

The standard ProcessPoolExecutor drops every waiting task when one worker dies and cannot tell which task caused it.
Here each worker has its own pipe and a thread that feeds it: a death belongs to one task, and the others go on.

Workers are forked from multiprocessing's fork server, which has imported what rendering needs: importing it once
(0.4 s) serves all workers, a replaced worker starts in milliseconds, the modules' memory is shared, and no process is
ever forked from one that runs threads or holds the output folder's lock (a plain fork of the build would do both).
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import multiprocessing.forkserver
import multiprocessing.resource_tracker
import os
import signal
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from generator.files.working_folder import leave_out_of_children

# For workers that only render, and for those that also read and plan policies (17 MiB and 0.4 s more).
_RENDERING, _PLANNING = "generator.engine.preload", "generator.engine.preload_planning"
# WeasyPrint and the C libraries under it keep a little memory of every document; a new worker costs 10 ms.
_TASKS_A_WORKER = 100
# When a worker collects garbage, in addition to what rendering collects: when no task has arrived for a moment (between
# the builds of a watch, and while one is planned), or after this many tasks. A worker that exits need not.
_IDLE_SECONDS, _GARBAGE_TASKS = 0.1, 8


# What a signal that ended a worker probably means; the second is that of generator.files.limits.
_MEANS = {"SIGKILL": ", perhaps because it ran out of memory", "SIGVTALRM": ", a template took too long"}


class WorkerDied(Exception):
    """A worker process ended in the middle of a task; the message says how."""


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Task(NamedTuple):
    """A function and its arguments; `family` names the documents that share most of their text with its own."""

    future: Future[Any]
    call: tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
    family: str | None


class _Tasks:
    """The waiting tasks, in order; a document goes to the worker that rendered one like it, if that worker is free.

    That worker has cached its lines, from the same document in an earlier build of a watch or from another edition.
    """

    def __init__(self) -> None:
        self._waiting: list[_Task] = []
        self._homes: dict[str | None, int] = {}
        self._idle: set[int] = set()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, task: _Task) -> None:
        """Add a task."""
        with self._changed:
            self._waiting.append(task)
            self._changed.notify_all()

    def get(self, slot: int) -> _Task | None:
        """Return the next task for a worker, waiting for one; None if there will be no more."""
        with self._changed:
            self._idle.add(slot)
            self._changed.wait_for(lambda: self._choice(slot) is not None or (self._closed and not self._waiting))
            self._idle.remove(slot)
            place = self._choice(slot)
            if place is None:
                return None
            task = self._waiting.pop(place)
            if task.family is not None:
                self._homes[task.family] = slot
            self._changed.notify_all()  # this worker is no longer idle: others may take its documents
            return task

    def _choice(self, slot: int) -> int | None:
        """Return the index of the first task that belongs to this worker, or whose worker is busy."""
        homes = [self._homes.get(task.family, slot) for task in self._waiting]
        if slot in homes:
            return homes.index(slot)
        return next((index for index, home in enumerate(homes) if home not in self._idle), None)

    def clear(self) -> list[_Task]:
        """Take all tasks away and return them."""
        with self._changed:
            waiting, self._waiting = self._waiting, []
            return waiting

    def close(self) -> None:
        """Announce that no more tasks will come."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


class WorkerPool(Executor):
    """Runs `submit`ted functions in worker processes, in the order of submission."""

    def __init__(self, jobs: int | None = None, tasks_a_worker: int = _TASKS_A_WORKER, plans: bool = False):
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([_PLANNING if plans else _RENDERING])
        leave_out_of_children()
        # Its imports run on another core while the build reads the policies.
        multiprocessing.resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # this process handles Ctrl-C
        try:
            multiprocessing.forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        self._tasks = _Tasks()
        self._tasks_a_worker = tasks_a_worker
        self._processes: dict[int, Any] = {}
        self._closed = self._killed = False
        # WeasyPrint copies fonts into a temporary folder, which a worker leaves behind when it ends.
        self._scratch = tempfile.TemporaryDirectory(prefix="policypress-")
        self._threads = [
            threading.Thread(target=self._feed, args=(slot,), daemon=True) for slot in range(jobs or cores())
        ]
        self._started = 0

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a function of a module in a worker; its future fails with WorkerDied if the worker dies."""
        if self._closed:
            raise RuntimeError("the pool is shut down")
        future: Future[Any] = Future()
        self._tasks.put(_Task(future, (function, args, kwargs), getattr(args[0], "family", None) if args else None))
        if self._started < len(self._threads):
            self._threads[self._started].start()
            self._started += 1
        return future

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.shutdown(cancel_futures=kind is not None)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers; with `cancel_futures`, immediately, in the middle of their tasks."""
        if self._closed:
            return
        self._closed = True
        if cancel_futures:
            self._killed = True
            for task in self._tasks.clear():
                task.future.cancel()
            for process in list(self._processes.values()):
                process.kill()
        self._tasks.close()
        if wait:
            for thread in self._threads[: self._started]:
                thread.join()
            self._scratch.cleanup()

    def _feed(self, slot: int) -> None:
        """Give tasks to one worker after another until the pool is shut down."""
        worker, done = None, 0
        while (task := self._tasks.get(slot)) is not None:
            future, call = task.future, task.call
            if not future.set_running_or_notify_cancel():
                continue
            try:
                if worker is None or done >= self._tasks_a_worker:
                    self._end(worker)
                    worker = None  # in case the next one does not start
                    worker, done = self._start(slot), 0
                _, pipe = worker
                pipe.send(call)
                failed, result = pipe.recv()
                done += 1
                if failed:
                    future.set_exception(result)
                else:
                    future.set_result(result)
            except (EOFError, ConnectionError):
                future.set_exception(WorkerDied(_how(worker)))
                worker = None
            except BaseException as error:
                future.set_exception(error)
        self._end(worker)

    def _start(self, slot: int) -> tuple[Any, Connection]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs, self._scratch.name), daemon=True)
        process.start()
        theirs.close()
        self._processes[slot] = process
        if self._killed:  # `shutdown` may have looked before this one existed
            process.kill()
        return process, ours

    @staticmethod
    def _end(worker: tuple[Any, Connection] | None) -> None:
        if worker:
            process, pipe = worker
            pipe.close()  # the worker reads the end of the pipe and exits
            process.join(5)


def _how(worker: tuple[Any, Connection] | None) -> str:
    if worker is None:
        return "before it took the task"  # the fork server died
    process, _ = worker
    process.join(5)
    exitcode = process.exitcode
    if exitcode is None or exitcode >= 0:
        return f"exit code {exitcode}"
    try:
        name = signal.Signals(-exitcode).name
    except ValueError:
        name = f"signal {-exitcode}"
    return name + _MEANS.get(name, "")


def _work(pipe: Connection, scratch: str) -> None:
    """Run in a worker: one task after another until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the build tells its workers itself
    tempfile.tempdir = scratch
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc: returns what C libraries freed, 15 MiB
    gc.disable()
    tasks = 0
    while True:
        try:
            if not pipe.poll(_IDLE_SECONDS) or tasks == _GARBAGE_TASKS:
                gc.collect()
                tasks = 0
            tasks += 1
            function, args, kwargs = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = (False, function(*args, **kwargs))
        except BaseException as error:
            answer = (True, error)
        try:
            pipe.send(answer)
        except (BrokenPipeError, ConnectionError):
            return
        except Exception as error:  # the result or error cannot be pickled
            pipe.send((True, RuntimeError(f"{type(error).__name__}: {error}: {answer[1]!r}")))
        if give_back:
            give_back(0)

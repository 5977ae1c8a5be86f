"""Worker processes: order, errors, deaths, recycling, an end at once."""

from __future__ import annotations

import multiprocessing.forkserver
import os
import signal
import time
from concurrent.futures import Future
from pathlib import Path

import pytest

from generator.engine.pool import WorkerDied, WorkerPool, cores
from generator.engine.rendering import render_all
from generator.engine.tasks import PlannedDocument
from generator.problem import MachineProblem


def double(number: int) -> int:
    return 2 * number


def fail(text: str) -> None:
    raise ValueError(text)


def die(how: int) -> None:
    os.kill(os.getpid(), how)
    time.sleep(10)


def who() -> int:
    return os.getpid()


def not_to_be_pickled() -> object:
    return lambda: None


def test_results_and_errors_come_back():
    with WorkerPool(2) as pool:
        assert list(pool.map(double, range(10))) == list(range(0, 20, 2))
        with pytest.raises(ValueError, match="so"):
            pool.submit(fail, "so").result(30)
        with pytest.raises(RuntimeError, match="pickle"):
            pool.submit(not_to_be_pickled).result(30)
        assert pool.submit(double, 4).result(30) == 8


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (signal.SIGKILL, "SIGKILL"),
        (signal.SIGSEGV, "SIGSEGV"),
        (signal.SIGVTALRM, "SIGVTALRM, a template took too long"),
    ],
)
def test_a_death_belongs_to_its_task_alone(how, said):
    with WorkerPool(2) as pool:
        before = [pool.submit(double, number) for number in range(3)]
        dead = pool.submit(die, how)
        after = [pool.submit(double, number) for number in range(3)]
        with pytest.raises(WorkerDied, match=said):
            dead.result(30)
        assert [future.result(30) for future in before + after] == [0, 2, 4, 0, 2, 4]


def test_workers_are_replaced_after_some_tasks():
    with WorkerPool(1, tasks_a_worker=2) as pool:
        workers = [pool.submit(who).result(30) for _ in range(6)]
    assert len(set(workers)) == 3


def rendered_by(planned: PlannedDocument) -> int:
    time.sleep(0.05)
    return os.getpid()


def test_a_document_goes_to_the_worker_that_rendered_it_before():
    with WorkerPool(3) as pool:
        first = dict(zip("abcdef", pool.map(rendered_by, _planned(*"abcdef")), strict=True))
        assert len(set(first.values())) > 1
        for path in "fedcba":
            while len(pool._tasks._idle) < pool._started:
                time.sleep(0.001)
            assert pool.submit(rendered_by, *_planned(path)).result(30) == first[path]
        assert len(set(pool.map(rendered_by, _planned(*"a" * 12)))) > 1  # but none is idle while tasks wait


def test_a_document_goes_to_the_worker_that_rendered_another_edition():
    with WorkerPool(3) as pool:
        first = dict(zip("abcdef", pool.map(rendered_by, _planned(*"abcdef")), strict=True))
        for kind in "fedcba":
            while len(pool._tasks._idle) < pool._started:
                time.sleep(0.001)
            assert pool.submit(rendered_by, *_planned(f"{kind}/payer/{kind}")).result(30) == first[kind]


def test_an_end_at_once_does_not_wait():
    pool = WorkerPool(1)
    slow, waiting = pool.submit(time.sleep, 60), pool.submit(double, 1)
    while not slow.running():
        time.sleep(0.01)
    time.sleep(0.3)
    started = time.monotonic()
    pool.shutdown(cancel_futures=True)
    assert time.monotonic() - started < 10
    assert slow.exception() and waiting.cancelled()
    with pytest.raises(RuntimeError):
        pool.submit(double, 1)


def test_an_end_at_once_does_not_wait_for_a_worker_that_is_starting():
    pool = WorkerPool(1)
    slow = pool.submit(time.sleep, 20)
    while not slow.running():
        time.sleep(0.001)
    pool.shutdown(cancel_futures=True)
    assert isinstance(slow.exception(), WorkerDied)


def test_an_error_beside_the_pool_ends_it_at_once():
    with pytest.raises(KeyError), WorkerPool(1) as pool:
        slow = pool.submit(time.sleep, 20)
        raise KeyError
    assert slow.cancelled() or isinstance(slow.exception(), WorkerDied)


def test_a_worker_that_cannot_be_started_is_a_death(monkeypatch):
    with WorkerPool(1) as pool:
        start = pool._start

        def killed_server(slot):
            monkeypatch.setattr(pool, "_start", start)
            raise EOFError("unexpected EOF")

        monkeypatch.setattr(pool, "_start", killed_server)
        with pytest.raises(WorkerDied, match="before it took the task"):
            pool.submit(double, 1).result(30)
        assert pool.submit(double, 2).result(30) == 4


def test_ctrl_c_does_not_reach_the_fork_server_as_it_starts():
    multiprocessing.forkserver._forkserver._stop()
    with WorkerPool(1) as pool:
        server = multiprocessing.forkserver._forkserver._forkserver_pid
        time.sleep(0.04)  # it imports what it needs to ignore the signal by itself
        os.kill(server, signal.SIGINT)
        assert pool.submit(double, 1).result(30) == 2
        assert multiprocessing.forkserver._forkserver._forkserver_pid == server


def test_cores_are_those_that_may_be_used():
    assert 1 <= cores() <= (os.cpu_count() or 1)


class Deadly:
    """An executor whose worker dies `times` times at one document, as if a native library had a segfault."""

    def __init__(self, pool: WorkerPool, path: str, times: int):
        self.pool, self.path, self.times = pool, path, times

    def submit(self, function, planned: PlannedDocument, root: Path):
        if planned.path == self.path and self.times:
            self.times -= 1
            return self.pool.submit(die, signal.SIGSEGV)
        return self.pool.submit(_rendered, planned)


def _rendered(planned: PlannedDocument) -> tuple[dict, bytes]:
    return planned.entry, b"pdf"


def _planned(*paths: str) -> list[PlannedDocument]:
    return [
        PlannedDocument({"path": path, "policy": path[0], "artifact": path[-1]}, "x.yaml", "model", b"")
        for path in paths
    ]


def test_a_document_whose_worker_died_is_rendered_again_and_named():
    notes: list[str] = []
    with WorkerPool(2) as pool:
        executor = Deadly(pool, "b", times=1)
        done = list(render_all(_planned("a", "b", "c"), Path(), executor, lambda *_: None, notes.append))
    assert sorted(entry["path"] for entry, _ in done) == ["a", "b", "c"]
    assert notes == ["b: the worker that rendered it ended (SIGSEGV); rendered again"]


def test_a_document_that_a_cluster_gives_up_is_rendered_again():
    class Losing(Deadly):
        def submit(self, function, planned: PlannedDocument, root: Path):
            future = super().submit(function, planned, root)
            if not self.times:
                return future
            self.times -= 1
            lost: Future = Future()
            lost.cancel()
            lost.set_running_or_notify_cancel()
            return lost

    notes: list[str] = []
    with WorkerPool(1) as pool:
        done = list(render_all(_planned("a", "b"), Path(), Losing(pool, "", times=1), lambda *_: None, notes.append))
    assert sorted(entry["path"] for entry, _ in done) == ["a", "b"]
    assert notes == ["a: the worker that rendered it ended (the cluster gave up on it); rendered again"]


def test_a_document_whose_worker_dies_twice_stops_the_build():
    with WorkerPool(2) as pool, pytest.raises(MachineProblem, match="b: the worker that rendered it ended twice"):
        list(render_all(_planned("a", "b"), Path(), Deadly(pool, "b", times=2), lambda *_: None, lambda text: None))

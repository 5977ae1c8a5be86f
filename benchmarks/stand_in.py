"""Build a root with placeholders for PDFs, to measure everything except rendering."""

from __future__ import annotations

import hashlib
import sys
from concurrent.futures import Executor, Future
from datetime import date
from pathlib import Path

from generator.engine.build import Request, build
from generator.engine.pool import WorkerPool
from generator.engine.tasks import render_document

_PDF = b"%PDF stand-in " * 3000


class StandIn(Executor):
    """Plans in worker processes and renders nothing."""

    def __init__(self) -> None:
        self.pool = WorkerPool()

    def submit(self, function, /, *args, **kwargs) -> Future:
        """Run a function, unless it renders."""
        if function is not render_document:
            return self.pool.submit(function, *args, **kwargs)
        data = args[0].path.encode() + _PDF
        future: Future = Future()
        future.set_result(
            (
                args[0].entry
                | {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "pages": 1, "validation": {}},
                data,
            )
        )
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers."""
        self.pool.shutdown(wait, cancel_futures=cancel_futures)


if __name__ == "__main__":
    with StandIn() as executor:
        root = Path(sys.argv[1])
        print(len(build(Request(root, root / "build"), date.today(), executor=executor).rendered))

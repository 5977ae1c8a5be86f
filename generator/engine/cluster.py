"""A Dask cluster as an executor: `build --scheduler ADDRESS` renders the same plan on other machines.

Planning stays here, where the policies are. A worker gets a document's HTML and attachments, and the root's own styles,
fonts and images; it returns bytes. It refuses if its tools differ from ours, because its bytes would differ too.
"""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import cache
from pathlib import Path
from typing import Any

from generator.engine.tasks import PlannedDocument, Rendered, render_document
from generator.files.links import walk
from generator.files.paths import publishers_folder
from generator.files.reading import read_file
from generator.problem import MachineProblem, SourceProblems
from generator.source.publishers import links_out

_SECONDS = 6  # for each answer of the cluster
Files = tuple[tuple[str, bytes], ...]


class ClusterExecutor(Executor):
    """Sends rendering to a scheduler and does everything else locally."""

    def __init__(self, address: str, root: Path):
        from generator.render.document import toolchain_sha256

        try:
            from distributed import Client
        except ImportError:
            raise MachineProblem(
                "--scheduler requires the package distributed: pip install 'policypress[dask]'"
            ) from None
        asyncio.run(_ask(address))
        try:
            connect: Any = Client  # Dask publishes types of a part of it
            self._client = connect(address, timeout=_SECONDS, set_as_default=False)
        except Exception as error:  # of Dask, of TLS, of the network
            raise MachineProblem(f"no scheduler answers at {address}: {error}") from None
        self._executor = self._client.get_executor(pure=False, retries=1)  # as often as a local worker
        self._surroundings = toolchain_sha256(root)
        self._root = root
        self._files = self._scattered()

    def _scattered(self) -> Any:
        files = _files(self._root)
        try:
            return self._client.scatter([files], broadcast=True, timeout=_SECONDS)[0]
        except TimeoutError:
            raise MachineProblem(f"the cluster has no workers, or they did not answer in {_SECONDS} seconds") from None

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a function: documents on the cluster, everything else locally."""
        if function is render_document:
            if self._client.status != "running":
                raise MachineProblem("the cluster's scheduler no longer responds")
            if self._files.status != "finished":  # lost with the workers that held them
                self._files = self._scattered()
            sent: Future[Any] = self._executor.submit(render_there, args[0], self._files, self._surroundings)
            return sent
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; any work that it still has for us is canceled."""
        self._client.close()


async def _ask(address: str) -> None:
    """Ask what listens at an address; Dask's own client would wait forever for one that accepts but never answers."""
    import distributed

    connect: Any = distributed.rpc
    try:
        async with asyncio.timeout(_SECONDS), connect(address, timeout=_SECONDS) as there:
            kind = (await there.identity())["type"]
    except TimeoutError:
        raise MachineProblem(f"no scheduler answers at {address} in {_SECONDS} seconds") from None
    except MemoryError:  # the first bytes are read as a length
        raise MachineProblem(f"the service at {address} is not a Dask scheduler") from None
    except Exception as error:  # of Dask, of TLS, of the network, or an invalid answer
        raise MachineProblem(f"no scheduler answers at {address}: {error}") from None
    if kind != "Scheduler":
        raise MachineProblem(f"{address} is a Dask {kind}, not a scheduler")


def render_there(planned: PlannedDocument, files: Files, surroundings: str) -> Rendered:
    """Render on a worker, in a folder with the root's own files; refuse different tools."""
    from generator.render.document import toolchain_sha256

    root = _root_of(files)
    if toolchain_sha256(root) != surroundings:
        return "a cluster worker has a different version of policypress, its tools, or the system libraries"
    return render_document(planned, root)


@cache
def _root_of(files: Files) -> Path:
    """Write the files once per worker process, however many documents it renders."""
    root = Path(tempfile.mkdtemp(prefix="policypress-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    for name, data in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def _files(root: Path) -> Files:
    """Return the root's own templates and publishers, which may include styles, fonts and images.

    Raises SourceProblems if a link would lead out of the root: files from elsewhere are not sent.
    """
    if problems := links_out(root):
        raise SourceProblems(problems)
    folders = (root / "templates", publishers_folder(root))
    return tuple(
        (path.relative_to(root).as_posix(), read_file(path)) for folder in folders for path in walk(folder, root).files
    )

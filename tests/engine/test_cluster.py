"""The same bytes from a Dask cluster: a real scheduler and two workers, each a process."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.tiny import make_root, published, run
from generator.engine.cluster import ClusterExecutor
from generator.problem import SourceProblems

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """Address of a running scheduler."""
    tmp_path = tmp_path_factory.mktemp("cluster")
    address = tmp_path / "scheduler.json"
    start = [
        sys.executable,
        "-P",
        "-m",
        "distributed.cli.dask_scheduler",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(address),
        "--host",
        "127.0.0.1",
    ]
    work = [
        sys.executable,
        "-P",
        "-m",
        "distributed.cli.dask_worker",
        "--scheduler-file",
        str(address),
        "--no-dashboard",
        "--nthreads",
        "1",
        "--no-nanny",
        "--local-directory",
        str(tmp_path / "dask"),
    ]
    quiet = {"cwd": tmp_path, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [subprocess.Popen(start, **quiet)]
    while not address.exists() and processes[0].poll() is None:
        time.sleep(0.1)
    processes += [subprocess.Popen(work, **quiet) for _ in range(2)]
    yield json.loads(address.read_text())["address"]
    for process in processes:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes(tmp_path, scheduler):
    root = make_root(tmp_path / "root", ("tiny", "other"))
    here = Path(shutil.copytree(root, tmp_path / "here"))
    done = run("build", "--scheduler", scheduler, cwd=root)
    assert done.returncode == 0 and "4 built" in done.stdout, done
    assert run("build", cwd=here).returncode == 0
    assert published(root / "build") == published(here / "build")


@pytest.mark.slow
def test_files_outside_the_root_are_not_sent(tmp_path, scheduler):
    root = make_root(tmp_path / "root")
    (tmp_path / "secret.css").write_text("secret")
    link = root / "policy/publishers/north/templates/styles/secret.css"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(tmp_path / "secret.css")
    with pytest.raises(SourceProblems) as raised:
        ClusterExecutor(scheduler, root)
    assert str(raised.value.problems[0]).startswith(
        "policy/publishers/north/templates/styles/secret.css:1:1: error FILE-006: this leads outside the root"
    )
    done = run("build", "--scheduler", scheduler, cwd=root)
    assert done.returncode == 1 and "error FILE-006" in done.stderr and not (root / "build/manifest.json").exists()
    link.unlink()
    (root / "templates/inside.css").write_text("p { margin: 0 }")
    link.symlink_to(root / "templates/inside.css")  # is sent under both names, or the worker would refuse
    assert run("build", "--scheduler", scheduler, cwd=root).returncode == 0


def test_no_scheduler_is_reported(tmp_path):
    done = run("build", "--scheduler", "tcp://127.0.0.1:9", cwd=make_root(tmp_path))
    assert done.returncode == 3 and "no scheduler answers" in done.stderr and "Traceback" not in done.stderr

"""What the fork server imports, every worker holds: what rendering does not need stays out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine.tiny import make_root
from generator.engine.build import Request
from generator.engine.plan import shares_planning

_HEAVY = ("pydantic", "yaml", "jinja2", "citeproc", "generator.model", "generator.view", "generator.rules")


def _imported(module: str) -> set[str]:
    code = f"import json, sys, {module}; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_workers_that_only_render_hold_no_model_and_no_templates():
    """17 MiB in each process, and 0.4 s of CPU in each build."""
    modules = _imported("generator.engine.preload")
    assert {"weasyprint", "page", "pikepdf", "generator.render.finishing"} <= modules
    assert modules.isdisjoint(_HEAVY)


def test_workers_that_plan_policies_hold_both():
    modules = _imported("generator.engine.preload_planning")
    assert {"weasyprint", "page", "generator.render.finishing", *_HEAVY} - {"citeproc"} <= modules


@pytest.mark.parametrize(("count", "shared"), [(2, False), (3, True)])
def test_planning_is_shared_from_three_policies_on(tmp_path: Path, count: int, shared: bool):
    root = make_root(tmp_path, tuple(f"policy-{number}" for number in range(count)))
    assert shares_planning(Request(root, root / "build")) is shared
    assert shares_planning(Request(root, root / "build", policies=("one",) * count)) is shared

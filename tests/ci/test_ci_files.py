"""The files to copy into CI: well formed, and every policypress command in them exists with its options."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from generator.cli.main import main

CI = Path(__file__).resolve().parents[2] / "docs" / "ci"
FILES = sorted(CI.iterdir())


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".yml"], ids=lambda path: path.name)
def test_workflows_are_yaml(path):
    assert yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_commands_exist(path):
    text = path.read_text(encoding="utf-8")
    found = re.findall(r'^[ -]*(?:run: )?(?:\.venv/bin/policypress|"\$command") ([a-z]+)(.*)', text, re.M)
    assert found
    for name, rest in found:
        known = {option for parameter in main.commands[name].params for option in parameter.opts}
        words = shlex.split(re.sub(r"\$\([^)]*\)", "x", rest.partition(" #")[0].partition(" >")[0]))
        assert {word for word in words if word.startswith("--")} <= known

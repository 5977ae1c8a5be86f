"""Patched libraries: pinned, and any other version is a problem of the machine that names what to install."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from generator.pdf.weasyprint import versions
from generator.problem import MachineProblem

ROOT = Path(__file__).resolve().parents[2]


def test_pyproject_pins_what_is_patched():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert {f"{name}=={version}" for name, version in versions.PATCHED.items()} <= set(wanted)
    versions.check_versions()


@pytest.mark.parametrize("name", versions.PATCHED)
def test_another_version_is_named_with_the_one_wanted(monkeypatch, name):
    real = versions.importlib.metadata.version
    monkeypatch.setattr(versions.importlib.metadata, "version", lambda asked: "99.9" if asked == name else real(asked))
    with pytest.raises(MachineProblem) as refused:
        versions.check_versions()
    assert f"{name} 99.9" in str(refused.value)
    assert f"{name}=={versions.PATCHED[name]}" in str(refused.value)
    assert str(refused.value).count("99.9") == 1

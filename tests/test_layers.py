"""The order of the packages: import-linter finds no import that goes up, and every package has its place."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "generator"


def test_each_package_imports_only_those_below_it():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_has_its_place():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    listed = {layer.removeprefix("generator.") for layer in settings["contracts"][0]["layers"]}
    there = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert listed == there - {"__init__", "__main__"}


def test_one_package_imports_weasyprint_and_one_module_jinja():
    def importers(name: str) -> set[str]:
        pattern = re.compile(rf"^\s*(?:import|from) {name}\b", re.M)
        return {
            path.relative_to(PACKAGE).as_posix()
            for path in PACKAGE.rglob("*.py")
            if pattern.search(path.read_text(encoding="utf-8"))
        }

    assert {path.rpartition("/")[0] for path in importers("weasyprint")} == {"pdf/weasyprint"}
    assert importers("jinja2") == {"render/templates.py"}


def test_one_class_name_one_class():
    found: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}")
    assert {name: places for name, places in found.items() if len(places) > 1} == {}

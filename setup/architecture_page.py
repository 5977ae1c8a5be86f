"""Generates the package list and the picture in docs/architecture.md from the code's own imports (`make docs`)."""

from __future__ import annotations

import ast
import re
import tomllib
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "architecture.svg"
_ROW, _LEFT, _BOX, _TEXT, _WIDTH = 26, 12, 108, 132, 860


def layers() -> list[str]:
    """Return the packages in the order of the layers contract, starting with the one that everything may import."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    contract = next(item for item in settings["contracts"] if item["type"] == "layers")
    return [name.removeprefix("generator.") for name in reversed(contract["layers"])]


def imports() -> dict[str, set[str]]:
    """Return the packages that each package imports, including lazy imports."""
    graph = grimp.build_graph("generator", cache_dir=None)
    names = layers()
    found: dict[str, set[str]] = {name: set() for name in names}
    for module in graph.modules:
        package = module.split(".")[1] if "." in module else ""
        if package in found:
            found[package] |= {
                other.split(".")[1]
                for other in graph.find_modules_directly_imported_by(module)
                if "." in other and other.split(".")[1] in found
            }
    return {name: others - {name} for name, others in found.items()}


def needed(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the graph without the arrows that longer paths imply, so the picture stays readable."""

    def reach(name: str) -> set[str]:
        return graph[name].union(*(reach(other) for other in graph[name]))

    return {
        name: {other for other in others if not any(other in reach(between) for between in others - {other})}
        for name, others in graph.items()
    }


def summary(path: Path) -> str:
    """Return the first paragraph of a module's docstring."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return re.sub(r"\s+", " ", docstring.split("\n\n")[0])


def _files(name: str) -> list[Path]:
    folder = ROOT / "generator" / name
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def modules_part() -> str:
    """Return the list of packages in docs/architecture.md, each with its modules."""
    graph = imports()
    parts = ["![Each package imports only those above it](images/architecture.svg)\n"]
    for name in layers():
        files = _files(name)
        uses = ", ".join(f"`{other}`" for other in layers() if other in graph[name]) or "nothing"
        head = summary(files[0] if files[0].name == "__init__.py" else files[-1])
        parts.append(f"### {name}\n\n{head}\n\nImports {uses}.\n")
        modules = [path for path in files if path.name != "__init__.py"] if len(files) > 1 else []
        if modules:
            rows = ((path.relative_to(ROOT / "generator" / name).as_posix(), summary(path)) for path in modules)
            parts.append(
                "| module | what it does |\n| --- | --- |\n"
                + "".join(f"| `{file}` | {words.replace('|', chr(92) + '|')} |\n" for file, words in rows)
            )
    return "\n".join(parts)


def picture() -> str:
    """Return the picture: a row for each package, with an arrow to each package above that it needs."""
    names = layers()
    arrows = needed(imports())
    height = _ROW * len(names) + 20
    middle = {name: 10 + _ROW * index + _ROW / 2 for index, name in enumerate(names)}
    shapes = []
    for name in names:
        y = middle[name]
        words = summary(_files(name)[0])
        words = words if len(words) <= 92 else words[:90].rsplit(" ", 1)[0] + " …"
        shapes.append(
            f'<rect x="{_LEFT}" y="{y - 10}" width="{_BOX}" height="20" rx="3" fill="#e8f0f6" '
            'stroke="#14496b"/>'
            f'<text x="{_LEFT + _BOX / 2}" y="{y + 4}" text-anchor="middle" font-weight="600">{name}</text>'
            f'<text x="{_TEXT}" y="{y + 4}" fill="#444">{escape(words)}</text>'
        )
    for name in names:
        for other in sorted(arrows[name], key=names.index):
            start, end = middle[name], middle[other]
            bend = _WIDTH - 120 + 8 * (names.index(name) - names.index(other))
            shapes.append(
                f'<path d="M{_WIDTH - 130} {start} C{bend} {start} {bend} {end} {_WIDTH - 124} {end}" '
                'fill="none" stroke="#14496b" stroke-width="1.1" marker-end="url(#head)"/>'
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" '
        'font-size="11"><title>The packages of generator/ in order: each imports only packages above it</title>'
        '<rect width="100%" height="100%" fill="#fff"/><defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" '
        'markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 Z" fill="#14496b"/></marker></defs>'
        + "\n".join(shapes)
        + "</svg>\n"
    )

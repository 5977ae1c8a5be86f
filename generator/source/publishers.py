"""Find and load publishers: a root's own `policy/publishers/*.yaml` take precedence over the shipped ones."""

from __future__ import annotations

import base64
from pathlib import Path

from pydantic import ValidationError

from generator.files.links import leading_out
from generator.files.paths import publishers_folder, templates_dir
from generator.files.reading import is_left_behind, is_there, read_file
from generator.files.svg import MOST_BYTES as MOST_SVG
from generator.files.svg import svg_problem
from generator.model.publisher import Palette, Publisher
from generator.problem import Place, Problem, SourceProblems
from generator.source.policies import shown_path
from generator.source.schema_problems import schema_problems
from generator.source.yaml_reader import Node, read_yaml

AA = 4.5  # WCAG 2.2, 1.4.3: contrast of text below 18 pt
_ON_PAPER = "#ffffff"
# Which text is printed on which background; white text is printed on the accent color.
PAIRS = tuple(
    (text, ground)
    for text in ("ink", "ink_soft", "accent", "alert")
    for ground in ("paper", "paper_tint", "accent_tint", "alert_tint")
)


def publisher_path(name: str, root: Path) -> Path | None:
    """Return the file of a publisher, or None."""
    for folder in _folders(root):
        if is_there(path := folder / f"{name}.yaml"):
            return path
    return None


def _folders(root: Path) -> tuple[Path, ...]:
    """Return where publishers are searched for: the root's own, the shipped ones, and in a checkout the examples.

    A wheel contains the examples among the shipped ones, so that a policy copied alone to a new folder still builds.
    """
    return publishers_folder(root), templates_dir() / "publishers", templates_dir().parent / "policy" / "publishers"


def publisher_names(root: Path) -> list[str]:
    """Return the ids of all publishers that can be named."""
    return sorted(
        {file.stem for folder in _folders(root) for file in folder.glob("*.yaml") if not is_left_behind(file.name)}
    )


def links_out(root: Path) -> list[Problem]:
    """Return a problem for each link that leads outside from a root's own publishers, templates, or styles."""
    own = root / "templates"
    folders = [] if own.is_dir() and own.samefile(templates_dir()) else [own]  # in a checkout it is the shipped one
    return leading_out(root, publishers_folder(root), *folders)


def load_publisher(name: str, root: Path, asked_at: Place) -> Publisher:
    """Load a publisher by id. Raises SourceProblems; `asked_at` is where the id was written.

    Nothing is loaded if a link among the root's own publishers and templates leads outside the root.
    """
    if problems := links_out(root):
        raise SourceProblems(problems)
    path = publisher_path(name, root)
    if path is None:
        raise SourceProblems(
            [
                Problem(
                    asked_at,
                    "FILE-004",
                    f"there is no publisher `{name}`",
                    f"available: {', '.join(publisher_names(root))}",
                )
            ]
        )
    node = read_yaml(path, shown_path(path, root))
    try:
        publisher = Publisher.model_validate(node.plain())
    except ValidationError as error:
        raise SourceProblems(schema_problems(error, node, Publisher)) from None
    problems = _contrast_problems(publisher.palette, node)
    if publisher.id != path.stem:
        problems.append(
            Problem(
                node.at(("id",)).place,
                "FILE-003",
                f"the id `{publisher.id}` does not match the file name `{path.stem}`",
                "make them match",
            )
        )
    if publisher.logo and (wrong := _logo_problem(path.parent / publisher.logo.file, path.parent)):
        problems.append(
            Problem(
                node.at(("logo", "file")).place,
                "PUB-002",
                wrong,
                "use an SVG file with only paths, in the folder of the publisher's file",
            )
        )
    if problems:
        raise SourceProblems(problems)
    return publisher


def logo_address(publisher: Publisher, root: Path) -> str:
    """Return the logo as a `data:` URL, or an empty string; so a document's HTML is complete by itself."""
    path = publisher_path(publisher.id, root)
    if publisher.logo is None or path is None:
        return ""
    data = read_file(path.parent / publisher.logo.file, MOST_SVG)
    return "data:image/svg+xml;base64," + base64.b64encode(data).decode()


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colors (WCAG 2.2)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def low_contrasts(palette: Palette) -> list[tuple[str, str, float]]:
    """Return the pairs of text and background below AA, with their ratio."""
    found = [
        (text, ground, contrast(getattr(palette, text), getattr(palette, ground, _ON_PAPER))) for text, ground in PAIRS
    ]
    return [pair for pair in found if pair[2] < AA]


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast_problems(palette: Palette, node: Node) -> list[Problem]:
    problems = []
    for text, ground, ratio in low_contrasts(palette):
        key = text if node.at(("palette",)).has(text) else ground
        problems.append(
            Problem(
                node.at(("palette", key)).place,
                "PUB-001",
                f"`{text}` on {'white' if ground == 'paper' else f'`{ground}`'} has a contrast of "
                f"{ratio:.1f}, too low to be legible",
                f"text needs {AA} (WCAG AA): darken one",
            )
        )
    return problems


def _logo_problem(path: Path, folder: Path) -> str:
    if not path.resolve().is_relative_to(folder.resolve()) or not is_there(path):
        return "there is no such file in the publisher's folder"
    if is_left_behind(path.name):
        return "hidden files and backups are not part of the source"
    try:
        return svg_problem(read_file(path, MOST_SVG))
    except OSError as error:
        return f"the file cannot be read: {error.strerror}"

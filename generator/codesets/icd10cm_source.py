"""Read the ICD-10-CM release in the installed simple-icd-10-cm package, without importing the package.

Importing it takes seconds and 200 MB; its two data files are enough: the CDC's Tabular List as XML, and the list of
valid codes, which determines which 7th characters really exist (some sevenChrDef tables allow fewer than they list).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from generator.problem import MachineProblem

_PACKAGE = "simple_icd_10_cm"
_TABULAR = re.compile(r"icd10c-tabular-([A-Z][a-z]+-[0-9]{1,2}-[0-9]{4})\.xml")

# XML element -> kind of note, for the notes that affect which codes go together and in which order.
NOTE_KINDS = {
    "excludes1": "excludes1",
    "excludes2": "excludes2",
    "codeFirst": "code-first",
    "useAdditionalCode": "use-additional",
}


@dataclass(frozen=True)
class ReleaseFiles:
    """The two files of one release; `release` is the ISO date on which it takes effect."""

    release: str
    tabular: Path
    code_list: Path


@dataclass
class TabularEntry:
    """A chapter, section, or code in the order of the Tabular List.

    `position` counts from 0 and `last` is the position of its last descendant, so a subtree is a range. `code` is
    undotted; a section is named `M60-M63`, a chapter `chapter 13`. `extension` is the meaning of a generated 7th
    character; the descriptor is then the parent's, a comma, and the extension.
    """

    position: int
    parent: int | None
    kind: str
    code: str
    descriptor: str
    extension: str = ""
    last: int = -1
    notes: list[tuple[str, str]] = field(default_factory=list)


def find_source() -> ReleaseFiles:
    """Find the data files of the installed package; MachineProblem when they are missing."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise MachineProblem("the ICD-10-CM release is missing: install simple-icd-10-cm")
    data = Path(spec.submodule_search_locations[0]) / "data"
    for tabular in sorted(data.glob("icd10c-tabular-*.xml")):
        match = _TABULAR.fullmatch(tabular.name)
        lists = sorted(data.glob("code-list-*.txt"))
        if match and len(lists) == 1:
            day = datetime.strptime(match[1], "%B-%d-%Y").date()
            return ReleaseFiles(day.isoformat(), tabular, lists[0])
    raise MachineProblem(f"no readable ICD-10-CM release in {data}")


def read_nodes(source: ReleaseFiles) -> list[TabularEntry]:
    """Read every chapter, section, and code, including generated 7th-character codes.

    MachineProblem if unreadable.
    """
    try:
        valid = frozenset(source.code_list.read_text(encoding="utf-8").split())
        root = ET.parse(source.tabular).getroot()
    except (OSError, UnicodeDecodeError, ET.ParseError) as error:
        raise MachineProblem(f"cannot read the ICD-10-CM release in {source.tabular.parent}: {error}") from error
    reader = _TabularReader(valid)
    for chapter in root.iter("chapter"):
        reader.read(chapter, None, {})
    return reader.nodes


class _TabularReader:
    def __init__(self, valid: frozenset[str]):
        self.valid = valid
        self.nodes: list[TabularEntry] = []

    def read(self, element: ET.Element, parent: int | None, extensions: dict[str, str]) -> None:
        """Append the nodes of `element` and everything below it; `extensions` is the inherited 7th-character table."""
        descriptor = (element.findtext("desc") or "").strip()
        node = self._append(parent, element.tag, _name(element), descriptor)
        node.notes = list(_notes(element))
        extensions = _extensions(element) or extensions
        below = [child for child in element if child.tag in ("section", "diag")]
        for child in below:
            self.read(child, node.position, extensions)
        if not below and node.kind == "code":
            self._append_extended(node, extensions)
        node.last = len(self.nodes) - 1

    def _append(self, parent: int | None, tag: str, code: str, descriptor: str, extension: str = "") -> TabularEntry:
        kind = "code" if tag == "diag" else tag
        node = TabularEntry(len(self.nodes), parent, kind, code, descriptor, extension)
        node.last = node.position
        self.nodes.append(node)
        return node

    def _append_extended(self, node: TabularEntry, extensions: dict[str, str]) -> None:
        stem = node.code.ljust(6, "X")  # Guidelines I.A.4 and I.A.5: X is the placeholder for an absent character
        for character, meaning in extensions.items():
            if stem + character in self.valid:
                self._append(node.position, "diag", stem + character, "", meaning)


def _name(element: ET.Element) -> str:
    if element.tag == "chapter":
        return f"chapter {element.findtext('name')}"
    if element.tag == "section":
        name = element.get("id", "")
        # A section with a single category has the category's id; the printed list names it as a range (B99-B99).
        return name if "-" in name else f"{name}-{name}"
    return (element.findtext("name") or "").replace(".", "")


def _extensions(element: ET.Element) -> dict[str, str]:
    # A <note> between the extensions is an inclusion term of the preceding one, not part of the descriptor.
    return {e.get("char", ""): (e.text or "").strip() for e in element.findall("sevenChrDef/extension")}


def _notes(element: ET.Element) -> Iterator[tuple[str, str]]:
    for child in element:
        kind = NOTE_KINDS.get(child.tag)
        if kind:
            for note in child:
                if note.text and note.text.strip():
                    yield kind, note.text.strip()

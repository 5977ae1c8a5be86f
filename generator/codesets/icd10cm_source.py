"""Read an ICD-10-CM release: the one in the installed simple-icd-10-cm package, or the files of CDC and CMS.

Importing the package takes seconds and 200 MB; its two data files are enough: the CDC's Tabular List as XML, and the
list of valid codes, which determines which 7th characters really exist (some sevenChrDef tables allow fewer than they
list). CDC and CMS publish that list as the order file (`held` finds these files; `order_file` reads it).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path

from generator.codesets.order_file import BadFile, billable_codes
from generator.codesets.releases import fiscal_year
from generator.files.reading import read_file
from generator.problem import MachineProblem, Place, Problem, SourceProblems

RULE = "CODESET-001"
_PACKAGE = "simple_icd_10_cm"
_TABULAR = re.compile(r"icd10c-tabular-([A-Z][a-z]+-[0-9]{1,2}-[0-9]{4})\.xml")
_DEEPEST = 30  # chapter, sections, and codes; the Tabular List has 8 levels

# XML element -> kind of note, for the notes that affect which codes go together and in which order.
NOTE_KINDS = {
    "excludes1": "excludes1",
    "excludes2": "excludes2",
    "codeFirst": "code-first",
    "useAdditionalCode": "use-additional",
}


@dataclass(frozen=True)
class ReleaseFiles:
    """The two files of one release; `release` is the ISO date on which it takes effect.

    `shown` is the folder in messages; it is empty for the included release. `version` changes when a file does.
    """

    release: str
    tabular: Path
    code_list: Path
    shown: str = ""
    version: tuple[int, ...] = ()

    @property
    def first_day(self) -> date:
        """The day on which it takes effect."""
        return date.fromisoformat(self.release)


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

    Raises MachineProblem if the included release is unreadable, and SourceProblems if that of a root is, or if its two
    files do not belong together.
    """
    path = source.code_list
    try:
        text = _decoded(read_file(path))
        valid = billable_codes(text) if source.shown else dict.fromkeys(text.split(), 0)
        path = source.tabular
        root = _parse(read_file(path).decode("utf-8-sig"))
        reader = _TabularReader(valid)
        if source.shown:
            _check_version(root, source)
        for chapter in root.iter("chapter"):
            reader.read(chapter, None, {})
        if source.shown:
            path = source.code_list
            _check_same_release(reader.nodes, valid)
    except (OSError, UnicodeDecodeError, BadFile) as error:
        line = error.line if isinstance(error, BadFile) else 0
        raise release_problem(source, path, line, str(error)) from None
    return reader.nodes


def release_problem(source: ReleaseFiles, path: Path, line: int, reason: str) -> MachineProblem | SourceProblems:
    """Return the exception that a file of a release cannot be used."""
    if not source.shown:
        return MachineProblem(f"cannot read the ICD-10-CM release in {path.parent}: {reason}")
    place = Place(f"{source.shown}/{path.name}", line, 1 if line else 0)
    hint = "use the files of the release as CDC and CMS publish them: the order file and the Tabular List as XML"
    return SourceProblems([Problem(place, RULE, reason, hint)])


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:  # the order file, whose codes are ASCII in any case
        return data.decode("latin-1")


def _parse(text: str) -> ET.Element:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:  # entities can fill the memory
        raise BadFile(1, "the Tabular List declares a document type, which the published one does not")
    try:
        return ET.fromstring(text)
    except ET.ParseError as error:
        raise BadFile(error.position[0], f"this is not valid XML: {error}") from None


def _check_version(root: ET.Element, source: ReleaseFiles) -> None:
    stated, year = (root.findtext("version") or "").strip(), fiscal_year(source.first_day)
    if root.tag != "ICD10CM.tabular":
        raise BadFile(1, "this is not the Tabular List of ICD-10-CM: its first element is not `ICD10CM.tabular`")
    if stated != str(year):
        raise BadFile(
            1, f"this is the Tabular List of fiscal year {stated or 'unknown'}; that of {source.release} is of {year}"
        )


def _check_same_release(nodes: list[TabularEntry], billable: dict[str, int]) -> None:
    """Raise BadFile unless the codes without children are exactly the billable codes of the order file."""
    last = {node.code for node in nodes if node.kind == "code" and node.last == node.position}
    if missing := [code for code in billable if code not in last]:
        what = f"billable in the order file, but not in the Tabular List: {_first(missing)}; they are of two releases"
        raise BadFile(billable[missing[0]], what)
    if more := sorted(last - billable.keys()):
        what = f"billable in the Tabular List, but not in the order file: {_first(more)}; they are of two releases"
        raise BadFile(1, what)


def _first(codes: list[str]) -> str:
    return codes[0] + (f" and {len(codes) - 1} more" if len(codes) > 1 else "")


class _TabularReader:
    def __init__(self, valid: dict[str, int]):
        self.valid = valid
        self.nodes: list[TabularEntry] = []
        self._known: set[str] = set()

    def read(self, element: ET.Element, parent: int | None, extensions: dict[str, str], depth: int = 1) -> None:
        """Append the nodes of `element` and everything below it; `extensions` is the inherited 7th-character table."""
        if depth > _DEEPEST:
            raise BadFile(1, f"the Tabular List has more than {_DEEPEST} levels")
        descriptor = (element.findtext("desc") or "").strip()
        node = self._append(parent, element.tag, _name(element), descriptor)
        node.notes = list(_notes(element))
        extensions = _extensions(element) or extensions
        below = [child for child in element if child.tag in ("section", "diag")]
        for child in below:
            self.read(child, node.position, extensions, depth + 1)
        if not below and node.kind == "code":
            self._append_extended(node, extensions)
        node.last = len(self.nodes) - 1

    def _append(self, parent: int | None, tag: str, code: str, descriptor: str, extension: str = "") -> TabularEntry:
        if code in self._known:
            raise BadFile(1, f"the Tabular List has {code or 'an entry without a name'} twice")
        self._known.add(code)
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

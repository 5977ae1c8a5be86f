"""Drafts code groups from an article of the Medicare Coverage Database: what its tables say, and nothing else.

Prose stays prose: a paragraph that says which codes go together is copied, and a person makes a pairing of it. The
descriptors of CPT and CDT codes belong to the AMA and the ADA and are not copied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.codesets.formats import problem_with, spelled
from generator.imports.mcd_tables import ArticleTables, Row, bad_file, open_tables
from generator.imports.mcd_text import plain_prose
from generator.source.yaml_words import Plain, flow, quoted
from generator.wording.phrases import how_many

Data = dict[str, Any]
LABEL = "Write here: a short label in your own words"
_ICD = "ICD-10-CM"
_KEYS = ("article_id", "article_version")
_READ = {
    "article", "article_x_hcpc_code", "article_x_hcpc_code_group", "article_x_icd10_covered",
    "article_x_icd10_covered_group", "article_x_icd10_noncovered", "article_x_icd10_noncovered_group",
}  # fmt: skip


@dataclass(frozen=True)
class ArticleDraft:
    """What was read of an article: its number and version, its title, its code groups, its texts, and what was not.

    `notes` are paragraphs of groups without codes, `left_out` what is in the tables and not in the draft.
    """

    number: str
    version: str
    title: str
    groups: tuple[Data, ...]
    texts: Data
    notes: tuple[str, ...]
    left_out: tuple[str, ...]


def draft_article(path: Path, shown: str, number: str | None) -> ArticleDraft:
    """Return the draft of an article, by its number (A52369); a file with one article needs none.

    Raises SourceProblems if the file or its tables cannot be used, or if there is no such article.
    """
    tables = open_tables(path, shown)
    row = _article(tables, shown, number)
    reader = _ArticleReader(tables, (row["article_id"], row["article_version"]))
    reader.procedures()
    reader.diagnoses("covered", "supporting", "Diagnoses that support medical necessity")
    reader.diagnoses("noncovered", "non-supporting", "Diagnoses that do not support medical necessity")
    texts = {
        name: text
        for name, column in (("article_text", "description"), ("icd10_additional", "add_icd10_info"))
        if (text := plain_prose(row.get(column, "")))
    }
    for table in tables.names:
        if table.startswith("article_x_") and table not in _READ:
            reader.count_rows(table)
    return ArticleDraft(
        _number(row), row["article_version"], row["title"], tuple(reader.groups), texts, tuple(reader.notes),
        tuple(reader.left_out),
    )  # fmt: skip


def as_yaml(draft: ArticleDraft) -> str:
    """Return a draft as YAML to copy into a policy."""
    lines = [
        f"# Drafted from article {draft.number}, version {draft.version}, of the Medicare Coverage Database:",
        f"# {quoted(draft.title)[1:-1]}",
        "# Prose is copied as text; decide which groups go together (`pairing`) and what they are for (`tracks`).",
        *(f"# {quoted(note)[1:-1]}" for note in draft.notes),
        "codes:" if draft.groups else "codes: []",
    ]
    for group in draft.groups:
        head = {name: value for name, value in group.items() if name != "codes"}
        pairs = enumerate(head.items())
        lines += [f"  {'  ' if index else '- '}{name}: {flow(value)}" for index, (name, value) in pairs]
        lines += ["    codes:", *(f"      - {flow(code)}" for code in group["codes"])]
    if draft.texts:
        lines += ["lcd:", *(f"  {name}: {flow(text)}" for name, text in draft.texts.items())]
    return "".join(f"{line}\n" for line in lines)


def _article(tables: ArticleTables, shown: str, number: str | None) -> Row:
    """Return the newest version of the article."""
    wanted = number and number.upper()
    found = [
        row
        for row in tables.rows("article", (*_KEYS, "title", "description"))
        if wanted is None or wanted in (_number(row), row["article_id"])
    ]
    if wanted is None and len({row["article_id"] for row in found}) != 1:
        count = len({row["article_id"] for row in found})
        raise bad_file(shown, 0, f"the file has {count} articles", "choose one: --article A59915")
    if not found:
        raise bad_file(shown, 0, f"there is no article {number} in it", "look up its number in the database")
    return max(found, key=lambda row: int(row["article_version"]) if row["article_version"].isdecimal() else -1)


def _number(row: Row) -> str:
    """Return the number under which an article is published; a proposed one has a number of its own."""
    shown = row.get("display_id", "")
    if re.fullmatch("D?A[0-9]+", shown):
        return shown
    return f"DA{shown}" if shown else f"A{row['article_id']}"


class _ArticleReader:
    """Reads the code groups of one article; what belongs into none is noted."""

    def __init__(self, tables: ArticleTables, key: tuple[str, str]):
        self._tables = tables
        self._key = key
        self.groups: list[Data] = []
        self.notes: list[str] = []
        self.left_out: list[str] = []

    def procedures(self) -> None:
        """Add the groups of CPT and HCPCS codes, apart: a group of a policy has one code system."""
        table, column = "article_x_hcpc_code", "hcpc_code_group"
        prose = self._texts(f"{table}_group", column, "paragraph")
        rows = self._rows(table, "hcpc_code_id", column)
        for group in _in_order({row[column] for row in rows} | prose.keys()):
            found: dict[str, dict[str, Data]] = {"CPT": {}, "HCPCS": {}}
            for row in rows:
                if row[column] != group:
                    continue
                code = row["hcpc_code_id"].upper()
                system = next((name for name in found if not problem_with(name, code)), None)
                if system is None:
                    self.left_out.append(f"{table}: {row['hcpc_code_id']} is neither a CPT nor an HCPCS code")
                    continue
                is_public = system == "HCPCS" and not code.startswith("D")  # D codes are the ADA's
                label = (row.get("long_description") if is_public else "") or LABEL
                found[system].setdefault(code, {"code": code, "label": label})
            made = [(system, codes) for system, codes in found.items() if codes]
            for system, codes in made:
                title = f"{system} codes, group {group}"
                self._add(f"{system.lower()}-{group}", system, "informational", title, prose.get(group), codes)
            if not made and prose.get(group):
                self.notes.append(f"Group {group} of CPT and HCPCS codes has no codes. Its paragraph: {prose[group]}")

    def diagnoses(self, kind: str, role: str, title: str) -> None:
        """Add the groups of diagnoses that support medical necessity, or that do not."""
        table, column = f"article_x_icd10_{kind}", f"icd10_{kind}_group"
        prose = self._texts(f"{table}_group", column, "paragraph")
        flags = self._texts(f"{table}_group", column, "icd10_covered_ast") if kind == "covered" else {}
        rows = sorted(self._rows(table, "icd10_code_id", column, "description"), key=_place_in_list)
        for group in _in_order({row[column] for row in rows} | prose.keys()):
            codes: dict[str, Data] = {}
            for row in rows:
                if row[column] != group:
                    continue
                code = spelled(_ICD, row["icd10_code_id"])
                if problem_with(_ICD, code):  # such as XX000, Not Applicable
                    self.left_out.append(f"{table}: {code} ({row['description']}) is no ICD-10-CM code")
                    continue
                flag = {"asterisk": Plain("true")} if row.get("asterisk", "").upper() == "Y" else {}
                codes.setdefault(code, {"code": code, "label": row["description"] or LABEL, **flag})
            if codes:
                self._add(f"icd10-{kind}-{group}", _ICD, role, f"{title}, group {group}", prose.get(group), codes)
                if flags.get(group):
                    self.groups[-1]["asterisk_note"] = flags[group]
            elif prose.get(group):
                self.notes.append(f"{title}: group {group} has no codes. Its paragraph: {prose[group]}")

    def count_rows(self, table: str) -> None:
        """Note how many rows of a table are not read."""
        count = sum(1 for _ in self._tables.rows(table, _KEYS, self._key))
        if count:
            self.left_out.append(f"{table}: {how_many(count, 'row')}")

    def _add(
        self, name: str, system: str, role: str, title: str, paragraph: str | None, codes: dict[str, Data]
    ) -> None:
        text = {"paragraph": paragraph} if paragraph else {}
        head = {"id": name, "system": system, "role": role, "title": title, **text}
        self.groups.append({**head, "codes": list(codes.values())})

    def _rows(self, table: str, *columns: str) -> list[Row]:
        return list(self._tables.rows(table, (*_KEYS, *columns), self._key))

    def _texts(self, table: str, column: str, text: str) -> dict[str, str]:
        return {row[column]: plain_prose(row[text]) for row in self._rows(table, column, text)}


def _in_order(groups: set[str]) -> list[str]:
    """Return the numbers of groups in order."""
    return sorted(groups, key=lambda number: (int(number) if number.isdecimal() else 0, number))


def _place_in_list(row: Row) -> int:
    order = row.get("sort_order", "")
    return int(order) if order.isdecimal() else 0

"""CSL data: JSON and YAML, as Zotero, Better BibTeX, Pandoc, and Crossref write it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

import yaml

from generator.imports.record import Read, Record, doi, filled, one_line, pmid, title_text, unreadable
from generator.model.csl_dates import as_csl_date, read_csl_date
from generator.model.references import Name, Reference
from generator.problem import Place, Problem, SourceProblems
from generator.source.yaml_bounds import Loader, mark_place, refuse_deep

_MOST = 2_000_000  # values of an export, counted with what aliases repeat
# source_number is the number in the guideline of the policy, not in another one
_KEYS = [field.alias or name for name, field in Reference.model_fields.items() if name != "source_number"]
_NAME_KEYS = [field.alias or name for name, field in Name.model_fields.items()]
_TYPES = {"journal-article": "article-journal", "book-chapter": "chapter", "posted-content": "article"}
_DATES = ("issued", "accessed")
_NAMES = ("author", "editor")
_TITLES = ("title", "container-title", "container-title-short", "collection-title")


def read_csl_json(text: str, shown: str) -> Read:
    """Yield the records of a CSL JSON file: a list of items, one item, or items below `references` or `items`.

    Raises SourceProblems if it is not JSON.
    """
    try:
        whole = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise _broken(Place(shown, error.lineno, error.colno), f"this is not valid JSON: {error.msg}") from None
    except RecursionError:
        raise _broken(Place(shown, 1, 1), "this JSON is nested too deeply") from None
    items = _items(whole, shown)
    yield from _records(zip(items, chain(_starts(text, len(items)), repeat(1)), strict=False), shown)


def read_csl_yaml(text: str, shown: str) -> Read:
    """Yield the records of a CSL YAML file: a list of items, or items below `references`. Raises SourceProblems."""
    refuse_deep(text, shown)
    loader = Loader(text)
    try:
        root = loader.get_single_node()
    except yaml.YAMLError as error:
        place = mark_place(shown, getattr(error, "problem_mark", None))
        raise _broken(place, f"this is not valid YAML: {getattr(error, 'problem', None) or error}") from None
    except RecursionError:
        raise _broken(Place(shown, 1, 1), "this YAML is nested too deeply") from None
    finally:
        loader.dispose()
    plain = _plain(root, [_MOST], shown) if root is not None else None
    items = _items(plain, shown)
    lists = {key.value: value for key, value in root.value} if isinstance(root, yaml.MappingNode) else {}
    root = lists.get("references", lists.get("items", root))
    lines = (node.start_mark.line + 1 for node in root.value) if isinstance(root, yaml.SequenceNode) else ()
    yield from _records(zip(items, chain(lines, repeat(1)), strict=False), shown)


def _items(whole: Any, shown: str) -> list[Any]:
    if isinstance(whole, dict):
        inside = whole.get("references", whole.get("items"))
        whole = inside if isinstance(inside, list) else [whole] if "type" in whole else None
    if not isinstance(whole, list) or not whole:
        raise _broken(
            Place(shown, 1, 1),
            "there are no references here",
            "CSL data is a list of items, or has them below `references`",
        )
    return whole


def _starts(text: str, count: int) -> Iterator[int]:
    """Yield the line on which each item of the outermost list of a JSON text starts."""
    decoder = json.JSONDecoder()
    outer = re.match(r'\s*(?:\{.*?"(?:references|items)"\s*:\s*)?\[', text, re.DOTALL)
    at, line, counted = (outer.end() if outer else 0), 1, 0
    for _ in range(count):
        start = re.compile(r"[\s,]*").match(text, at)
        at = start.end() if start else at
        line, counted = line + text.count("\n", counted, at), at
        yield line
        try:
            _, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            return


def _plain(node: yaml.Node, left: list[int], shown: str) -> Any:
    left[0] -= 1
    if left[0] < 0:
        raise _broken(mark_place(shown, node.start_mark), "there are too many values here")
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value, left, shown) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, left, shown) for item in node.value]
    return None if not getattr(node, "style", None) and node.value in ("", "~", "null") else node.value


def _records(items: Any, shown: str) -> Read:
    for item, line in items:
        if isinstance(item, dict):
            yield _record(item, line)
        else:
            yield unreadable(shown, line, "an item is not a mapping")


def _record(item: dict[str, Any], line: int) -> Record:
    lost: list[str] = []
    data: dict[str, Any] = {}
    left_out = set()
    for key, value in Reference.renamed(item).items():
        if key in _DATES:
            data[key] = _date(key, value, lost)
        elif key in _NAMES and isinstance(value, list):
            names = [_name(name) if isinstance(name, dict) else {} for name in value]
            data[key] = [name for name in names if name]
            lost += [f"{key}: a name is not a mapping with `family` or `literal`"] * (len(names) - len(data[key]))
        elif key in _KEYS:
            text = _scalar(value[0] if isinstance(value, list) and value and key in _TITLES else value)
            data[key] = title_text(text) if key == "title" else text
        else:
            left_out.add(key)
    key = _scalar(item.get("citation-key") or item.get("citekey") or data.pop("id", ""))
    data.pop("id", None)
    data["type"] = _TYPES.get(data.get("type", ""), data.get("type", ""))
    in_note = re.search(r"^PMID:\s*([0-9]+)\s*$", str(item.get("note") or ""), re.MULTILINE)
    data["PMID"] = pmid(data.get("PMID")) or (in_note[1] if in_note else None)
    if data.get("DOI"):
        found = doi(data["DOI"])
        lost += [] if found else [f"DOI `{data['DOI']}` is not a DOI"]
        data["DOI"] = found
    ordered = {name: data[name] for name in _KEYS if name in data}
    return Record(
        line, key or data.get("title", "") or "an item", filled(ordered), key, tuple(sorted(left_out)), tuple(lost)
    )


def _date(key: str, value: Any, lost: list[str]) -> Any:
    try:
        found = read_csl_date({"raw": value} if isinstance(value, str) else value)
    except ValueError as error:
        lost.append(f"{key}: {error}")
        return None
    if key == "accessed" and found and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", found):
        lost.append(f"accessed `{found}` is not a day")
        return None
    return as_csl_date(found) if isinstance(found, str) else None


def _name(name: dict[str, Any]) -> dict[str, str]:
    found = filled({key: _scalar(name.get(key)) for key in _NAME_KEYS})
    if not found.get("family") and not found.get("literal"):
        whole = _scalar(name.get("name")) or found.get("given", "")
        return {"literal": whole} if whole else {}
    return {key: value for key, value in found.items() if not (key == "literal" and "family" in found)}


def _scalar(value: Any) -> str:
    return one_line(str(value)) if value is not None and not isinstance(value, (dict, list)) else ""


def _broken(place: Place, message: str, hint: str = "") -> SourceProblems:
    return SourceProblems([Problem(place, "IMPORT-001", message, hint)])

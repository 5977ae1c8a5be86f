"""The JSON Schemas of a policy and of its cases, for editors: names, types, and meanings of all keys.

`make docs` writes them to docs/.

An editor interprets YAML scalars (to it, `version: 1.0` and `code: 00000` are numbers), while here each stays the text
that was written: so the schema accepts a number wherever text is accepted.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from generator.model.cases import Cases
from generator.model.policy import Policy

SCHEMA_ID = "urn:policypress:policy:1"
CASES_ID = "urn:policypress:cases:1"


def schema_text() -> str:
    """Return docs/policy.schema.json."""
    return _text(policy_schema())


def cases_schema_text() -> str:
    """Return docs/cases.schema.json."""
    return _text(cases_schema())


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def policy_schema() -> dict[str, Any]:
    """Return the schema of a policy file (JSON Schema, draft 2020-12)."""
    return _schema(Policy, SCHEMA_ID, "policypress policy")


def cases_schema() -> dict[str, Any]:
    """Return the schema of a file of cases (JSON Schema, draft 2020-12)."""
    return _schema(Cases, CASES_ID, "policypress cases")


def _schema(model: type[BaseModel], name: str, title: str) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True, mode="validation")
    definitions = {name: _for_editors(part, schema["$defs"]) for name, part in sorted(schema["$defs"].items())}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": name,
        **_for_editors({**schema, "$defs": None}, schema["$defs"]),
        "title": title,
        "$defs": definitions,
    }


def _for_editors(part: Any, definitions: dict[str, Any]) -> Any:
    """Loosen scalars as editors require, drop titles and defaults without information, describe every field."""
    if isinstance(part, list):
        return [_for_editors(item, definitions) for item in part]
    if not isinstance(part, dict):
        return part
    found = {key: _for_editors(value, definitions) for key, value in part.items() if key not in ("title", "properties")}
    if "properties" in part:
        found["properties"] = {
            name: _described(_for_editors(field, definitions), definitions)
            for name, field in part["properties"].items()
        }
    if found.get("type") == "string" and "enum" not in found and "const" not in found:
        found["type"] = ["string", "number"]
    if found.get("const") == "1":
        found = {key: value for key, value in found.items() if key not in ("const", "type")} | {"enum": ["1", 1]}
    if found.get("default", 0) in (None, [], {}, ()):
        del found["default"]  # an editor would write it into the file
    return found


def _described(field: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """If a field only refers to a part, give it the description of that part."""
    if "description" not in field and "$ref" in field:
        return {"description": definitions[field["$ref"].rsplit("/", 1)[1]]["description"], **field}
    return field

"""The JSON Schema for editors: current, described, and at one with what the program reads."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from generator.source.json_schema import cases_schema, cases_schema_text, policy_schema, schema_text

ROOT = Path(__file__).parents[2]
POLICIES = sorted(
    [*ROOT.glob("policy/*.yaml"), *ROOT.glob("tests/policies/*/policy/*.yaml"), *ROOT.glob("tests/rules/*.yaml")]
)


class EditorLoader(yaml.SafeLoader):
    """YAML as editors read it (1.2 core schema): numbers are numbers, dates are text."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def errors(document):
    return [
        f"{list(error.absolute_path)}: {error.message[:200]}"
        for error in jsonschema.Draft202012Validator(policy_schema()).iter_errors(document)
    ]


def test_docs_are_current():
    assert (ROOT / "docs/policy.schema.json").read_text(encoding="utf-8") == schema_text(), "regenerate it: make docs"


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(policy_schema())
    assert json.loads(schema_text())["$id"].startswith("urn:policypress:")


def test_every_part_and_field_is_described():
    schema = policy_schema()
    parts = {"Policy": schema, **schema["$defs"]}
    bare = [name for name, part in parts.items() if not part.get("description")]
    bare += [
        f"{name}.{field}"
        for name, part in parts.items()
        for field, value in part.get("properties", {}).items()
        if not value.get("description")
    ]
    assert bare == []


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_policies_are_valid_in_an_editor(path):
    assert errors(yaml.load(path.read_text(encoding="utf-8"), EditorLoader)) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("status", "aproved"),
        ("titel", "x"),
        ("keywords", "one"),
        ("format", 2),
        ("dates", []),
        ("references", {"id": "x"}),
    ],
)
def test_mistakes_are_seen_in_an_editor(key, value):
    document = yaml.load((ROOT / "tests/rules/clean.yaml").read_text(encoding="utf-8"), EditorLoader)
    assert errors({**document, key: value})


@pytest.mark.parametrize("path", sorted(ROOT.glob("policy/*.yaml")), ids=lambda path: path.stem)
def test_policies_name_the_schema(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../docs/policy.schema.json"


def test_the_schema_of_cases_is_current_and_takes_the_cases_of_the_first_policy():
    assert (ROOT / "docs/cases.schema.json").read_text(encoding="utf-8") == cases_schema_text(), (
        "regenerate it: make docs"
    )
    validator = jsonschema.Draft202012Validator(cases_schema())
    text = (ROOT / "policy/cases/restorative-neurostimulation.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../docs/cases.schema.json\n")
    document = yaml.load(text, EditorLoader)
    assert list(validator.iter_errors(document)) == []
    document["cases"][0]["expect"] = "coverd"
    assert list(validator.iter_errors(document))


EXPORTS = ROOT / "tests/imports/exports"


@pytest.mark.parametrize("name", ["zotero.json", "better.yaml", "pandoc.yaml"])
def test_editors_accept_what_other_programs_export(name):
    """JSON is YAML; the export is in the place of the references of a policy."""
    found = yaml.load((EXPORTS / name).read_text(encoding="utf-8"), Loader=EditorLoader)
    document = yaml.load(POLICIES[0].read_text(encoding="utf-8"), Loader=EditorLoader)
    document["references"] = found if isinstance(found, list) else found["references"]
    assert errors(document) == []
    document["references"][0]["abstrct"] = "x"
    assert len(errors(document)) == 1

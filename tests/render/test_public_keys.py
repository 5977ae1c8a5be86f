"""Nothing private leaves with a document: no token of a private field is in any byte of what is built."""

from __future__ import annotations

import inspect
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from generator.model import (
    base,
    codes,
    comments,
    criteria,
    dates,
    edition,
    evidence,
    people,
    policy,
    references,
    thresholds,
)
from generator.model.base import Part, Text
from generator.render.public_keys import PUBLIC, keys_of, policy_keys, public

ROOT = Path(__file__).parents[2]
POLICIES = {
    "restorative-neurostimulation": ROOT / "policy",
    "neuromodulation-demo": ROOT / "tests/policies/spinal-cord-stimulation-demo/policy",
}
PRIVATE = {
    "waiver-reason": "qzrwone",
    "waiver-who": "qzrwtwo",
    "yaml-comment": "qzrwthree",
    "publisher": "qzrwfour",
    "approvals-comment": "qzrwfive",
    "approvals-of-none": "qzrwsix",
}
VOTE, COMMENTER, OTHER_EDITION, SHOWN = "qzrwseven", "qzrweight", "qzrwnine", "qzrwten"


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("private")
    folder = root / "policy"
    shutil.copytree(ROOT / "policy", folder)
    for name, home in POLICIES.items():
        text = (home / f"{name}.yaml").read_text(encoding="utf-8")
        text = text.replace("\nshort_title: ", "\nshort_title: A Short Title That Is Longer Than Sixty Characters, ", 1)
        text = text.replace("\ntitle: ", f"\n# {PRIVATE['yaml-comment']}\ntitle: {SHOWN} ", 1)
        text = text.replace('{name: "E. Doctor, MD"', f'{{name: "E. Doctor {COMMENTER}"', 1)
        text = text.replace("explanation: First posting of", f"explanation: {OTHER_EDITION} First posting of", 1)
        text += "" if "\nwaivers:\n" in text else "waivers:\n"  # both policies end with their waivers
        text += (
            f"  - rule: WORD-005\n    place: short_title\n    reason: {PRIVATE['waiver-reason']} x\n"
            f"    who: {PRIVATE['waiver-who']}\n    expires: 2099-01-01\n"
        )
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "approvals").mkdir()
    (folder / "approvals" / "neuromodulation-demo.yaml").write_text(
        f"# {PRIVATE['approvals-comment']}\nformat: 1\npolicy: neuromodulation-demo\nvotes:\n  - edition: model\n"
        f"    version: '1.0'\n    content: {'0' * 64}\n    who: {VOTE}\n    role: {VOTE}\n    date: 2026-01-01\n"
        f"    vote: for\n    conflicts: {VOTE}\n  - edition: no-such\n    version: '1.0'\n    content: {'0' * 64}\n"
        f"    who: {PRIVATE['approvals-of-none']}\n    role: x\n    date: 2026-01-01\n    vote: for\n"
        "    conflicts: none\n",
        encoding="utf-8",
    )
    for file in folder.glob("publishers/*.yaml"):
        file.write_text(f"# {PRIVATE['publisher']}\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "generator", "build", "--root", root, "--out", root / "build"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=560,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "build"


def everything(path: Path) -> bytes:
    """Return all that a file says: its bytes, and of a PDF its text, strings, streams and what is attached."""
    data = path.read_bytes()
    return data + b"".join(_inside(path)) if path.suffix == ".pdf" else data


def _inside(path: Path) -> Iterator[bytes]:
    with pikepdf.open(path) as pdf:
        for item in pdf.objects:
            yield from _strings(item)
            if isinstance(item, pikepdf.Stream):
                try:
                    yield item.read_bytes()
                except pikepdf.PdfError:  # a picture; its bytes are in the file as they are
                    yield item.read_raw_bytes()
        for name, attached in pdf.attachments.items():
            yield name.encode() + attached.get_file().read_bytes()
    with pypdfium2.PdfDocument(path) as pages:
        for page in pages:
            yield page.get_textpage().get_text_range().encode()


def _strings(item: object) -> Iterator[bytes]:
    if isinstance(item, pikepdf.String):
        yield str(item).encode()
    elif isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in item.keys():  # noqa: SIM118  a pikepdf dictionary iterates otherwise
            if not getattr(item[key], "is_indirect", False):
                yield from _strings(item[key])
    elif isinstance(item, pikepdf.Array):
        for child in item:
            if not getattr(child, "is_indirect", False):
                yield from _strings(child)


@pytest.fixture(scope="module")
def said(out) -> dict[str, bytes]:
    return {str(path.relative_to(out)): everything(path) for path in sorted(out.rglob("*")) if path.is_file()}


def holders(said: dict[str, bytes], token: str) -> set[str]:
    return {name for name, data in said.items() if token.encode() in data.lower()}


def test_all_was_built(said):
    kinds = {Path(name).stem for name in said if name.endswith(".pdf")}
    assert kinds == {
        "coverage-policy",
        "lcd-draft",
        "billing-article",
        "checklist-prior-authorization",
        "checklist-reviewer",
        "checklist-committee",
        "response-to-comments",
    }


def test_the_search_finds_what_is_printed(said):
    pdfs = {name for name in said if name.endswith(".pdf")}
    assert pdfs | {"index.html", "manifest.json"} <= holders(said, SHOWN)
    carried = {name for name, data in said.items() if f"title: {SHOWN}".encode() in data}
    assert carried == pdfs  # as text in the attached source


@pytest.mark.parametrize("field", PRIVATE)
def test_private_text_is_nowhere(said, field):
    assert holders(said, PRIVATE[field]) == set()


def test_no_file_says_where_it_was_built(said, out):
    assert {name for name in holders(said, out.parent.name) if ".policypress" not in name} == set()


def test_a_vote_is_only_where_the_committee_reads_it(said):
    assert {Path(name).stem for name in holders(said, VOTE)} <= {"checklist-committee"}


def test_a_commenter_is_only_in_the_responses(said):
    assert {Path(name).stem for name in holders(said, COMMENTER)} == {"response-to-comments"}


def test_an_edition_is_only_in_its_own_documents(said):
    found = holders(said, OTHER_EDITION)
    assert found and {Path(name).parent.name for name in found} == {"example-lcd"}


MODELS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": model
    for module in (base, codes, comments, criteria, dates, edition, evidence, people, policy, references, thresholds)
    for name, model in vars(module).items()
    if inspect.isclass(model)
    and issubclass(model, Part)
    and model is not Part
    and model.__module__ == module.__name__
    and not name.startswith("_")
}


def test_each_listed_key_is_one_of_the_model():
    for model, keys in PUBLIC.items():
        known = {field.alias or key for key, field in model.model_fields.items()}
        assert set(keys.split()) <= known, model


def test_what_is_not_listed_is_known():
    """A new key of the model is not attached; list it in `public_keys`, or here as one that stays private."""
    hidden = {
        (name, key)
        for name, model in MODELS.items()
        if name not in ("policy.Policy", "policy.RuleWaiver")
        for key in {field.alias or key for key, field in model.model_fields.items()} - keys_of(model)
    }
    assert hidden == {("edition.Edition", "artifacts"), ("edition.Edition", "comments")}
    kinds = edition.ArtifactKind.__args__
    listed = {key for kind in kinds for key in policy_keys(kind)}
    assert set(policy.Policy.model_fields) - listed == {"editions", "waivers"}


class Noted(base.Section):
    """A section that gained a key."""

    editors: Text


def test_a_key_that_is_not_listed_is_left_out():
    plain = {"id": "one", "title": "One", "text": "x", "source": "p. 1", "editors": "secret"}
    assert public(Noted.model_validate(plain), plain) == {key: plain[key] for key in ("id", "title", "text", "source")}


def test_a_key_inside_a_change_is_left_out():
    change = {
        "action": "amend",
        "criterion": "adult",
        "direction": "editorial",
        "reason": "r",
        "with": {"statement": "s", "editors": "secret", "all": [{"statement": "t", "editors": "secret"}]},
    }
    shown = public(edition.Deviation.model_validate(change), change)
    assert "secret" not in json.dumps(shown) and shown["with"]["all"] == [{"statement": "t"}]


def test_an_export_is_attached_without_the_keys_that_nothing_prints():
    """Notes and abstracts of a reference manager may be private or somebody else's text."""
    data = {
        "id": "a",
        "type": "article-journal",
        "title": "T",
        "journalAbbreviation": "J Ex",
        "abstract": "Private.",
        "note": "Private.",
        "author": [{"family": "Lee", "affiliation": "Private."}],
        "issued": {"date-parts": [["2024"]]},
    }
    found = public(references.Reference.model_validate(data), data)
    kept = {key: value for key, value in data.items() if key not in ("abstract", "note", "journalAbbreviation")}
    assert found == kept | {"author": [{"family": "Lee"}], "container-title-short": "J Ex"}
    both = data | {"container-title-short": "New"}
    assert public(references.Reference.model_validate(both), both)["container-title-short"] == "New"

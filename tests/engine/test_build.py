"""Build: what is rendered and why, what is left alone, what is removed."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.tiny import edit, make_root, published, run
from generator.engine.build import Request, build
from generator.engine.pool import WorkerPool
from generator.problem import SourceProblems

TODAY = date(2026, 8, 1)
COVERAGE, ARTICLE = "tiny/north/coverage-policy.pdf", "tiny/north/billing-article.pdf"


@pytest.fixture(scope="module")
def pool():
    with WorkerPool(2) as pool:
        yield pool


@pytest.fixture(scope="module")
def template(tmp_path_factory, pool) -> Path:
    root = make_root(tmp_path_factory.mktemp("template"))
    build(Request(root, root / "build"), TODAY, executor=pool)
    return root


@pytest.fixture
def root(template, tmp_path) -> Path:
    """A root that was just built."""
    return Path(shutil.copytree(template, tmp_path / "root"))


def again(root: Path, pool: WorkerPool, **choices):
    return build(Request(root, root / "build", **choices), choices.pop("today", TODAY), executor=pool)


def test_nothing_changed(root, pool):
    before = published(root / "build")
    outcome = again(root, pool)
    assert (outcome.rendered, outcome.unchanged, outcome.removed) == ([], [ARTICLE, COVERAGE], [])
    assert published(root / "build") == before


def test_only_the_document_that_shows_an_edit_is_rendered(root, pool):
    before = published(root / "build")
    edit(root / "policy/tiny.yaml", "for some patients", "for few patients")
    outcome = again(root, pool)
    # both documents carry their source as an attachment; a template of one alone changes one alone
    assert COVERAGE in outcome.rendered
    assert outcome.reasons[COVERAGE] == "its text, layout, or tools changed"
    edit(root / "templates/billing-article/document.html.j2", "<p>", "<p>Short: ")
    outcome = again(root, pool)
    assert outcome.rendered == [ARTICLE] and outcome.unchanged == [COVERAGE]
    assert published(root / "build").keys() == before.keys()


def test_an_edit_that_no_document_shows_renders_nothing(root, pool):
    edit(root / "policy/tiny.yaml", "format: 1\n", "format: 1  # a comment\n")
    assert again(root, pool).rendered == []


def test_style_font_and_publisher_changes_are_seen(root, pool):
    (root / "templates/styles").mkdir()
    shipped = Path(__file__).parents[2] / "templates/styles/document.css"
    (root / "templates/styles/document.css").write_text(shipped.read_text() + "p { color: #222 }\n")
    assert len(again(root, pool).rendered) == 2
    edit(root / "policy/publishers/north.yaml", "kind: Coverage Policy", "kind: Medical Policy")
    assert again(root, pool).rendered == [COVERAGE]


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes().replace(b"%PDF", b"%PFD")),
        lambda path: path.write_bytes(path.read_bytes() + b"\n"),
        lambda path: path.write_bytes(b""),
    ],
    ids=["deleted", "changed", "longer", "emptied"],
)
def test_a_damaged_output_is_rendered_again(root, pool, damage):
    before = published(root / "build")
    damage(root / "build" / COVERAGE)
    outcome = again(root, pool)
    assert outcome.rendered == [COVERAGE]
    assert outcome.reasons[COVERAGE] == "the file in the output folder is not the one that was built"
    assert published(root / "build") == before


@pytest.mark.parametrize("text", [None, "", "{", '{"format": 1, "documents": []}'])
def test_a_damaged_manifest_is_made_again(root, pool, text):
    before, manifest = published(root / "build"), root / "build/manifest.json"
    manifest.unlink() if text is None else manifest.write_text(text)
    assert len(again(root, pool).rendered) == 2
    assert published(root / "build") == before


def test_a_manifest_that_leads_elsewhere_touches_nothing(root, pool):
    mine, manifest = root / "mine.pdf", root / "build/manifest.json"
    mine.write_bytes(b"mine")
    (root / "build/notes.txt").write_text("mine")
    before = published(root / "build")
    data = json.loads(manifest.read_text())
    for path in ("../mine.pdf", str(mine), "x/../../mine.pdf", "notes.txt", "manifest.json", ".policypress/lock"):
        data["documents"].append(data["documents"][0] | {"path": path})
    manifest.write_text(json.dumps(data))
    assert again(root, pool).removed == []
    assert mine.read_bytes() == b"mine"
    assert published(root / "build") == before


def test_documents_no_longer_produced_are_removed_and_nothing_else(root, pool):
    shutil.copy(root / "policy/tiny.yaml", root / "policy/other.yaml")
    edit(root / "policy/other.yaml", "id: tiny", "id: other")
    assert len(again(root, pool).rendered) == 2
    (root / "build/other/north/notes.txt").write_text("mine")
    (root / "policy/other.yaml").unlink()
    assert again(root, pool, policies=("tiny",)).removed == []
    assert len(again(root, pool).removed) == 2
    assert [path.name for path in (root / "build/other").rglob("*") if path.is_file()] == ["notes.txt"]


def test_a_part_of_the_documents_leaves_the_rest(root, pool):
    edit(root / "templates/billing-article/document.html.j2", "<p>", "<p>Short: ")
    edit(root / "templates/coverage-policy/document.html.j2", "<p>", "<p>Long: ")
    assert again(root, pool, artifacts=("billing-article",)).rendered == [ARTICLE]
    assert again(root, pool).rendered == [COVERAGE]


def test_an_unknown_choice_is_named(root, pool):
    with pytest.raises(SourceProblems, match="no policy has the edition `south`"):
        again(root, pool, editions=("south",))


def test_an_error_leaves_what_stands(root, pool):
    before = published(root / "build")
    edit(root / "policy/tiny.yaml", "for some patients", "for some patients [@nobody]")
    with pytest.raises(SourceProblems, match="nobody"):
        again(root, pool)
    assert published(root / "build") == before


def test_force_renders_all_and_gives_the_same_bytes(root, pool):
    before = published(root / "build")
    outcome = again(root, pool, force=True)
    assert outcome.reasons == {COVERAGE: "forced", ARTICLE: "forced"}
    assert published(root / "build") == before


def test_a_review_that_becomes_overdue_is_reported_although_nothing_changed(root, pool):
    assert not any(item.rule == "DATE-003" for item in again(root, pool).warnings)
    outcome = build(Request(root, root / "build"), date(2027, 6, 30) + timedelta(1), executor=pool)
    assert outcome.rendered == [] and any(item.rule == "DATE-003" for item in outcome.warnings)


def test_shards_cover_every_document_once(root, pool):
    rendered = []
    for number in (1, 2):
        rendered += again(root, pool, force=True, shard=(number, 2)).rendered
    assert sorted(rendered) == [ARTICLE, COVERAGE]


def test_explain_on_the_command_line(root):
    (root / "build" / ARTICLE).unlink()
    done = run("build", "--explain", cwd=root)
    assert f"built build/{ARTICLE}: the file in the output folder is not the one that was built" in done.stdout
    assert "1 built, 1 unchanged" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_an_output_folder_may_be_reached_by_a_link(root, pool, tmp_path):
    (root / "build").rename(tmp_path / "elsewhere")
    (root / "build").symlink_to(tmp_path / "elsewhere")
    assert again(root, pool).rendered == []

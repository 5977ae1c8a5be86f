"""A vote holds for what is printed: changes of print after the vote, and program updates, through the command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from generator.files.paths import templates_dir
from tests.lifecycle.test_lifecycle import change, run

REPOSITORY = Path(__file__).parents[2]
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h{}v9z"/></svg>'
OWN_FONTS = 'html {{ font-family: "Own" }}\n@font-face {{ font-family: "Own"; src: url("../fonts/Own.ttf") }}\n'
WARNED = "policy/approvals/knee-arthroscopy.yaml:"


@pytest.fixture(scope="module")
def voted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A policy in review with one vote, an edition of a publisher with a logo, and a style and a font of the root."""
    root = tmp_path_factory.mktemp("voted")
    (root / "policy").mkdir()
    run(root, "new", "knee-arthroscopy", "--title", "Knee arthroscopy")
    run(root, "publisher", "new", "my-plan", "--name", "My Plan")
    folder = root / "policy" / "publishers"
    plan = folder / "my-plan.yaml"
    text = plan.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^(tagline|contact): .*$", r"\1: Written.", text)
    text = text.replace("\ntagline:", "\nlogo: {file: my-plan.svg, alt: A triangle}\ntagline:")
    plan.write_text(text, encoding="utf-8")
    (folder / "my-plan.svg").write_text(LOGO.format(9))
    change(root, '"Write here: ', '"Written: ')
    change(
        root,
        "references:   ",
        "editions:\n  - {id: mine, publisher: my-plan, artifacts: [coverage-policy]}\n\nreferences:   ",
    )
    change(root, "status: draft ", "status: in-review ")
    write(root, "templates/styles/figures.css", "figure { margin: 0 }\n")
    swap_digits(root, ())
    approve(root)
    return root


@pytest.fixture
def root(voted: Path, tmp_path: Path) -> Path:
    """A copy of it, now approved."""
    copy = Path(shutil.copytree(voted, tmp_path / "root"))
    change(copy, "status: in-review ", "status: approved ")
    return copy


def approve(root: Path, code: int = 0) -> str:
    return run(root, "approve", "knee-arthroscopy", "--who", "A. Member", "--role", "Chair", code=code)


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def swap_digits(root: Path, pair: tuple[str, ...]) -> None:
    """Write the root's own font; the digits of a pair have each other's shape."""
    font = TTFont(templates_dir() / "fonts" / "DejaVuSans.ttf")
    for table in font["cmap"].tables if pair else ():
        one, other = (ord(digit) for digit in pair)
        if one in table.cmap:
            table.cmap[one], table.cmap[other] = table.cmap[other], table.cmap[one]
    (root / "templates" / "fonts").mkdir(parents=True, exist_ok=True)
    font.save(root / "templates" / "fonts" / "Own.ttf", reorderTables=None)


def shipped(name: str) -> str:
    return (templates_dir() / name).read_text(encoding="utf-8")


def refused(root: Path) -> str:
    """Return why a final build is rejected; nothing is built."""
    output = run(root, "build", "--final", code=1)
    assert not (root / "build" / "manifest.json").exists()
    assert output.count(" error ") == 1 and re.search(
        rf"^{WARNED}\d+:1: error FINAL-002: the votes on knee-arthroscopy, edition mine, the last of [\d-]+, are void:"
        r" \w",
        output,
        re.MULTILINE,
    ), output
    assert "knee-arthroscopy, edition mine, content" in (shown := run(root, "approve", "knee-arthroscopy"))
    assert ": voided by a later change (0 for" in shown
    return output


def test_what_was_voted_on_is_built(root):
    run(root, "build", "--final")
    assert (root / "build" / "knee-arthroscopy" / "mine" / "coverage-policy.pdf").is_file()


LINE = "{{ (view.named if view.is_group else view.text) | inline }}"
FORGED = '{{ (view.named if view.is_group else view.text) | replace("6", "52") | inline }}'


def template(where: str) -> Callable[[Path], None]:
    def attack(root: Path) -> None:
        text = shipped("components/criteria.html.j2")
        assert LINE in text
        write(root, f"{where}components/criteria.html.j2", text.replace(LINE, FORGED))

    return attack


def of_status(root: Path) -> None:
    write(
        root,
        "templates/components/criteria.html.j2",
        shipped("components/criteria.html.j2").replace(
            LINE, f'{{% if edition.status_id == "active" %}}{FORGED}{{% else %}}{LINE}{{% endif %}}'
        ),
    )


def generated(where: str, name: str) -> Callable[[Path], None]:
    return lambda root: write(
        root, f"{where}styles/{name}", shipped(f"styles/{name}") + '\n.criterion::before { content: "NOT " }\n'
    )


PUBLISHER = "policy/publishers/my-plan/templates/"


@pytest.mark.parametrize(
    ("attack", "said"),
    [
        (template("templates/"), 'templates/components/criteria.html.j2 is new; coverage-policy: "'),
        (template(PUBLISHER), f"{PUBLISHER}components/criteria.html.j2 is new; coverage-policy: "),
        (of_status, "what is printed changed: templates/components/criteria.html.j2 is new"),
        (generated("templates/", "figures.css"), "what is printed changed: templates/styles/figures.css changed\n"),
        (generated("templates/", "tokens.css"), "what is printed changed: templates/styles/tokens.css is new\n"),
        (generated(PUBLISHER, "document.css"), f"what is printed changed: {PUBLISHER}styles/document.css is new\n"),
        (lambda root: swap_digits(root, ("6", "5")), "what is printed changed: templates/fonts/Own.ttf changed\n"),
        (
            lambda root: write(root, "policy/publishers/my-plan.svg", LOGO.format(8)),
            "what is printed changed: policy/publishers/my-plan.svg changed; coverage-policy: ",
        ),
        (
            lambda root: (root / "templates/styles/figures.css").unlink(),
            "what is printed changed: templates/styles/figures.css was removed\n",
        ),
        (
            lambda root: write(root, "templates/csl/american-medical-association.csl", "<style/>"),
            "what is printed changed: templates/csl/american-medical-association.csl is new\n",
        ),
        (
            lambda root: change(root, "An active infection is present.", "No infection is present."),
            'the text was edited: coverage-policy: "',
        ),
    ],
    ids=[
        "template",
        "publisher's template",
        "template by status",
        "style",
        "tokens",
        "publisher's style",
        "font",
        "logo",
        "style removed",
        "citation style",
        "text",
    ],
)
def test_a_change_after_the_vote_is_refused_and_named(root, attack, said):
    attack(root)
    assert said in refused(root)


def test_the_message_quotes_three_changes_and_counts_the_others(root):
    template("templates/")(root)
    assert re.search(r'"[^"]*\b6 weeks[^"]*" -> "[^"]*\b52 weeks[^"]*"', refused(root))
    file = root / "templates" / "components" / "criteria.html.j2"
    file.write_text(file.read_text(encoding="utf-8").replace('"6", "52"', '"a", "o"'), encoding="utf-8")
    said = refused(root)
    assert len(re.findall(r'coverage-policy: "', said)) == 2 and re.search(r"; \d+ more$", said, re.MULTILINE)


def test_files_behind_a_link_to_a_folder_are_seen_once(root):
    (root / "shared").mkdir()
    (root / "templates" / "more").symlink_to(root / "shared", target_is_directory=True)
    (root / "templates" / "loop").symlink_to(root / "templates", target_is_directory=True)
    assert ": approved (1 for" in run(root, "approve", "knee-arthroscopy")
    write(root, "shared/more.css", "p::after { content: 'no' }")
    assert "what is printed changed: templates/more/more.css is new\n" in refused(root)


def test_undoing_the_change_or_voting_again_is_the_way_out(root):
    template("templates/")(root)
    refused(root)
    shutil.rmtree(root / "templates" / "components")
    assert ": approved (1 for" in run(root, "approve", "knee-arthroscopy")
    template("templates/")(root)
    assert ": approved (1 for" in approve(root)


def test_texts_of_the_publisher_are_the_text(root):
    plan = root / "policy" / "publishers" / "my-plan.yaml"
    plan.write_text(
        plan.read_text(encoding="utf-8").replace("tagline: Written.", "tagline: Covered always."), encoding="utf-8"
    )
    assert 'the text was edited: coverage-policy: "Written." -> "Covered always."' in refused(root)


def test_no_one_votes_on_words_that_depend_on_the_status(voted, tmp_path):
    root = Path(shutil.copytree(voted, tmp_path / "root"))
    of_status(root)
    output = approve(root, code=1)
    assert re.search(
        r"^policy/knee-arthroscopy\.yaml:1:1: error FINAL-005: knee-arthroscopy, edition mine: "
        r'coverage-policy prints ".*52 weeks.*" once it is active, unlike the copy that is voted on$',
        output,
        re.MULTILINE,
    ), output
    write(
        root,
        "templates/components/criteria.html.j2",
        shipped("components/criteria.html.j2").replace(
            LINE, f'{{% if edition.status_id == "in-review" %}}{LINE}{{% endif %}}'
        ),
    )
    assert re.search(r'FINAL-005: .*: coverage-policy leaves out ".*" once it is approved', approve(root, code=1))


def test_files_that_are_not_printed_void_nothing(root):
    write(root, "policy/licensed/descriptors.csv", "code,long,short\n99213,Office visit,Visit\n")
    write(root, "templates/.DS_Store", "x")
    write(root, "templates/styles/figures.css~", "x")
    assert ": approved (1 for" in run(root, "approve", "knee-arthroscopy")


def record(root: Path) -> Path:
    return next((root / "policy" / "approvals" / "knee-arthroscopy").glob("mine-*.txt"))


def test_a_record_that_is_missing_or_edited_by_hand_counts_for_nothing(root):
    path, name = record(root), record(root).relative_to(root).as_posix()
    text = path.read_bytes()
    path.write_bytes(text.replace(b"\n", b"\r\n"))  # what git does on some machines
    assert ": approved (1 for" in run(root, "approve", "knee-arthroscopy")
    path.write_bytes(text.replace(b"6 weeks", b"52 weeks"))
    assert f"{name}, the record of what was printed, was edited\n" in refused(root)
    path.write_bytes(b"\xff")
    assert f"{name}, the record of what was printed, was edited\n" in refused(root)
    path.unlink()
    assert f"{name}, the record of what was printed, cannot be read\n" in refused(root)


def test_a_vote_of_an_earlier_policypress_does_not_count(root):
    file = root / "policy" / "approvals" / "knee-arthroscopy.yaml"
    file.write_text(re.sub(r"(?m)^    print: .*\n", "", file.read_text(encoding="utf-8")), encoding="utf-8")
    assert "it does not record what was printed, because an earlier version of policypress wrote it\n" in refused(root)


def test_the_committee_is_told_that_its_votes_are_void(root):
    change(root, "artifacts: [coverage-policy]", "artifacts: [coverage-policy, checklist-committee]")
    approve(root)
    template("templates/")(root)
    from generator.lifecycle.standing import votes_of
    from generator.render.document import document_html
    from generator.source.editions import resolve_editions
    from generator.source.policies import load_policy
    from generator.view import Document

    edition = resolve_editions(load_policy(root / "policy" / "knee-arthroscopy.yaml", root), root)[0]
    page = document_html(Document(edition, "checklist-committee", False, votes_of(edition, root)), root)
    assert "<b>Not approved.</b> Recorded on this text: 0 in favor" in page
    assert "2 votes were for an earlier text and do not count: A. Member." in page


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another copy of policypress: the next version, to be changed."""
    folder = tmp_path_factory.mktemp("program")
    for name in ("generator", "templates"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def updated(program: Path, root: Path, *words: str, **more: str) -> str:
    """Run a command of the other copy."""
    code = "from generator.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *words, "--root", str(root)],
        env=os.environ | {"PYTHONPATH": str(program)} | more,
        cwd=program,
        text=True,
        capture_output=True,
        timeout=120,
    )
    return done.stdout + done.stderr


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_update_that_changes_layout_voids_nothing(root, program):
    styles = program / "templates" / "styles" / "document.css"
    edit(styles, "margin: 24mm 20mm", "margin: 30mm 25mm")
    edit(styles, ".masthead .tagline {", '.masthead .tagline::after { content: "" }\n.masthead .tagline {')
    edit(
        program / "templates/components/masthead.html.j2",
        '<p class="tagline">{{ publisher.tagline }}</p>',
        '<div><p class="line">{{ publisher.tagline }}</p></div>',
    )
    edit(
        program / "generator/model/edition.py",
        "    version: Ascii | None = None\n",
        '    is_new: Text | None = None\n    """A new key."""\n    version: Ascii | None = None\n',
    )
    said = updated(program, root, "approve", "knee-arthroscopy")
    assert ": approved (1 for" in said and "printed it" not in said


def test_an_update_that_prints_other_words_voids_and_quotes_them(root, program):
    edit(program / "templates/components/contents.html.j2", "<h2>Contents</h2>", "<h2>What is here</h2>")
    said = updated(program, root, "approve", "knee-arthroscopy")
    edit(program / "templates/components/contents.html.j2", "What is here", "Contents")
    assert 'what is printed changed: coverage-policy: "Contents" -> "What is here"\n' in said
    with (program / "templates/styles/document.css").open("a") as sheet:
        sheet.write('.position::after { content: " (6)" }')
    said = updated(program, root, "approve", "knee-arthroscopy")
    assert "policypress' own styles: added \"styles/document.css: .position::after content:" in said


def test_another_version_that_prints_the_same_is_said(root):
    file = root / "policy" / "approvals" / "knee-arthroscopy.yaml"
    file.write_text(
        re.sub(r"(?m)^    program: .*$", '    program: "0.0.9"', file.read_text(encoding="utf-8")), encoding="utf-8"
    )
    note = "knee-arthroscopy, edition mine, was approved as policypress 0.0.9 printed it; policypress "
    assert note in run(root, "approve", "knee-arthroscopy")
    assert note in run(root, "build", "--final")


def test_the_machine_does_not_change_the_record(root):
    before = record(root).read_bytes()
    updated(
        REPOSITORY,
        root,
        "approve",
        "knee-arthroscopy",
        "--who",
        "B. Other",
        "--role",
        "Nurse",
        TZ="Asia/Tokyo",
        LC_ALL="C",
        PYTHONHASHSEED="7",
        COLUMNS="20",
    )
    assert [path.read_bytes() for path in record(root).parent.iterdir()] == [before]

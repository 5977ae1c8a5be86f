"""The docs say what the program does."""

import re
import shutil
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from generator.cli.main import main
from generator.files.paths import templates_dir

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

sys.path.insert(0, str(ROOT / "setup"))


@pytest.mark.parametrize("name", ["commands.md", "architecture.md", "keys.md"])
def test_what_a_page_takes_from_the_program_is_current(name):
    from reference_pages import page

    assert page(name) == (ROOT / "docs" / name).read_text(encoding="utf-8"), "run `make docs`"


def test_the_picture_of_the_packages_is_current():
    from architecture_page import PICTURE, picture

    assert picture() == PICTURE.read_text(encoding="utf-8"), "run `make docs`"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


def test_the_documents_have_these_sections_in_this_order():
    text = (ROOT / "docs" / "documents.md").read_text(encoding="utf-8")
    shown = {
        kind: re.findall(r"^\d+\. (.*)", part, re.M)
        for kind, part in re.findall(r"^## [^\n]*: `([a-z-]+)`\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    }
    publisher = yaml.safe_load((templates_dir() / "publishers" / "model.yaml").read_text(encoding="utf-8"))
    assert shown == {
        kind: [section["title"] for section in layout["sections"]] for kind, layout in publisher["documents"].items()
    }


def excerpts():
    """Every YAML block of the docs that says which file it comes from."""
    for path in PAGES:
        found = re.findall(r"<!-- from (\S+) -->\n```yaml\n(.*?)```", path.read_text(encoding="utf-8"), re.S)
        yield from ((file, text) for file, text in found)


@pytest.mark.parametrize(("file", "text"), list(excerpts()))
def test_excerpts_are_real(file, text):
    lines = text.splitlines()
    there = (ROOT / file).read_text(encoding="utf-8").splitlines()
    for start in range(len(there) - len(lines) + 1):
        indent = there[start][: len(there[start]) - len(there[start].lstrip())]
        if there[start : start + len(lines)] == [indent + line for line in lines]:
            return
    pytest.fail(f"{file} does not hold these lines:\n{text}")


def test_the_tour_says_what_the_program_says(tmp_path):
    """The edit of the README gives the problem that the README shows."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    policy = (ROOT / "policy" / "restorative-neurostimulation.yaml").read_text(encoding="utf-8")
    line = re.search(r"^ *statement: .* 9 months.*\n", readme, re.M)[0]
    assert line.replace("9", "6") in policy
    shutil.copytree(ROOT / "policy", tmp_path / "policy")
    (tmp_path / "policy" / "restorative-neurostimulation.yaml").write_text(
        policy.replace(line.replace("9", "6"), line), encoding="utf-8"
    )
    done = CliRunner().invoke(main, ["check", "--root", str(tmp_path)])
    assert done.exit_code == 1
    shown = re.findall(r"^    (policy/.*error.*|    the statement.*)", readme, re.M)
    assert shown == done.stdout.splitlines()[:2]

    number = int(shown[0].split(":")[1]) - 1
    file = tmp_path / "policy" / "restorative-neurostimulation.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[number] = lines[number].replace("6", "9")
    file.write_text("\n".join(lines), encoding="utf-8")
    done = CliRunner().invoke(main, ["check", "--root", str(tmp_path)])
    shown = re.findall(r"^    (policy/.*warning.*)", readme, re.M)
    assert shown == re.findall(r"^policy/.*warning.*", done.stdout, re.M)

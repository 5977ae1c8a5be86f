"""Files that are not regular files, that never end, or that contain something other than they should."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from engine.tiny import edit, make_root

from generator.files.reading import open_file, read_file
from robust.attack import attack_here


@pytest.fixture
def tiny(tmp_path) -> Path:
    return make_root(tmp_path / "root")


def replaced(path: Path, kind: str) -> None:
    """Put something else in place of a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero" if kind == "device" else "nowhere")


KINDS = {
    "pipe": "it is a named pipe, not a file",
    "device": "",
    "folder": "it is a folder, not a file",
    "broken link": "No such file or directory",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("file", ["policy/tiny.yaml", "policy/approvals/tiny.yaml"])
def test_something_else_in_place_of_a_source_file(tiny, file, kind):
    replaced(tiny / file, kind)
    for words in (("build",), ("check", "policy/tiny.yaml") if file == "policy/tiny.yaml" else ("build", "--final")):
        attack_here(
            *words,
            cwd=tiny,
            code=1,
            says=f"{file}:1:1: error "
            + (
                "FILE-006: this leads outside the root, to /dev/zero"
                if kind == "device"
                else f"YAML-001: the file cannot be read: {KINDS[kind]}"
            ),
        )


@pytest.mark.parametrize("kind", KINDS)
def test_something_else_in_place_of_a_publisher_template_logo_style_or_code_file(tiny, kind):
    def said(file: str, says: str, *words: str) -> None:
        copy = Path(shutil.copytree(tiny, tiny.parent / file.replace("/", "-"), symlinks=True))
        replaced(copy / file, kind)
        attack_here(
            *words, cwd=copy, code=1, says=says if kind != "device" else "this leads outside the root, to /dev/zero"
        )

    edit(tiny / "policy/publishers/north.yaml", "tagline: Tiny", "tagline: Tiny\nlogo: {file: n.svg, alt: North}")
    (tiny / "policy/publishers/n.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    said("policy/publishers/north.yaml", "policy/publishers/north.yaml:1:1: error", "build")
    said("policy/publishers/n.svg", "policy/publishers/north.yaml:4:14: error PUB-002", "build")
    said(
        "templates/billing-article/document.html.j2",
        "templates/billing-article/document.html.j2:1:1: error PUB-003",
        "build",
    )
    said("policy/licensed/codes.csv", "codes.csv:0:0: error DESCRIPTORS-001", "check")
    said("policy/licensed/codes.txt", "codes.txt:0:0: error DESCRIPTORS-001", "check")


def test_a_style_or_font_that_is_a_pipe(tiny):
    (tiny / "templates/styles").mkdir()
    (tiny / "templates/styles/document.css").write_text('@import url("more.css");')
    (tiny / "templates/coverage-policy/document.html.j2").write_text(
        '<html lang="en-US"><title>x</title><link rel="stylesheet" href="../templates/x.css"><p>x</p></html>'
    )
    os.mkfifo(tiny / "templates/styles/more.css")
    attack_here("build", cwd=tiny, code=1, says="more.css: it is a named pipe, not a file")


def test_folders_that_are_linked_in_a_circle(tiny):
    for place in ("policy", "templates", "build", "policy/publishers"):
        (tiny / place / "a").mkdir(parents=True)
        (tiny / place / "b").mkdir()
        for name in "pqrstuvw":
            (tiny / place / "a" / name).symlink_to("../b")
            (tiny / place / "b" / name).symlink_to("../a")
        (tiny / place / "round").symlink_to("..")
    for words in (("check",), ("build", "--force"), ("build",), ("verify",)):
        attack_here(*words, cwd=tiny, code=(0, 1, 3))


LEFT = [
    ".#tiny.yaml",
    "#tiny.yaml#",
    "tiny.yaml~",
    "._tiny.yaml",
    ".tiny.yaml.swp",
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
    "~$tiny.yaml",
    ".hidden.yaml",
]


def test_what_editors_and_systems_leave_is_looked_at_by_no_command(tiny):
    (tiny / "policy/licensed").mkdir()
    done = attack_here("build", cwd=tiny, code=0)
    for folder in ("policy", "policy/publishers", "policy/licensed", "templates", "templates/coverage-policy"):
        for name in LEFT:
            (tiny / folder / name).write_bytes(b"\x00\xff\x00")
        (tiny / folder / ".#locked.yaml").symlink_to("user@host.123")
        (tiny / folder / "._codes.csv").write_bytes(b"\x00\xff\x00")
    assert attack_here("check", cwd=tiny, code=0).stderr.startswith("1 policy checked: 0 errors")
    assert attack_here("build", cwd=tiny, code=0).stdout == "2 unchanged\n" != done.stdout
    edit(tiny / "policy/tiny.yaml", "for some patients", "for few patients")
    done = attack_here("build", cwd=tiny, code=0)
    assert done.stdout.splitlines()[-1] == "2 built"


def test_a_hidden_template_is_no_part_of_the_source(tiny):
    (tiny / "templates/.part.j2").write_text("x")
    edit(tiny / "templates/billing-article/document.html.j2", "<body>", '<body>{% include ".part.j2" %}')
    attack_here("build", cwd=tiny, code=1, says="hidden files and backups are not part of the source")


CONFLICT = "<<<<<<< HEAD\ntitle: One\n=======\ntitle: Two\n>>>>>>> other\n"


@pytest.mark.parametrize("file", ["policy/tiny.yaml", "policy/publishers/north.yaml"])
def test_a_merge_conflict_is_named_as_one(tiny, file):
    edit(tiny / file, "\ntagline: Tiny\n" if "north" in file else "\ntitle: A tiny policy\n", f"\n{CONFLICT}")
    line = (tiny / file).read_text().split("<<<<<<<")[0].count("\n") + 1
    done = attack_here(
        "check",
        cwd=tiny,
        code=1,
        says=f"{file}:{line}:1: error YAML-014: this is an unresolved merge conflict\n"
        f"    from here to line {line + 4}, keep the correct lines",
    )
    assert done.stdout.count(": error ") == 1  # and nothing that follows from it


def test_a_merge_conflict_in_a_template_is_named_as_one(tiny):
    edit(tiny / "templates/billing-article/document.html.j2", "<body>", f"<body>\n{CONFLICT}")
    attack_here(
        "build",
        cwd=tiny,
        code=1,
        says="templates/billing-article/document.html.j2:4:1: error PUB-003: the "
        "template fails: this is an unresolved merge conflict",
    )


def test_seven_signs_inside_a_text_are_no_conflict(tiny):
    edit(tiny / "policy/tiny.yaml", "title: A tiny policy", "title: >\n  <<<<<<< A tiny policy")
    attack_here("check", cwd=tiny, code=0)


YAML = {
    "many keys and more": ("\n".join(f"k{number}: 1" for number in range(30_000)), "YAML-001"),
    "deep flow": ("x: " + "[" * 10_000, "YAML-005"),
    "deep flow, closed": ("x: " + "[" * 10_000 + "]" * 10_000, "YAML-005"),
    "deep blocks": ("\n".join(" " * level + "a:" for level in range(1_000)), "YAML-005"),
    "deep lists": ("x:\n  " + "- " * 10_000 + "a", "YAML-005"),
    "long line": ("title: " + "a" * 1_000_000, ": error "),
    "zero byte": ("title: a\0b", "YAML-002"),
    "huge exponent": ("coverage: 1e999999999", ": error SCHEMA-"),
    "huge integer": ("format: " + "9" * 5_000, ": error SCHEMA-"),
    "many keys": ("\n".join(f"k{number}: 1" for number in range(20_000)), ": error SCHEMA-001"),
    "many items": ("codes:\n" + "  - a\n" * 49_998, ":49999:5: error YAML-001: the file contains more than 50,000"),
    "many in a line": ("codes: [" + "a," * 400_000 + "]", "YAML-001"),
    "aliases": (
        "a: &a [x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)),
        "YAML-006",
    ),
    "as many items as there may be": ("codes:\n" + "  - a\n" * 49_997, "error SCHEMA-"),
    "too large": ("#" * (2**20 + 1), "error YAML-001: the file cannot be read: it is larger than 1 MiB"),
    "as large as it may be": ("#" * 2**20, "error YAML-003: the file is empty"),
    "not UTF-8": (b"title: caf\xe9", "policy/tiny.yaml:1:11: error YAML-002: this file is not UTF-8 text"),
    "nothing": ("", "YAML-003"),
}


@pytest.mark.parametrize("name", YAML)
def test_yaml_that_is_too_much(tiny, name):
    text, says = YAML[name]
    (tiny / "policy/tiny.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    done = attack_here("check", cwd=tiny, code=1, says=says)
    assert done.stdout.startswith("policy/tiny.yaml:")


LONG = [
    "(",
    "[",
    "*",
    "_",
    "`",
    "<",
    "!",
    "\\",
    "&",
    "[a](",
    "9",
    "9,",
    "a ",
    "-",
    "≥",
    "1.",
    ": ",
    "> ",
    "[@x; ",
    "é",
    "at least 9 ",
    "not ",
]


@pytest.mark.parametrize("piece", LONG)
def test_texts_that_are_hard_to_read(tiny, piece):
    text = (piece * 30_000)[:30_000].replace("\\", "\\\\").replace('"', '\\"')
    edit(tiny / "policy/tiny.yaml", "Pain is severe.", f'"x {text}"')
    edit(tiny / "policy/tiny.yaml", "The service is medically necessary for some patients.", f'"x {text}"')
    attack_here("check", cwd=tiny, code=(0, 1))


def test_a_name_that_is_not_utf_8(tiny):
    for place in ("policy", "templates", "templates/coverage-policy"):
        (tiny / place / os.fsdecode(b"caf\xe9.yaml")).write_text("x: 1")
        (tiny / place / os.fsdecode(b"caf\xe9.png")).write_text("x: 1")
    attack_here("check", cwd=tiny, code=1, says="policy/caf\\udce9.yaml:1:1: error")
    attack_here("check", "--format", "json", cwd=tiny, code=1, says='"file": "policy/caf\\udce9.yaml"')
    attack_here("build", "tiny", cwd=tiny, code=0)
    attack_here("build", os.fsdecode(b"caf\xe9"), cwd=tiny, code=1)


def test_an_old_revision_that_is_not_utf_8_is_located(tiny):
    path = tiny / "policy/tiny.yaml"
    good = path.read_bytes()
    path.write_bytes(good.replace(b"A tiny policy", b"A tiny caf\xe9"))
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-C", str(tiny)]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *words], check=True)
    path.write_bytes(good)
    place = "HEAD:policy/tiny.yaml:3:18: error YAML-002: this file is not UTF-8 text"
    for words in (("diff", "HEAD"), ("diff", "HEAD:policy/tiny.yaml"), ("revise",), ("revise", "--check")):
        attack_here(*words, cwd=tiny, code=1, says=place)
    path.write_bytes(good.replace(b"A tiny policy", b"A tiny caf\xe9s"))
    for words in (("diff", "HEAD"), ("diff", "policy/tiny.yaml", "policy/tiny.yaml")):
        attack_here(*words, cwd=tiny, code=1, says="policy/tiny.yaml:3:18: error YAML-002")


def test_a_device_is_not_opened():
    for reads in (read_file, open_file):
        with pytest.raises(OSError, match="it is a device, not a file"):
            reads("/dev/zero")


def test_the_size_of_a_file_is_bounded(tmp_path):
    (tmp_path / "a").write_bytes(b"12345")
    assert read_file(tmp_path / "a", 5) == b"12345"
    with pytest.raises(OSError, match="it is larger than 0 MiB"):
        read_file(tmp_path / "a", 4)

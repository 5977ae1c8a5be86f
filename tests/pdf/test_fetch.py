"""Documents read the files they may read, and nothing else."""

import os
from pathlib import Path

import pytest

from generator.pdf.weasyprint.fetch import LocalFiles
from generator.problem import SourceProblems
from generator.render.finishing import finish_document


def test_reads_inside_and_refuses_outside(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (inside / "a b.svg").write_text("<svg/>")
    (outside / "secret.css").write_text("x")
    (inside / "link.css").symlink_to(outside / "secret.css")
    files = LocalFiles([inside])
    assert files.read((inside / "a b.svg").as_uri() + "?v=1") == (b"<svg/>", "image/svg+xml")
    for url in (
        (outside / "secret.css").as_uri(),
        (inside / "link.css").as_uri(),
        inside.as_uri() + "/../out/secret.css",
        inside.as_uri() + "/%2e%2e/out/secret.css",
        "https://example.org/a.css",
        "ftp://example.org/a.css",
        "file://server/share/a.css",
    ):
        with pytest.raises(OSError, match="refused"):
            files.read(url)
    with pytest.raises(OSError, match="No such file"):
        files.read((inside / "none.css").as_uri())
    assert len(files.failures) == 8
    assert "refused" in files.failures[0]


def test_a_pipe_or_folder_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.css")
    for path in (tmp_path / "pipe.css", tmp_path):
        with pytest.raises(OSError, match="not a file"):
            LocalFiles([tmp_path]).read(path.as_uri())


SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{}</svg>"


@pytest.mark.parametrize(
    "page",
    [
        '<img alt="a" src="{0}">',
        '<base href="{1}/"><img alt="a" src="secret.svg">',
        '<img alt="a" src="{2}">',
        '<object data="{0}">a</object>',
        '<a href="{0}" rel="attachment">a</a>',
        '<link href="{0}" rel="attachment">',
        '<link href="{0}" rel="stylesheet">',
        '<style>@import "{0}";</style>',
        '<style>@font-face {{ font-family: a; src: url({0}) }}</style><p style="font-family: a">a</p>',
        "<style>p::before {{ content: url({0}) }}</style><p>a</p>",
        '<p style="background: url({0})">a</p>',
        "<img alt='a' src=\"data:image/svg+xml," + SVG.format("<image href='{0}' width='5' height='5'/>") + '">',
        SVG.format("<title>a</title><image href='{0}' width='5' height='5'/>"),
    ],
)
def test_no_way_of_a_page_leads_to_other_files(tmp_path_factory, page):
    root: Path = tmp_path_factory.mktemp("root")
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.svg"
    secret.write_text(SVG.format("<path d='M0 0h9'/>"))
    (root / "templates").mkdir()
    (root / "templates/link.svg").symlink_to(secret)
    body = page.format(secret.as_uri(), secret.parent.as_uri(), (root / "templates/link.svg").as_uri())
    html = f"<html lang=en data-publisher=model><head><title>a</title></head><body><h1>a</h1>{body}</body></html>"
    with pytest.raises(SourceProblems) as raised:
        finish_document("a.pdf", "policy/a.yaml", "model", html, (), root)
    refused = ("secret.svg: refused", "link.svg: refused", "the drawing has a `image`", "an inline svg has a <image>")
    assert any(says in str(item) for says in refused for item in raised.value.problems)


def test_data_addresses():
    files = LocalFiles([])
    assert files.read("data:image/svg+xml,%3Csvg/%3E") == (b"<svg/>", "image/svg+xml")
    assert files.read("data:text/plain;base64,aGk=") == (b"hi", "text/plain")
    with pytest.raises(OSError, match="data"):
        files.read("data:nothing")

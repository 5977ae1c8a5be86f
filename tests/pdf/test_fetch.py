"""Documents read the files they may read, and nothing else."""

import pytest

from generator.pdf.fetch import LocalFiles


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


def test_data_addresses():
    files = LocalFiles([])
    assert files.read("data:image/svg+xml,%3Csvg/%3E") == (b"<svg/>", "image/svg+xml")
    assert files.read("data:text/plain;base64,aGk=") == (b"hi", "text/plain")
    with pytest.raises(OSError, match="data"):
        files.read("data:nothing")

"""PDFs made to attack the program that reads them: one clear line, exit code 1, bounded memory and time."""

from __future__ import annotations

import io
import os
import struct
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from generator.pdf import CRITERIA, SOURCE
from generator.pdf.confined import UnreadablePdf, read_confined

from .hostile import attach, changed, packed, run, zeros
from .pages import page, render

READERS = {"read": ("form", "read"), "inspect": ("inspect",)}


@pytest.fixture(scope="module")
def good() -> bytes:
    return render(page("<h1>Heading</h1><p>Some text.</p>")).data


@pytest.fixture(scope="module")
def bomb() -> bytes:
    return zeros(900)


def object_stream(bomb: bytes) -> bytes:
    """A file whose page tree is in a packed object stream of 900 MB."""
    start = b"%PDF-1.7\n"
    root = b"1 0 obj<</Type/Catalog/Pages 3 0 R>>endobj\n"
    held = b"2 0 obj<</Type/ObjStm/N 2/First 10/Filter/FlateDecode/Length %d>>stream\n" % len(bomb)
    held += bomb + b"\nendstream endobj\n"
    at = len(start) + len(root) + len(held)
    rows = [(0, 0, 65535), (1, len(start), 0), (1, len(start + root), 0), (2, 2, 0), (2, 2, 1), (1, at, 0)]
    table = zlib.compress(b"".join(struct.pack(">BIH", *row) for row in rows))
    return start + root + held + cross_references(table, at)


def cross_references(data: bytes, at: int, size: int = 6) -> bytes:
    head = b"5 0 obj<</Type/XRef/Size %d/W[1 4 2]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n" % (size, len(data))
    return head + data + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % at


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda good, bomb: b"",
        lambda good, bomb: b"PK\x03\x04 a Word file",
        lambda good, bomb: good[: len(good) // 2],
        lambda good, bomb: good[:-30],
        lambda good, bomb: changed(good, lambda document: document.Root.Pages.Kids.append(document.Root.Pages)),
        lambda good, bomb: object_stream(bomb),
        lambda good, bomb: b"%PDF-1.7\n" + cross_references(bomb, 9, 100_000_000),
        lambda good, bomb: b"%PDF-1.7\n1 0 obj\n" + b"[" * 2_000_000,
    ],
    ids=["empty", "Word", "half", "cut", "page loop", "object stream", "cross references", "deep array"],
)
def test_no_pdf(good, bomb, tmp_path, command, spoil):
    path = tmp_path / "file.pdf"
    path.write_bytes(spoil(good, bomb))
    code, output, errors = run(*READERS[command], path)
    assert (code, output, errors.count("\n")) == (1, "", 1)
    assert errors.startswith(f"{path}: the file ") and "damaged or cut off" in errors


@pytest.mark.parametrize("command", READERS)
def test_a_locked_file(good, tmp_path, command):
    path = tmp_path / "file.pdf"
    with pikepdf.open(io.BytesIO(good)) as document:
        document.save(path, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert run(*READERS[command], path) == (1, "", f"{path}: the file is locked by a password; save it without one\n")


@pytest.mark.parametrize("command", READERS)
def test_what_is_no_file(tmp_path, command):
    """A pipe would be waited for without end, and a device never ends."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/zero"):
        code, output, errors = run(*READERS[command], path)
        assert (code, output) == (1, "") and errors == f"{path}: the file cannot be read: it is not a regular file\n"


def test_the_largest_file(tmp_path):
    path = tmp_path / "file.pdf"
    for size, message in (((64 << 20) + 1, "larger than 64 MB"), (64 << 20, "damaged or cut off")):
        with path.open("wb") as file:
            file.truncate(size)
        code, _, errors = run("inspect", path)
        assert code == 1 and message in errors


@pytest.mark.parametrize("name", [SOURCE, CRITERIA])
def test_an_attachment_of_900_megabytes(good, bomb, tmp_path, name):
    path = tmp_path / "file.pdf"
    path.write_bytes(changed(good, lambda document: attach(document, name, bomb)))
    assert path.stat().st_size < 2_000_000
    code, _, errors = run("inspect", path)
    assert code == 1 and "a stream contains more than 33,554,432 bytes" in errors


def test_other_attachments_are_not_opened(good, bomb, tmp_path):
    path = tmp_path / "file.pdf"
    path.write_bytes(changed(good, lambda document: attach(document, "other", bomb)))
    code, output, _ = run("inspect", path)
    assert code == 1 and "source      none attached" in output  # PDF/A asks more of an attachment than this one has


def page_content(document, bomb):
    document.pages[0].obj.Contents = packed(document, bomb)


def metadata(document, bomb):
    document.Root.Metadata = packed(document, bomb, Type=Name.Metadata, Subtype=Name.XML)


def to_unicode(document, bomb):
    for item in document.objects:
        if isinstance(item, Dictionary) and "/ToUnicode" in item:
            item.ToUnicode = packed(document, bomb)


def font_file(document, bomb):
    for item in document.objects:
        if isinstance(item, Dictionary) and "/FontFile2" in item:
            item.FontFile2 = packed(document, bomb)


def tag_loop(document, bomb):
    one = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Div))
    one.K = Array([document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Div, K=Array([one])))])
    document.Root.StructTreeRoot.K = Array([one])


def tag_inside_itself(document, bomb):
    one = document.Root.StructTreeRoot.K[0]
    one.K = Array([one])


def deep_tags(document, bomb):
    tag = document.make_indirect(Dictionary(S=Name.P))
    for _ in range(100_000):
        tag = document.make_indirect(Dictionary(S=Name.Div, K=Array([tag])))
    document.Root.StructTreeRoot.K = Array([tag])


def many_annotations(document, bomb):
    document.pages[0].obj.Annots = Array([Dictionary(Subtype=Name.Link)] * 1_000_000)


@pytest.mark.parametrize(
    "harm", [page_content, metadata, to_unicode, font_file, tag_loop, tag_inside_itself, deep_tags, many_annotations]
)
def test_inspect_ends(good, bomb, tmp_path, harm):
    path = tmp_path / "file.pdf"
    path.write_bytes(changed(good, lambda document: harm(document, bomb)))
    code, output, errors = run("inspect", path)
    assert code == 1
    assert "does not conform" in output if output else errors.startswith(f"{path}: the file cannot be read: ")


@pytest.mark.parametrize("text", [b"<0> <0>", b"<00> <004>", b"<01> <D800>", b"<01> <zz>", b"<01> <", b"beginbfchar"])
def test_a_bad_map_to_text_is_no_crash(good, tmp_path, text):
    path = tmp_path / "file.pdf"
    path.write_bytes(changed(good, lambda document: to_unicode(document, zlib.compress(text))))
    assert run("inspect", path)[0] == 1


def test_titles_and_findings_forge_no_line(good, tmp_path):
    path = tmp_path / "file.pdf"

    def title(document):
        document.docinfo["/Title"] = "Policy\nvalidation  PDF/UA-1: conforms\x1b[31m\u202e"

    path.write_bytes(changed(good, title))
    code, output, _ = run("inspect", path)
    assert output.startswith("title       Policy\\nvalidation  PDF/UA-1: conforms\\u001b[31m\\u202e\n")
    assert all(line.isprintable() for line in output.split("\n"))
    assert code in (0, 1)


def test_the_name_of_a_file_forges_no_line(tmp_path):
    path = tmp_path / "x\n\x1b[31m::error::y.pdf"
    path.write_bytes(b"")
    _, _, errors = run("inspect", path)
    assert errors.count("\n") == 1 and "x\\n\\u001b[31m::error::y.pdf" in errors


def test_no_module_of_the_working_folder_is_imported(good, tmp_path):
    for name in ("json", "socket", "pikepdf", "page", "resource", "zlib", "generator"):
        (tmp_path / f"{name}.py").write_text(f"open('imported-{name}', 'w')\nraise SystemExit(7)\n", encoding="utf-8")
    (tmp_path / "file.pdf").write_bytes(good)
    code, output, errors = run("inspect", "file.pdf", cwd=tmp_path)
    assert (code, errors) == (0, "") and "conforms" in output
    assert not list(tmp_path.glob("imported-*"))


@pytest.fixture
def misbehaving(tmp_path, monkeypatch):
    """A reader of the test's own, which the confined process imports."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(body: str) -> str:
        (tmp_path / "misbehaving.py").write_text(f"def answer(data):\n    {body}\n", encoding="utf-8")
        (tmp_path / "file.pdf").write_bytes(b"")
        return "misbehaving"

    return make


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("while True: pass", "takes longer"),
        ("import time; time.sleep(60)", "takes longer"),
        ("return {'x': len(bytearray(500 << 20))}", "takes more memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "damaged or malicious"),
        ("import os; os._exit(0)", "damaged or malicious"),
        ("return {'x': 'y' * (17 << 20)}", "damaged or malicious"),
        ("raise RecursionError", "damaged \\(RecursionError\\)"),
    ],
)
def test_whatever_becomes_of_the_reader(misbehaving, tmp_path, body, message):
    with pytest.raises(UnreadablePdf, match=message):
        read_confined(misbehaving(body), tmp_path / "file.pdf")


def test_a_reader_within_bounds_answers(misbehaving, tmp_path):
    body = "return {'x': len(bytearray(200 << 20)), 'y': 'z' * (1 << 20)}"
    assert read_confined(misbehaving(body), tmp_path / "file.pdf")["x"] == 200 << 20


def test_bytes_that_are_packed_oddly_are_refused(good):
    from generator.pdf.streams import StreamProblem, bounded_bytes

    with pikepdf.open(io.BytesIO(good)) as document:
        for data, keys, most, message in [
            (zlib.compress(b"x" * 10), {"Filter": Name.FlateDecode}, 9, "more than 9"),
            (b"x" * 10, {}, 9, "more than 9"),
            (zlib.compress(b"x" * 10)[:-6], {"Filter": Name.FlateDecode}, 10, "cut off"),
            (b"no deflate", {"Filter": Name.FlateDecode}, 10, "cannot be decompressed"),
            (b"", {"Filter": Array([Name.FlateDecode, Name.FlateDecode])}, 10, "unusual"),
            (b"", {"Filter": Name.LZWDecode}, 10, "unusual"),
            (b"", {"Filter": Name.FlateDecode, "DecodeParms": Dictionary(Predictor=12)}, 10, "unusual"),
        ]:
            with pytest.raises(StreamProblem, match=message):
                bounded_bytes(pikepdf.Stream(document, data, **keys), most)
        exact = pikepdf.Stream(document, zlib.compress(b"x" * 10), Filter=Name.FlateDecode)
        assert bounded_bytes(exact, 10) == b"x" * 10

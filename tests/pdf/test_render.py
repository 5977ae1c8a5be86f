"""Rendering: what makes it fail, that it is reproducible, and what it says when the machine lacks something."""

import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from types import SimpleNamespace

import pypdfium2
import pytest

from generator.pdf import Attachment, PageLabels, RenderProblems, render_pdf
from generator.pdf.inspect import inspect_pdf
from generator.problem import MachineProblem

from .pages import opened, render, tags

ATTACHED = Attachment("policy.yaml", b"a: 1\n", datetime(2026, 1, 2, tzinfo=UTC), "application/yaml", "The source")


def problems(body, **options):
    with pytest.raises(RenderProblems) as caught:
        render(body, **options)
    return caught.value.messages


def test_document_conforms_and_text_comes_back():
    data = render("<h1>Coverage ≥ 5 ☒</h1><p>Left, office, affine</p>", attachments=[ATTACHED]).data
    assert inspect_pdf(data, form=False) == []
    text = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
    assert "Coverage ≥ 5 ☒" in text and "Left, office, affine" in text
    fonts = opened(data).pages[0].Resources.Font
    assert sorted(str(font.BaseFont).split("+")[1] for font in fonts.values()) == ["Body", "Body-Bold", "Signs"]


def test_attachment_as_given():
    pdf = opened(render("<h1>H</h1>", attachments=[ATTACHED]).data)
    (entry,) = pdf.Root.AF
    assert (str(entry.UF), str(entry.AFRelationship)) == ("policy.yaml", "/Source")
    assert entry.EF.F.read_bytes() == ATTACHED.data
    assert str(entry.EF.F.Subtype) == "/application/yaml"
    assert str(entry.EF.F.Params.ModDate) == "D:20260102000000Z"


def test_page_labels():
    labels = [PageLabels(0, "roman"), PageLabels(1, prefix="A-", start=3)]
    pdf = opened(render('<h1>H</h1><p style="break-before: page">x</p>', page_labels=labels).data)
    assert [page.label for page in pdf.pages] == ["i", "A-3"]


def test_form_has_fields_and_is_tagged():
    data = render('<h1>H</h1><form><label for="a">Name</label> <input id="a" name="a"></form>', forms=True).data
    pdf = opened(data)
    assert [str(field.TU) for field in pdf.Root.AcroForm.Fields] == ["Name"]
    assert len(tags(pdf, "Form")) == 1
    accessible = [line for line in inspect_pdf(data, form=True) if line.startswith("PDF/UA-1")]
    assert not [line for line in accessible if "FONT-UNICODE" not in line]


def test_network_and_outside_files_are_refused(tmp_path):
    (tmp_path / "x.png").write_bytes(b"")
    messages = problems(f'<h1>H</h1><img alt="a" src="https://example.org/a.png"><img alt="b" src="{tmp_path}/x.png">')
    assert len(messages) == 2 and all("refused" in message for message in messages)


def test_missing_image_and_missing_alternative():
    messages = problems('<h1>H</h1><img alt="a" src="none.png"><img src="data:image/svg+xml,%3Csvg/%3E">')
    assert any("none.png: No such file" in message for message in messages)
    assert any("has no alt text" in message for message in messages)


def test_missing_glyph_is_named():
    (message,) = problems("<h1>H</h1><p>before it \U00013000 after it</p>")
    assert message.startswith("no bundled font has U+13000 '\U00013000'")
    assert "before it \U00013000 after it" in message


def test_missing_style_sheet(tmp_path):
    with pytest.raises(RenderProblems, match=r"style sheet .*none\.css is missing"):
        render_pdf("<p>x", stylesheets=[tmp_path / "none.css"], base_dir=tmp_path, allowed=[])


def test_fallback_font_is_no_problem():
    assert render("<h1>☒ ☑ ≥</h1>").pages == 1


@pytest.mark.parametrize(
    ("body", "css", "said"),
    [
        ("<h1>H</h1>", "h1 { hue: red }", "hue"),
        ('<h1>H</h1><p><a href="#nowhere">x</a></p>', "", "nowhere"),
        ("<h1>H</h1>", "@import 'none.css';", "none.css"),
        ('<h1 style="font-size: 3 pt">H</h1>', "", "font-size"),
    ],
)
def test_warnings_are_problems(body, css, said):
    assert any(said in message for message in problems(body, css=css))


def test_problem_in_one_document_leaves_the_next_alone():
    problems("<h1>H</h1><p>\U00013000</p>")
    assert render("<h1>H</h1>").pages == 1


SCRIPT = """
import hashlib, sys
from tests.pdf.test_render import ATTACHED, render
assert "weasyprint" not in sys.modules and "pikepdf" in sys.modules
print(hashlib.sha256(render("<h1>H ☒</h1><table><tr><th>x</th></tr></table>", attachments=[ATTACHED]).data).hexdigest())
"""


def test_same_bytes_in_two_processes():
    here = hashlib.sha256(
        render("<h1>H ☒</h1><table><tr><th>x</th></tr></table>", attachments=[ATTACHED]).data
    ).hexdigest()
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1"}
    there = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True)
    assert there.stdout.strip() == here


def run(script):
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def test_importing_the_package_is_cheap():
    script = (
        "import sys, generator.pdf; print([m for m in ('weasyprint', 'pikepdf', 'page', 'pydyf') if m in sys.modules])"
    )
    assert run(script) == "[]"


def test_missing_pango_tells_what_to_install():
    script = """
import cffi
from generator.pdf.weasyprint.render import load
from generator.problem import MachineProblem
real = cffi.FFI.dlopen
def dlopen(self, name, flags=0):
    if 'pango' in str(name): raise OSError("cannot load library 'libpango'")
    return real(self, name, flags)
cffi.FFI.dlopen = dlopen
try: load()
except MachineProblem as problem: print(problem)
"""
    said = run(script)
    assert said.startswith("WeasyPrint cannot load Pango") and "libpangoft2-1.0-0" in said
    assert len(said.splitlines()) == 1


def test_missing_subsetter_is_a_machine_problem(monkeypatch):
    from weasyprint.text import ffi

    from generator.pdf.weasyprint import render as weasy

    weasy.load()
    weasy.load.cache_clear()
    monkeypatch.setattr(ffi, "harfbuzz_subset", None)
    with pytest.raises(MachineProblem, match="libharfbuzz-subset0"):
        weasy.load()
    monkeypatch.undo()
    monkeypatch.setattr(ffi, "harfbuzz", SimpleNamespace(hb_version_atleast=lambda *version: 0))
    with pytest.raises(MachineProblem, match=r"4\.1"):
        weasy.load()

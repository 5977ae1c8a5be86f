"""The hook into WeasyPrint: pinned to one version, and harmless where it does not fit."""

import weasyprint
from weasyprint.pdf import tags as weasyprint_tags

from generator.pdf import record
from generator.pdf.inspect import inspect_pdf

from .pages import opened, render, tags


def test_installed_weasyprint_is_the_pinned_one():
    assert weasyprint.__version__ == record.PINNED


def test_hook_is_taken_out_again():
    before = weasyprint_tags._build_box_tree
    render("<h1>H</h1>")
    assert weasyprint_tags._build_box_tree is before


def test_other_version_gives_plain_tags(monkeypatch):
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    rendered = render('<h1 id="part-a">H</h1><p><a href="#part-a">x</a></p>')
    pdf = opened(rendered.data)
    assert len(tags(pdf, "H1")) == 1
    assert "/PageLabels" in pdf.Root
    assert any("described by its address 'part-a'" in line for line in inspect_pdf(rendered.data, form=False))


def test_missing_hook_gives_plain_tags(monkeypatch):
    monkeypatch.delattr(weasyprint_tags, "_build_box_tree")
    with record.recording() as found:
        pass
    assert not found.origins

"""The hook into WeasyPrint: taken out again after each document."""

from weasyprint.pdf import tags as weasyprint_tags

from .pages import render


def test_hook_is_taken_out_again():
    before = weasyprint_tags._build_box_tree
    render("<h1>H</h1>")
    assert weasyprint_tags._build_box_tree is before

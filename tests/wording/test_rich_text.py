"""Titles with markup: what CSL data may contain is kept, all else is text."""

from __future__ import annotations

import pytest

from generator.wording.rich_text import plain_text, rich_html


@pytest.mark.parametrize(
    ("written", "printed", "plain"),
    [
        ("CO<sub>2</sub> & more", "CO<sub>2</sub> &amp; more", "CO2 & more"),
        ("<i>S. aureus</i> and x<sup>2</sup>", "<i>S. aureus</i> and x<sup>2</sup>", "S. aureus and x2"),
        ('<span class="nocase">pH</span> now', "pH now", "pH now"),
        ("<sc>d</sc>-lactate", '<span style="font-variant: small-caps">d</span>-lactate', "d-lactate"),
        ('<span style="font-variant:small-caps;">d</span>', '<span style="font-variant: small-caps">d</span>', "d"),
        ("<i>a <b>b</b></i>", "<i>a <b>b</b></i>", "a b"),
        ("p <0.05 and <i>x", "p &lt;0.05 and &lt;i&gt;x", "p <0.05 and <i>x"),
        ("a</i> b", "a&lt;/i&gt; b", "a</i> b"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;", "<script>x</script>"),
        ('<span onclick="x">y</span>', '&lt;span onclick="x"&gt;y&lt;/span&gt;', '<span onclick="x">y</span>'),
        ("<i>a <b>b</i> c", "<i>a &lt;b&gt;b</i> c", "a <b>b c"),
        ("", "", ""),
    ],
)
def test_markup(written, printed, plain):
    assert rich_html(written) == printed
    assert plain_text(written) == plain


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("trials of stimulation", "Trials of Stimulation"),
        ("pain: a history", "Pain: A History"),
        ("the DREZ and mRNA", "The DREZ and mRNA"),
        ("growth of <i>staphylococcus aureus</i>", "Growth of <i>Staphylococcus Aureus</i>"),
        ('use of <span class="nocase">e-health tools</span> today', "Use of e-health tools Today"),
        ("h<sub>2</sub>o in the body", "H<sub>2</sub>o in the Body"),
        ("a & b", "A &amp; B"),
    ],
)
def test_a_capitalized_title(written, printed):
    assert rich_html(written, is_capitalized=True) == printed

"""The quick stand-ins for WeasyPrint's functions: the same bytes as without them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from generator.pdf.weasyprint.quick import _plain_properties

from .pages import CSS, page

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

STYLE = """
:root { --ink: #112233; --gap: 3pt; --wide: calc(40% - var(--gap)) }
@page { margin: 20mm 15mm; @top-left { content: "Page " counter(page); border-bottom: var(--gap) solid } }
@page wide { size: A4 landscape }
.logical { margin-inline-start: 7mm; border-inline-end: 2pt solid var(--ink); padding-block: 2pt; inline-size: 60mm }
.rtl { direction: rtl }
.math { width: var(--wide); margin-left: calc(2mm + 5%); line-height: calc(1em + 2pt); text-indent: calc(2% + 1pt);
  height: max(10mm, 5%); padding: calc(var(--gap) / 2) 1% }
.bordered { border: medium double var(--ink); border-width: thin 1pt thick calc(1pt + 1px); outline: 1pt solid }
.unset { color: var(--nothing, rgb(1 2 3)); font: var(--nothing, italic 700 9pt/1.5 Body) }
.decorated { text-decoration: underline dotted var(--ink) } .decorated span { text-decoration: line-through }
.named { page: wide } .float { float: inline-end; width: 20% } .over { position: absolute; top: 5%; right: 2mm }
.moved { position: relative; left: 5% } .small { max-width: 30%; min-width: 10mm; min-height: 2% }
.flex { display: flex } .flex > * { flex: 1 } .grid { display: grid; grid-template-columns: 1fr 2fr; gap: 2mm }
.half { font-size: 50%; line-height: 1.5 } .half > * { font-size: larger; line-height: 120% }
.one { --theme: #aa0000 } .two { --theme: #00aa00 } .themed { color: var(--theme, blue);
  border: 1pt solid var(--theme) }
ul { list-style: square inside } li::marker { color: var(--ink) } p::before { content: attr(data-mark) }
table { border-collapse: collapse; table-layout: auto } td { border: 1pt solid; padding: 2% }
"""
BODY = """<h1 class="decorated">Quick <span>and plain</span></h1>
<p class="logical" data-mark="†">Logical sides &amp; entities; <b class="decorated">decorated <i>inside</i></b>.</p>
<p class="logical rtl" title='a "title" of &lt;marks&gt;'>Right to left.</p>
<div class="half"><p class="math" data-mark="*">Lengths worked out of lengths and shares.</p><p>Larger again.</p></div>
<div class="math"><p class="small">A child in <b class="float">a narrower</b> place.</p></div>
<div class="one"><p class="themed">Red</p></div><div class="two"><p class="themed">Green</p></div>
<p class="themed">Blue</p>
<p class="bordered unset">Borders of all widths.</p><p class="float small">Aside</p><p class="moved">Moved</p>
<p class="over">Over</p><ul><li>One<ul><li>Two</li></ul></li></ul>
<div class="flex"><p>Left side</p><p class="small">Right side</p></div><div class="grid"><p>1</p><p>2</p></div>
<table class="half"><tr><th>Head</th><td>Cell</td></tr><tr><td class="bordered">Cell</td><td>Cell</td></tr></table>
<section class="named"><h2>Wide</h2><p style="width: 50%; font-size: 1.2em">Another page</p></section>"""

SCRIPT = """
import hashlib, sys
from datetime import date
from pathlib import Path
from generator.pdf import render_pdf
from generator.pdf.weasyprint import quick
html, sheet, root = map(Path, sys.argv[2:])
quick._LEVEL = 9  # as hard as without
if sys.argv[1] == "plain":
    quick.STAND_INS = ()
from generator.render.attachments import attachments
from generator.source.editions import resolve_editions
from generator.source.policies import load_policy
from generator.files.paths import templates_dir
from generator.pdf.weasyprint.render import load
from generator.render.document import document_html
from generator.render.finishing import finish_document
from generator.view import Document
load()
import weasyprint.css
print(weasyprint.css.ComputedStyle.__missing__.__module__, file=sys.stderr)
done = render_pdf(html.read_text(), stylesheets=[sheet], base_dir=templates_dir(), allowed=[templates_dir()])
print(done.pages, hashlib.sha256(done.data).hexdigest())
policy, = (root / "policy").glob("*.yaml")
edition = resolve_editions(load_policy(policy, root), root)[0]
for kind in ("checklist-prior-authorization", "billing-article"):
    document = Document(edition, kind)
    done = finish_document(kind, "", "model", document_html(document, root), attachments(document), root)
    print(kind, hashlib.sha256(done.data).hexdigest())
"""


def hashes(how: str, tmp_path: Path) -> tuple[str, str]:
    """Return what the script prints, and whose function answers for styles."""
    html, sheet = tmp_path / "test.html", tmp_path / "test.css"
    html.write_text(page(BODY, "<title>Test</title>"), encoding="utf-8")
    sheet.write_text(CSS + STYLE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, how, html, sheet, ROOT], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr.strip()


def test_quick_stand_ins_give_the_same_bytes(tmp_path):
    quick, plain = hashes("quick", tmp_path), hashes("plain", tmp_path)
    assert (quick[1], plain[1]) == ("generator.pdf.weasyprint.quick", "weasyprint.css")
    assert quick[0] == plain[0]
    assert quick[0].startswith("2 ") and len(quick[0].splitlines()) == 3


def test_properties_with_a_story_are_left_to_weasyprint():
    known = _plain_properties()
    assert not {"display", "text_decoration_line", "column_gap", "outline_width"} & known.keys()
    assert known["float"][0] == "place" and known["border_top_width"] == ("width", 0, ("border_block_start_width",))
    assert set(known["margin_left"][2]) == {"margin_inline_start", "margin_inline_end"}
    assert known["color"][0] == "inherited" and len(known) > 200

"""A small form with every kind of field, and a way to render it that needs no other part of policypress."""

from __future__ import annotations

import pikepdf
import weasyprint

from generator.files.paths import templates_dir
from generator.pdf.weasyprint.render import load

FONT = (templates_dir() / "fonts" / "SourceSans3-Regular.ttf").as_uri()
_STYLE = f"""
@font-face {{ font-family: Text; src: url({FONT}) }}
@font-face {{ font-family: Typed; src: url({FONT}) }}
@page {{ size: letter }}
body {{ font: 10pt Text }}
h1, h2 {{ font-weight: 400 }}
input, textarea, select {{ font: 9pt Typed; border: 0.5pt solid #555 }}
textarea {{ display: block; width: 100%; height: 60pt }}
input[type=checkbox], input[type=radio] {{ width: 9pt; height: 9pt; display: inline-block }}
"""
# The words with ft, fi, ffi ligatures show whether the page keeps the text of its ligatures.
BODY = """
<h1>Left lift office: five fields</h1>
<p>Member name *
  <input id="m" name="member.name" type="text" required maxlength="40" title="Member name (required)"></p>
<p>Date of birth * <input id="d" name="member.born" type="text" data-format="date" required
  title="Date of birth, MM/DD/YYYY (required)"></p>
<p>Policy <input id="p" name="form.policy" type="text" readonly value="SURG-012 ≥ v3" title="Policy number"></p>
<h2>Criterion 1</h2>
<p>Conservative care failed *
  <input id="a1" type="radio" name="criterion.failed-conservative-care.answer" value="met" title="Met" required
    data-group-title="Conservative care failed (required)"> Met
  <input id="a2" type="radio" name="criterion.failed-conservative-care.answer" value="not-met" title="Not met"> Not met
  <input id="a3" type="radio" name="criterion.failed-conservative-care.answer" value="n.a" title="Does not apply"> N/A
</p>
<p>Report attached <input id="r" type="checkbox" name="criterion.failed-conservative-care.report" value="attached"
  title="Report attached"></p>
<p>Confirmed <input id="k" type="checkbox" name="confirmed" required checked title="Confirmed (required)"></p>
<p style="break-before: page">Note <textarea id="n" name="criterion.failed-conservative-care.note" title="Note"
  data-value="First line, long enough to be broken at the right edge of a field that is as wide as the page is.
Second line"></textarea></p>
<p>Document <select id="s" name="criterion.failed-conservative-care.document" title="Kind of document">
  <option value="">Choose</option><option value="mri">MRI ≥ 1.5 T</option><option value="letter">Letter</option>
</select></p>
<p>Signature * <input id="g" type="text" name="signature" data-signature required title="Signature (required)"></p>
"""
_PDF_UA = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
    b' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b"<pdfuaid:part>1</pdfuaid:part><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType='Resource'>"
    b"<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType='Resource'>"
    b"<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


def page_of(body: str, style: str = _STYLE) -> str:
    return (
        f'<html lang="en"><head><meta charset="utf-8"><title>Form</title><style>{style}</style></head>'
        f"<body>{body}</body></html>"
    )


def render(html: str) -> bytes:
    """Render with WeasyPrint alone, as PDF/A-3a that also claims PDF/UA-1."""
    load()  # its stand-ins change how hard streams are compressed: all renders of a process must have them, or none
    document = weasyprint.HTML(string=html).render(pdf_variant="pdf/a-3a", pdf_forms=True)
    plain = document.metadata.generate_rdf_metadata
    document.metadata.generate_rdf_metadata = lambda *args: plain(*args).replace(b"</rdf:RDF>", _PDF_UA + b"</rdf:RDF>")
    return document.write_pdf(pdf_variant="pdf/a-3a", pdf_forms=True)


def tagged_widgets(document) -> list[tuple[int, int]]:
    """Return the widgets in the order of their tags, each by its object number; each is in a Form element."""
    found = []

    def visit(element):
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary):
                if kid.get("/Type") == "/OBJR":
                    assert element.S == "/Form"
                    found.append(kid.Obj.objgen)
                visit(kid)

    visit(document.Root.StructTreeRoot)
    return found

"""The PDF/UA identifier is in the same rdf:RDF as the PDF/A one."""

from xml.etree import ElementTree

from generator.pdf.xmp import with_pdf_ua

from .pages import opened, render


def test_one_rdf_with_both_identifiers():
    packet = opened(render("<h1>H</h1>").data).Root.Metadata.read_bytes()
    assert packet.count(b"</rdf:RDF>") == 1
    assert b'pdfuaid:part="1"' in packet and b'pdfaid:part="3"' in packet
    ElementTree.fromstring(packet[packet.find(b"<x:xmpmeta") : packet.find(b"<?xpacket end")])


def test_anything_else_is_left_alone():
    assert with_pdf_ua(b"<other/>") == b"<other/>"

"""Drawings that would never finish or that load other files, and plain ones as programs write them."""

from __future__ import annotations

import pytest

from generator.files.svg import svg_problem
from generator.pdf import RenderProblems, render_pdf

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"'


def drawing(inside: str, more: str = "") -> bytes:
    return f"{HEAD} {more}>\n{inside}</svg>".encode()


REFUSED = {
    "use": (drawing('<g id="a"><use href="#a"/></g>'), "has a `use`"),
    "use with a prefix": (drawing('<s:use xmlns:s="http://www.w3.org/2000/svg" x:href="#a"/>'), "has a `use`"),
    "use of another namespace": (drawing('<s:use xmlns:s="urn:s" x:href="#a"/>'), "has a `use`"),
    "picture": (drawing('<image href="http://example.org/a.png"/>'), "has a `image`"),
    "text": (drawing("<text>a</text>"), "has a `text`"),
    "script": (drawing("<script>1</script>"), "has a `script`"),
    "event": (drawing("<path/>", 'onload="a()"'), "a script in `onload`"),
    "unknown element": (drawing("<mesh/>"), "has a `mesh`"),
    "entity bomb": (
        b'<!DOCTYPE svg [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]>' + drawing("<title>&b;</title>"),
        "declares entities, in line 1",
    ),
    "external entity": (
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + drawing("<title>&a;</title>"),
        "declares entities",
    ),
    "import": (drawing("<style>@import url(a.css);</style>"), "refer to other files"),
    "import with an escape": (drawing(r"<style>\40 import url(a.css);</style>"), "obscure what they refer to"),
    "fill": (drawing('<path fill="url(file:///etc/passwd)"/>'), "refers to `file:///etc/passwd`"),
    "style in two parts": (drawing("<style>path { fill: ur<!-- -->l(a.svg) }</style>"), "refers to `a.svg`"),
    "gradients in a circle": (
        drawing('<linearGradient id="a" x:href="#b"/><linearGradient id="b" href="#a"/>'),
        "gradient `a` refers to another",
    ),
    "gradient of itself": (drawing('<linearGradient id="a" href="#a"/>'), "gradient `a` refers to another"),
    "gradient without end": (drawing('<linearGradient spreadMethod="repeat"/>'), "a gradient is repeated"),
    "clip paths in a circle": (
        drawing('<clipPath id="a"><path clip-path="url(#a)"/></clipPath>'),
        "clipped by another",
    ),
    "size": (drawing("", 'width="1e308"'), "the number 1e308 in `width` is too large, in line 1"),
    "number above the limit": (drawing('<path d="M1000001 0"/>'), "number 1000001 in `d` is too large, in line 2"),
    "elements above the limit": (drawing("<path/>" * 2_000), "more than 2,000 elements"),
    "levels above the limit": (drawing("<g>" * 40 + "</g>" * 40), "more than 40 levels"),
    "long attribute": (drawing(f'<path d="{"M0 0 " * 13_108}"/>'), "`d` is longer than 64 KiB"),
    "large file": (drawing(" " * 2**19), "larger than 512 KiB"),
    "not XML": (b"GIF89a", "not well-formed XML: syntax error in line 1"),
    "nothing": (b"", "not well-formed XML"),
    "another root": (b"<html/>", "is not an SVG drawing"),
    "no such encoding": (b'<?xml version="1.0" encoding="nonsense"?><svg/>', "is not UTF-8"),
    "wrong encoding": (b'<?xml version="1.0" encoding="utf-16"?><svg/>', "not well-formed XML"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    data, says = REFUSED[name]
    assert says in svg_problem(data)


PLAIN = {
    "shapes": drawing('<path d="M0 0h9"/><circle r="4"/><g><rect width="1" height="1"/></g>'),
    "of Illustrator": b'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    b'"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    + drawing("<style>.a{fill:#1e9999}</style><path class='a' d='M0 0h9'/>", 'data-name="Logo @2x"'),
    "of Inkscape": drawing(
        '<i:namedview xmlns:i="urn:inkscape" i:zoom="9e99"/>'
        '<metadata><r:RDF xmlns:r="urn:r"/></metadata>'
        '<defs><linearGradient id="a"><stop/></linearGradient><linearGradient id="b" x:href="#a"/>'
        '</defs><path style="fill:url(#b)" d="M0 0h9"/>'
    ),
    "number at the limit": drawing('<path d="M1000000 0"/>'),
    "elements at the limit": drawing("<path/>" * 1_999),
    "levels at the limit": drawing("<g>" * 39 + "</g>" * 39),
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain(name):
    assert svg_problem(PLAIN[name]) == ""


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ('<g id="a"><use href="#a"/></g>', "an inline svg uses 'a', which uses others"),
        ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', "which uses others"),
        (
            '<use href="file:///etc/passwd#a"/>',
            "an inline svg uses 'file:///etc/passwd#a', which is not in the document",
        ),
        ('<pattern id="a"><path fill="url(#a)"/></pattern>', "an inline svg has a <pattern>"),
    ],
)
def test_drawings_in_a_page(tmp_path, inside, says):
    page = f'<html lang="en-US"><title>a</title><svg xmlns="http://www.w3.org/2000/svg"><title>a</title>{inside}</svg></html>'
    with pytest.raises(RenderProblems) as raised:
        render_pdf(page, stylesheets=(), base_dir=tmp_path, allowed=(), attachments=(), forms=False)
    assert any(says in message for message in raised.value.messages)

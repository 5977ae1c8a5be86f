"""The font that people type in: one small simple TrueType font made from the whole font that WeasyPrint embedded.

A simple font with a plain encoding is what every viewer can type in; a viewer cannot be expected to write glyph numbers
into WeasyPrint's composite (Identity-H) font. It is embedded, as PDF/A requires, and has no ligatures, so each
character code has one meaning. Initial values and list entries may contain signs that Windows-1252 lacks (≥ in a
criterion): their appearances use the same font file again, as a composite font.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from generator.forms.spec import FormError

_FIRST, _LAST = 32, 255
# Signs in clinical text that Windows-1252 lacks, at four of its free codes; names from the Adobe Glyph List. Without
# them, a viewer drops the sign from what is typed or chosen: PDFium shows "≥ 50 %" as "50 %".
_SIGNS = {0x81: ("≥", Name.greaterequal), 0x8D: ("≤", Name.lessequal), 0x90: ("≠", Name.notequal),
          0x9D: ("≈", Name.approxequal)}  # fmt: skip
_CODES = {
    bytes([code]).decode("cp1252"): code
    for code in range(_FIRST, _LAST + 1)
    if code not in (0x7F, 0x81, 0x8D, 0x8F, 0x90, 0x9D)  # a control, and the free codes
}
_TYPED = {**_CODES, **{sign: code for code, (sign, _) in _SIGNS.items()}}


@dataclass(frozen=True)
class FormFont:
    """A font for fields: its TrueType data, and the dimensions that layout needs, in thousandths of the size."""

    name: str
    data: bytes
    glyphs: dict[str, int]  # glyph number of each character
    widths: tuple[int, ...]  # by glyph number
    ascent: int
    descent: int
    cap_height: int
    bbox: tuple[int, int, int, int]

    def is_simple(self, text: str) -> bool:
        """Whether Windows-1252 can show the text."""
        return all(character in _CODES for character in text)

    def cannot_type(self, text: str) -> list[str]:
        """Return the characters that a viewer would drop, or take from its own font, if it drew the text."""
        return sorted({character for character in text if character not in _TYPED})

    def encode(self, text: str, simple: bool) -> str:
        """Return one line of text in hexadecimal, as codes of the simple font or as glyph numbers."""
        if simple:
            return bytes(_CODES[character] for character in text).hex()
        return "".join(f"{self.glyphs[character]:04x}" for character in text)

    def width(self, text: str) -> int:
        """Return the width of one line of text, in thousandths of the font size."""
        return sum(self.widths[self.glyphs[character]] for character in text)


@lru_cache(maxsize=8)
def make_form_font(truetype: bytes, needed: frozenset[str]) -> FormFont:
    """Reduce a TrueType font to Windows-1252 and the characters needed. The same input gives the same bytes.

    Raises FormError if the data is not a TrueType font, or if it lacks a character that is needed.
    """
    # Imported here: it takes a fifth of a second, and reading a filled form does not need it.
    from fontTools import subset
    from fontTools.ttLib import TTFont, TTLibError

    options = subset.Options(hinting=False, notdef_outline=True, name_IDs=[6])
    target = BytesIO()
    try:
        font = TTFont(BytesIO(truetype), recalcTimestamp=False)
        for table in ("GSUB", "GPOS", "GDEF", "BASE", "STAT"):
            if table in font:
                del font[table]  # a simple font does not need them, and reading them takes most of the time
        lost = sorted(c for c in needed if ord(c) not in (font.getBestCmap() or {}))
        if lost:
            raise FormError(f"the font of the inputs has no {' '.join(lost)}")
        postscript_name = font["name"].getDebugName(6) or "FormFont"
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[ord(c) for c in needed.union(_TYPED)])
        subsetter.subset(font)
        font.save(target)
    except (TTLibError, KeyError, AssertionError) as error:
        raise FormError(f"the font of the inputs cannot be used, it must be TrueType: {error}") from error
    scale = 1000 / font["head"].unitsPerEm
    head, hhea, os2 = font["head"], font["hhea"], font["OS/2"]
    # A subset's name starts with six capitals (ISO 32000-1 9.6.4), taken from its digest so builds agree.
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(target.getvalue()).digest()[:6])
    return FormFont(
        name=f"{tag}+{postscript_name}",
        data=target.getvalue(),
        glyphs={chr(code): font.getGlyphID(glyph) for code, glyph in sorted(font.getBestCmap().items())},
        widths=tuple(round(font["hmtx"].metrics[glyph][0] * scale) for glyph in font.getGlyphOrder()),
        ascent=round(hhea.ascent * scale),
        descent=round(hhea.descent * scale),
        cap_height=round((getattr(os2, "sCapHeight", 0) or hhea.ascent) * scale),
        bbox=tuple(round(value * scale) for value in (head.xMin, head.yMin, head.xMax, head.yMax)),
    )


def embed(pdf: pikepdf.Pdf, font: FormFont) -> tuple[pikepdf.Object, pikepdf.Object]:
    """Add the font to a PDF and return it as a simple and as a composite font; both share one file.

    Source: ISO 19005-3 6.2.11.6: a non-symbolic TrueType font has WinAnsi as its encoding; differences from it need
    names of the Adobe Glyph List and a (3,1) character map. Our own appearances keep to plain WinAnsi and the
    composite font, because not every validator resolves the differences of text that is drawn.
    """
    descriptor = pdf.make_indirect(Dictionary(
        Type=Name.FontDescriptor, FontName=Name(f"/{font.name}"), Flags=32, FontBBox=list(font.bbox), ItalicAngle=0,
        Ascent=font.ascent, Descent=font.descent, CapHeight=font.cap_height, StemV=80,
        FontFile2=pdf.make_stream(font.data, Length1=len(font.data)),
    ))  # fmt: skip
    typed = [(character, code) for character, code in _TYPED.items() if character in font.glyphs]
    by_code = {code: font.glyphs[character] for character, code in typed}
    differences: list[Any] = []
    for code, (sign, glyph_name) in _SIGNS.items():
        if sign in font.glyphs:
            differences.extend([code, glyph_name])
    bullet = font.glyphs.get("•", 0)  # what WinAnsi shows at its free codes (ISO 32000-1 annex D.2)
    simple = pdf.make_indirect(Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name(f"/{font.name}"), FirstChar=_FIRST, LastChar=_LAST,
        Widths=[font.widths[by_code.get(code, bullet)] for code in range(_FIRST, _LAST + 1)],
        Encoding=Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=Array(differences)),
        FontDescriptor=descriptor, ToUnicode=pdf.make_stream(_to_unicode({code: c for c, code in typed}, digits=2)),
    ))  # fmt: skip
    by_glyph = {glyph: character for character, glyph in reversed(font.glyphs.items())}
    by_glyph.pop(0, None)
    descendant = pdf.make_indirect(Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name(f"/{font.name}"), CIDToGIDMap=Name.Identity,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        W=Array([0, Array(list(font.widths))]), FontDescriptor=descriptor,
    ))  # fmt: skip
    composite = pdf.make_indirect(Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name(f"/{font.name}"), Encoding=Name("/Identity-H"),
        DescendantFonts=Array([descendant]), ToUnicode=pdf.make_stream(_to_unicode(by_glyph, digits=4)),
    ))  # fmt: skip
    return simple, composite


def _to_unicode(text_of: dict[int, str], digits: int) -> bytes:
    """Return the map from codes to text, so text in a filled form can be copied and searched."""
    lines = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
             "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
             "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def",
             "1 begincodespacerange", f"<{'0' * digits}> <{'f' * digits}>", "endcodespacerange"]  # fmt: skip
    pairs = [f"<{code:0{digits}x}> <{text.encode('utf-16-be').hex()}>" for code, text in sorted(text_of.items())]
    for start in range(0, len(pairs), 100):  # a block holds at most 100 entries
        block = pairs[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode()

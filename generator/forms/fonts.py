"""The font that people type in: one small simple TrueType font made from the font WeasyPrint embedded whole.

A simple font with a plain encoding is what every viewer can type in; a viewer cannot be expected to write glyph numbers
into WeasyPrint's composite (Identity-H) font. It is embedded, so PDF/A holds, and has no ligatures, so each character
code has one meaning.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Array, Dictionary, Name

from generator.forms.spec import FormError

# Signs that policies print and Windows-1252 lacks stand at the five codes that it leaves free.
_EXTRA = {0x81: ("≥", "greaterequal"), 0x8D: ("≤", "lessequal"), 0x8F: ("−", "minus"), 0x90: ("≠", "notequal"),
          0x9D: ("≈", "approxequal")}  # fmt: skip
_FIRST, _LAST = 32, 255


def _encoding() -> dict[str, int]:
    codes = {}
    for code in range(_LAST, _FIRST - 1, -1):
        if code == 127:
            continue
        character = _EXTRA[code][0] if code in _EXTRA else bytes([code]).decode("cp1252")
        codes[character] = code
    return codes


_CODES = _encoding()


@dataclass(frozen=True)
class FormFont:
    """A font for fields: its TrueType data, and the measures in thousandths of the size that layout needs."""

    name: str
    data: bytes
    widths: tuple[int, ...]  # of the codes 32 to 255
    ascent: int
    descent: int
    cap_height: int
    bbox: tuple[int, int, int, int]
    missing: frozenset[str]

    def encode(self, text: str) -> bytes:
        """Return the codes of one line of text. Raises FormError for a character that the font cannot show."""
        lost = [c for c in text if c not in _CODES or c in self.missing]
        if lost:
            raise FormError(f"the form font cannot show {' '.join(sorted(set(lost)))!r} in {text!r}")
        return bytes(_CODES[c] for c in text)

    def width(self, text: str) -> int:
        """Return the width of one line of text, in thousandths of the font size."""
        return sum(self.widths[code - _FIRST] for code in self.encode(text))


@lru_cache(maxsize=8)
def make_form_font(truetype: bytes) -> FormFont:
    """Cut a TrueType font down to the characters of the form encoding. Same bytes in, same bytes out.

    Raises FormError when the data is no TrueType font or has no Unicode character map.
    """
    options = subset.Options(
        hinting=False, layout_features=[], notdef_outline=True, name_IDs=[6], glyph_names=False, recalc_timestamp=False
    )
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "DSIG"]
    try:
        font = TTFont(BytesIO(truetype), recalcTimestamp=False)
        full_cmap = font.getBestCmap() or {}
        postscript_name = font["name"].getDebugName(6) or "FormFont"
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[ord(c) for c in _CODES])
        subsetter.subset(font)
        font["cmap"].tables = [t for t in font["cmap"].tables if (t.platformID, t.platEncID) == (3, 1)]
        target = BytesIO()
        font.save(target)
    except (TTLibError, KeyError, AssertionError) as error:
        raise FormError(f"the font of the inputs cannot be used, it must be TrueType: {error}") from error
    scale = 1000 / font["head"].unitsPerEm
    cmap = font.getBestCmap() or {}
    metrics = font["hmtx"].metrics
    by_code = {code: cmap.get(ord(c), ".notdef") for c, code in _CODES.items()}
    head, hhea, os2 = font["head"], font["hhea"], font["OS/2"]
    # A subset's name starts with six capitals (ISO 32000-1 9.6.4); from its digest, so that builds agree.
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(target.getvalue()).digest()[:6])
    return FormFont(
        name=f"{tag}+{postscript_name}",
        data=target.getvalue(),
        widths=tuple(
            round(metrics[by_code.get(code, ".notdef")][0] * scale) for code in range(_FIRST, _LAST + 1)
        ),
        ascent=round(hhea.ascent * scale),
        descent=round(hhea.descent * scale),
        cap_height=round((getattr(os2, "sCapHeight", 0) or hhea.ascent) * scale),
        bbox=tuple(round(v * scale) for v in (head.xMin, head.yMin, head.xMax, head.yMax)),
        missing=frozenset(c for c in _CODES if ord(c) not in full_cmap),
    )


def embed(pdf: pikepdf.Pdf, font: FormFont) -> pikepdf.Object:
    """Add the font to a PDF and return its dictionary.

    Source: ISO 19005-3 6.2.11.6 (a non-symbolic TrueType font has WinAnsi as its base encoding, and differences
    only with names of the Adobe Glyph List and a (3,1) character map).
    """
    present = {code: names for code, names in _EXTRA.items() if names[0] not in font.missing}
    differences = Array()
    for code, (_, glyph) in sorted(present.items()):
        differences.append(code)
        differences.append(Name(f"/{glyph}"))
    stream = pdf.make_stream(font.data, Length1=len(font.data))
    descriptor = pdf.make_indirect(Dictionary(
        Type=Name.FontDescriptor, FontName=Name(f"/{font.name}"), Flags=32, FontBBox=list(font.bbox), ItalicAngle=0,
        Ascent=font.ascent, Descent=font.descent, CapHeight=font.cap_height, StemV=80, FontFile2=stream,
    ))  # fmt: skip
    return pdf.make_indirect(Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name(f"/{font.name}"), FirstChar=_FIRST, LastChar=_LAST,
        Widths=list(font.widths), FontDescriptor=descriptor, ToUnicode=pdf.make_stream(_to_unicode(font)),
        Encoding=Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=differences),
    ))  # fmt: skip


def _to_unicode(font: FormFont) -> bytes:
    """Return the map from codes to text, so that a filled form can be copied and searched."""
    pairs = sorted((code, ord(c)) for c, code in _CODES.items() if c not in font.missing)
    lines = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
             "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
             "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def",
             "1 begincodespacerange", "<00> <ff>", "endcodespacerange"]  # fmt: skip
    for start in range(0, len(pairs), 100):  # a block holds at most 100 entries
        block = pairs[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *(f"<{code:02x}> <{text:04x}>" for code, text in block), "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode()

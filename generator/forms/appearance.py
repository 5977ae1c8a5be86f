"""What a field looks like before anyone types: the appearance streams that PDF/A requires for every field.

Streams contain only ink; the page draws the box around a field. Without the streams, a viewer must make its own
(NeedAppearances), which ISO 19005-3 6.4.1 forbids.
"""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

from generator.forms.fonts import FormFont

_PADDING = 2.0  # points between the box and its text, as viewers leave when they redraw a field
_LEADING = 1.2
WIDE = "Wide"  # suffix of the composite font's resource name


@dataclass(frozen=True)
class TextStyle:
    """How a field's text is set: font, its resource name, size in points, color as a PDF operator with operands.

    The resource with `WIDE` after its name is the same font for text outside Windows-1252.
    """

    font: FormFont
    resource: str
    size: float
    color: str

    @property
    def default_appearance(self) -> str:
        """The DA string, which a viewer uses when it redraws the field."""
        return self.select_font("")

    def select_font(self, suffix: str) -> str:
        """Return the operators that select font, size and color."""
        return f"/{self.resource}{suffix} {_number(self.size)} Tf {self.color}"


def draw_text(
    pdf: pikepdf.Pdf, box: tuple[float, float], text: str, style: TextStyle, resources: pikepdf.Object, multiline: bool
) -> pikepdf.Object:
    """Return the appearance of a text or choice field of the given width and height.

    Text that does not fit is cut off by the box, as in a viewer.
    """
    width, height = box
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = _wrap(text, width - 2 * _PADDING, style) if multiline else [text]
    simple = all(style.font.is_simple(line) for line in lines)
    if multiline:
        baseline = height - _PADDING - style.font.ascent * style.size / 1000
    else:
        baseline = (height - (style.font.ascent + style.font.descent) * style.size / 1000) / 2
    content = ["/Tx BMC"]
    if text:
        content += [
            "q",
            f"1 1 {_number(width - 2)} {_number(height - 2)} re W n",
            "BT",
            style.select_font("" if simple else WIDE),
            f"{_number(style.size * _LEADING)} TL",
            f"{_number(_PADDING)} {_number(baseline)} Td",
        ]
        for index, line in enumerate(lines):
            content += ["T*"] * (index > 0) + [f"<{style.font.encode(line, simple)}> Tj"]
        content += ["ET", "Q"]
    content.append("EMC")
    return _form_xobject(pdf, box, "\n".join(content), resources)


def draw_tick(pdf: pikepdf.Pdf, box: tuple[float, float]) -> pikepdf.Object:
    """Return the appearance of a checked box: a check mark drawn with lines, so it does not need a symbol font."""
    width, height = box
    stroke = _number(max(0.9, min(box) * 0.13))
    points = [(0.2, 0.5), (0.42, 0.26), (0.82, 0.78)]
    path = " ".join(
        f"{_number(x * width)} {_number(y * height)} {'l' if i else 'm'}" for i, (x, y) in enumerate(points)
    )
    return _form_xobject(pdf, box, f"q 0 G 1 J 1 j {stroke} w {path} S Q", Dictionary())


def draw_dot(pdf: pikepdf.Pdf, box: tuple[float, float]) -> pikepdf.Object:
    """Return the appearance of a chosen radio button: a line of zero length with a round cap is a dot."""
    width, height = box
    center = f"{_number(width / 2)} {_number(height / 2)}"
    return _form_xobject(pdf, box, f"q 0 G 1 J {_number(min(box) * 0.55)} w {center} m {center} l S Q", Dictionary())


def draw_nothing(pdf: pikepdf.Pdf, box: tuple[float, float]) -> pikepdf.Object:
    """Return an empty appearance: a button that is off, or a signature field that nobody has signed."""
    return _form_xobject(pdf, box, "", Dictionary())


def _form_xobject(
    pdf: pikepdf.Pdf, box: tuple[float, float], content: str, resources: pikepdf.Object
) -> pikepdf.Object:
    return pdf.make_stream(
        content.encode("ascii"),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, round(box[0], 3), round(box[1], 3)]),
        Resources=resources,
    )


def _wrap(text: str, width: float, style: TextStyle) -> list[str]:
    """Break text into lines at spaces; a word wider than the field gets its own line."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and style.font.width(longer) * style.size / 1000 > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def _number(value: float) -> str:
    """Return a number as PDF writes it: at most three decimals, no exponent."""
    return f"{value:.3f}".rstrip("0").rstrip(".")

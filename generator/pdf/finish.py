"""The last touches on a PDF's objects before WeasyPrint writes them: tags, page labels, attachments, images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import Attachment, PageLabels
from .record import Record
from .tags import retag

_LABEL_STYLES = {"decimal": "/D", "roman": "/r", "none": None}


def finish(
    pdf: Any, record: Record, *, attachments: Sequence[Attachment], page_labels: Sequence[PageLabels], pdf_a: bool
) -> None:
    """Change the pydyf `pdf` in place. Without a record the tags are left as they are."""
    if record.origins and "StructTreeRoot" in pdf.catalog:
        retag(pdf, record)
    _add_page_labels(pdf, page_labels)
    _name_attachment_types(pdf, attachments)
    if pdf_a:
        _forbid_interpolation(pdf)
    _show_metadata(pdf)


def _add_page_labels(pdf: Any, page_labels: Sequence[PageLabels]) -> None:
    import pydyf

    numbers = pydyf.Array()
    for labels in sorted(page_labels, key=lambda labels: labels.first):
        label = pydyf.Dictionary()
        if style := _LABEL_STYLES[labels.style]:
            label["S"] = style
            label["St"] = labels.start
        if labels.prefix:
            label["P"] = pydyf.String(labels.prefix)
        numbers.extend((labels.first, label))
    if numbers:
        pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})


def _name_attachment_types(pdf: Any, attachments: Sequence[Attachment]) -> None:
    """Give each embedded file its own media type (WeasyPrint guesses from the name), and list it once in /AF."""
    embedded = [item for item in pdf.objects if getattr(item, "extra", {}).get("Type") == "/EmbeddedFile"]
    for item, attachment in zip(embedded[-len(attachments) :], attachments, strict=False):
        item.extra["Subtype"] = "/" + attachment.media_type.replace("/", "#2f")
    if "AF" in pdf.catalog:
        unique = list(dict.fromkeys(pdf.catalog["AF"]))
        pdf.catalog["AF"][:] = unique


def _forbid_interpolation(pdf: Any) -> None:
    """PDF/A forbids smoothed images (ISO 19005-3, 6.2.8)."""
    for item in pdf.objects:
        extra = getattr(item, "extra", {})
        if extra.get("Subtype") == "/Image" and "Interpolate" in extra:
            extra["Interpolate"] = "false"


def _show_metadata(pdf: Any) -> None:
    """Leave the XMP packet uncompressed, so that readers that know no PDF find it (ISO 19005-3, 6.6.2)."""
    for item in pdf.objects:
        if getattr(item, "extra", {}).get("Type") == "/Metadata":
            item.compress = False

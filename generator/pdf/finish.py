"""Final changes to a PDF's objects before WeasyPrint writes them: tags, page labels, attachments, images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.pdf import Attachment, PageLabels
from generator.pdf.tags.retag import retag
from generator.pdf.weasyprint.tag_origins import TagRecord

_LABEL_STYLES = {"decimal": "/D", "roman": "/r", "none": None}


def finish(
    pdf: Any, record: TagRecord, *, attachments: Sequence[Attachment] = (), page_labels: Sequence[PageLabels] = ()
) -> None:
    """Change the pydyf `pdf` in place. Without a record the tags are left as they are."""
    if record.origins and "StructTreeRoot" in pdf.catalog:
        retag(pdf, record)
    _add_page_labels(pdf, page_labels)
    _describe_attachments(pdf, attachments)
    for item in pdf.objects:
        _conform_to_pdf_a(item)


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


def _describe_attachments(pdf: Any, attachments: Sequence[Attachment]) -> None:
    """Set each embedded file's media type and relationship, and list it once in /AF (ISO 19005-3, 6.8).

    WeasyPrint guesses the type from the name, lists a file twice, and writes relationships only in PDF/A files.
    """
    import pydyf

    if not attachments:
        return
    files = [item for item in pdf.objects if getattr(item, "extra", {}).get("Type") == "/EmbeddedFile"]
    entries: list[Any] = [item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/Filespec"]
    for file, entry, attachment in zip(files, entries, attachments, strict=True):
        file.extra["Subtype"] = "/" + attachment.media_type.replace("/", "#2f")
        entry["AFRelationship"] = "/" + attachment.relationship
    pdf.catalog["AF"] = pydyf.Array(entry.reference for entry in entries)


def _conform_to_pdf_a(item: Any) -> None:
    """Forbid image smoothing (ISO 19005-3, 6.2.8); leave the XMP packet uncompressed for tools that cannot read PDF."""
    extra = getattr(item, "extra", {})
    if extra.get("Subtype") == "/Image" and "Interpolate" in extra:
        extra["Interpolate"] = "false"
    if extra.get("Type") == "/Metadata":
        item.compress = False

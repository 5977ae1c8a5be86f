"""Keep the last byte of every stream from being CR or LF, which readers take for the line end before `endstream`."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

_LINE_END_BEFORE_END = re.compile(rb"[\r\n]\r?\nendstream")


def without_line_ends(data: bytes) -> bytes:
    """Return a PDF's bytes as they are, or saved anew where a stream ends in CR or LF (ISO 32000-1, 7.3.8.1)."""
    import pikepdf

    if not _LINE_END_BEFORE_END.search(data):
        return data
    with pikepdf.open(BytesIO(data)) as document:
        return saved(document)


def saved(document: pikepdf.Pdf) -> bytes:
    """Return the bytes of a document in which no stream ends in CR or LF; the same input gives the same bytes.

    One more line feed inside the data changes the checksum that ends it; it is white space where streams are text, and
    a font program carries its own length. Bytes come from saving, so the saved file is what must be looked at; it has
    no object streams, because those are made while saving.
    """
    import pikepdf

    target = BytesIO()
    document.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(BytesIO(target.getvalue())) as again:
        ending = [item for item in again.objects if isinstance(item, pikepdf.Stream) and "/Filter" in item
                  and item.read_raw_bytes()[-1:] in (b"\r", b"\n")]
        for stream in ending:
            if "/Length1" in stream:
                stream.Length1 = int(stream.Length1) + 1
            stream.write(stream.read_bytes() + b"\n")
        return saved(again) if ending else target.getvalue()

"""Streams: those that we write never end in CR or LF, and those from somebody else are decompressed within limits."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

_LINE_END_BEFORE_END = re.compile(rb"[\r\n]\r?\nendstream")


class StreamProblem(ValueError):
    """A stream in somebody else's PDF cannot be decompressed within limits; the message says why."""


def without_line_ends(data: bytes) -> bytes:
    """Return a PDF's bytes unchanged, or saved again if a stream ends in CR or LF.

    Viewers may mistake it for the line end before `endstream` (ISO 32000-1, 7.3.8.1).
    """
    import pikepdf

    if not _LINE_END_BEFORE_END.search(data):
        return data
    with pikepdf.open(BytesIO(data)) as document:
        return saved(document)


def saved(document: pikepdf.Pdf) -> bytes:
    """Return the bytes of a document in which no stream ends in CR or LF; the same input gives the same bytes.

    An extra line feed inside the data changes the checksum that ends it; it is white space in streams of text, and a
    font program states its own length. The bytes result from saving, so the saved file is the one to check; it has no
    object streams, because those are created while saving.
    """
    import pikepdf

    target = BytesIO()
    document.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(BytesIO(target.getvalue())) as again:
        ending = [
            item
            for item in again.objects
            if isinstance(item, pikepdf.Stream) and "/Filter" in item and item.read_raw_bytes()[-1:] in (b"\r", b"\n")
        ]
        for stream in ending:
            if "/Length1" in stream:
                stream.Length1 = int(stream.Length1) + 1
            stream.write(stream.read_bytes() + b"\n")
        return saved(again) if ending else target.getvalue()


def bounded_bytes(stream: pikepdf.Object, most: int) -> bytes:
    """Return the content of a stream in somebody else's PDF, never decompressing more than `most` bytes.

    Raises StreamProblem when it contains more, when it is cut off, or when it is compressed by anything but deflate.
    """
    import pikepdf

    packed, settings = stream.get("/Filter"), stream.get("/DecodeParms")
    filters = list(packed) if isinstance(packed, pikepdf.Array) else [] if packed is None else [packed]
    if len(filters) > 1 or any(name != "/FlateDecode" for name in filters) or "/F" in stream:
        raise StreamProblem("a stream is packed in an unusual way")
    parameters = list(settings) if isinstance(settings, pikepdf.Array) else [settings]
    if any(item is not None and int(item.get("/Predictor", 1)) != 1 for item in parameters):
        raise StreamProblem("a stream is packed in an unusual way")
    data = stream.read_raw_bytes()
    if filters and data:  # qpdf compresses empty data to empty data
        unpacker = zlib.decompressobj()
        try:
            data = unpacker.decompress(data, most + 1)
        except zlib.error as error:
            raise StreamProblem(f"a stream cannot be decompressed: {error}") from None
        if len(data) <= most and not unpacker.eof:
            raise StreamProblem("a stream is cut off")
    if len(data) > most:
        raise StreamProblem(f"a stream contains more than {most:,} bytes")
    return data

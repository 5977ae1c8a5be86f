"""Streams: none that we write ends in CR or LF, and those that somebody else wrote are unpacked within bounds."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

_LINE_END_BEFORE_END = re.compile(rb"[\r\n]\r?\nendstream")


class StreamProblem(ValueError):
    """A stream of somebody else's PDF cannot be unpacked within bounds; the message says why."""


def without_line_ends(data: bytes) -> bytes:
    """Return a PDF's bytes as they are, or saved again where a stream ends in CR or LF.

    Readers may take it for the line end before `endstream` (ISO 32000-1, 7.3.8.1).
    """
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
    """Return what a stream of somebody else's PDF holds, never unpacking more than `most` bytes.

    Raises StreamProblem when it holds more, when it is cut off, or when it is packed by anything but deflate.
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
    if filters and data:  # qpdf packs nothing into nothing
        unpacker = zlib.decompressobj()
        try:
            data = unpacker.decompress(data, most + 1)
        except zlib.error as error:
            raise StreamProblem(f"a stream cannot be unpacked: {error}") from None
        if len(data) <= most and not unpacker.eof:
            raise StreamProblem("a stream is cut off")
    if len(data) > most:
        raise StreamProblem(f"a stream holds more than {most:,} bytes")
    return data

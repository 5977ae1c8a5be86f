"""No stream ends in CR or LF."""

from __future__ import annotations

import io
import zlib

import pikepdf

from generator.pdf.streams import without_line_ends


def bad_document() -> bytes:
    """A PDF whose content stream ends in CR or LF once compressed."""
    document = pikepdf.new()
    document.add_blank_page()
    text = next(b"%% %d" % n for n in range(5000) if zlib.compress(b"%% %d" % n, 6)[-1:] in (b"\r", b"\n"))
    document.pages[0].Contents = pikepdf.Stream(document, zlib.compress(text, 6), Filter=pikepdf.Name.FlateDecode)
    target = io.BytesIO()
    document.save(target, static_id=True)
    return target.getvalue()


def test_no_stream_ends_in_a_line_end():
    data = bad_document()
    mended = without_line_ends(data)
    assert mended != data and mended == without_line_ends(data)
    with pikepdf.open(io.BytesIO(mended)) as document:
        streams = [item for item in document.objects if isinstance(item, pikepdf.Stream)]
        assert streams and all(item.read_raw_bytes()[-1:] not in (b"\r", b"\n") for item in streams)
        assert document.pages[0].Contents.read_bytes().startswith(b"% ")


def test_a_good_file_is_left_alone():
    mended = without_line_ends(bad_document())
    assert without_line_ends(mended) == mended



def test_no_stream_ends_in_a_line_end(tmp_path):
    """Readers take CR LF before `endstream` for the line end, and then the length is wrong (ISO 32000-1, 7.3.8)."""
    import pikepdf

    from generator.forms.finish import _saved

    document = pikepdf.new()
    document.add_blank_page()
    import zlib
    number = next(n for n in range(5000) if zlib.compress(b"%% %d" % n, 6)[-1:] in (b"\r", b"\n"))
    stream = pikepdf.Stream(document, zlib.compress(b"%% %d" % number, 6), Filter=pikepdf.Name.FlateDecode)
    document.pages[0].Contents = stream
    with pikepdf.open(BytesIO(_saved(document))) as saved:
        assert all(item.read_raw_bytes()[-1:] not in (b"\r", b"\n") for item in saved.objects
                   if isinstance(item, pikepdf.Stream))
        assert saved.pages[0].Contents.read_bytes().startswith(b"%% %d" % number)

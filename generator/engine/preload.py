"""Imported by the fork server before the first worker is forked, so that workers share what is expensive to import."""

import contextlib
import signal

from generator.files.working_folder import leave_out

leave_out()
signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the build's to answer; the fork server ignores it later

# A missing system library is reported by the first document that is rendered, as an error with a hint; here it would
# only end the fork server.
with contextlib.suppress(Exception):
    import page  # noqa: F401
    import pikepdf  # noqa: F401

    import generator.pdf.inspect
    import generator.render.finishing  # noqa: F401
    from generator.pdf.weasyprint import render as weasy

    weasy.load()  # the last: it freezes what was imported for the garbage collector

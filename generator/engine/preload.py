"""Imported by the fork server before the first worker is forked, so that workers share what is expensive to import."""

import contextlib
import signal

from generator.files.working_folder import leave_out

leave_out()
signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build handles Ctrl-C; the fork server ignores it later

# The first document rendered reports a missing system library as an error with a hint; here it would only end the fork
# server.
with contextlib.suppress(Exception):
    import page  # noqa: F401
    import pikepdf  # noqa: F401

    import generator.pdf.inspect
    import generator.render.finishing  # noqa: F401
    from generator.pdf.weasyprint import render as weasy

    weasy.load()  # last: it freezes what was imported for the garbage collector

"""Imported by the fork server instead of `preload` if the workers also read and plan policies."""

import contextlib
import gc

import generator.engine.preload  # the first: it keeps the working folder out

with contextlib.suppress(Exception):
    import generator.render.document
    import generator.rules.checking  # noqa: F401

    gc.freeze()

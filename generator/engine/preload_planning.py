"""Imported by the fork server instead of `preload` where the workers read and plan policies too."""

import contextlib
import gc

import generator.engine.preload  # the first: it keeps the working folder out

with contextlib.suppress(Exception):
    import generator.render.document
    import generator.rules.checking  # noqa: F401

    gc.freeze()

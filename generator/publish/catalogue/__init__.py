"""The catalogue: `build/index.html`, one self-contained page that lists every document in the manifest."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from generator.files.paths import templates_dir
from generator.files.reading import is_left_behind, read_file
from generator.publish.manifest import CATALOGUE, Entry, Manifest

_FOLDER, _TOKENS = "catalogue", "styles/tokens.css"


def catalogue(manifest: Manifest, root: Path) -> tuple[Entry, bytes]:
    """Return the manifest's entry for the catalogue of these documents, and the page.

    Raises SourceProblems when a template of the root fails, MachineProblem when a shipped one does.
    """
    from generator.publish.catalogue.view import catalogue_view
    from generator.render.document import rendered

    style = _source(_TOKENS, root) + rendered(f"{_FOLDER}/style.css.j2", {}, root)
    script = rendered(f"{_FOLDER}/script.js.j2", {}, root)
    view = catalogue_view(manifest) | {
        "style": style,
        "script": script,
        "style_hash": _csp_hash(style),
        "script_hash": _csp_hash(script),
    }
    data = (rendered(f"{_FOLDER}/page.html.j2", view, root) + "\n").encode()
    entry = {
        "path": CATALOGUE,
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "input_sha256": catalogue_input(manifest, root),
    }
    return entry, data


def catalogue_input(manifest: Manifest, root: Path) -> str:
    """Return the hash of everything that determines the page: what it lists, and its templates."""
    digest = hashlib.sha256(Manifest(manifest.documents, manifest.previous).data())
    folders = (root / "templates", templates_dir())
    names = {
        path.relative_to(folder).as_posix()
        for folder in folders
        for path in (folder / _FOLDER).glob("*.j2")
        if not is_left_behind(path.name)
    }
    for name in [_TOKENS, *sorted(names)]:
        digest.update(f"\0{name}\0{_source(name, root)}".encode())
    digest.update(Path(__file__).with_name("view.py").read_bytes())
    return digest.hexdigest()


def _source(name: str, root: Path) -> str:
    """Return a template's text: the root's own, or else the shipped one."""
    own = root / "templates" / name
    return read_file(own if own.is_file() else templates_dir() / name).decode()


def _csp_hash(text: str) -> str:
    """Return the Content-Security-Policy source that allows exactly this text (CSP 3, 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

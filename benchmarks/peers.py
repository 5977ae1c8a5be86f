"""Other programs on the same text: wall seconds of each and of WeasyPrint. A program that is not installed is left out.

The text is the first policy's coverage policy. Chromium prints our HTML with our styles; pandoc makes its own HTML and
has WeasyPrint print it; Typst prints what pandoc makes of the HTML, so with tables and links but a design of its own.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

from measure import HERE, Cost, cost


def peers(html: Path, folder: Path) -> list[tuple[str, str]]:
    """Return a row for each program, from a folder that `bare.py prepare` wrote."""
    told = json.loads((html / "styles.json").read_text())
    name = max(told["styles"], key=lambda item: (html / item).stat().st_size)
    alone = folder / "alone"
    alone.mkdir()
    (alone / name).write_bytes((html / name).read_bytes())
    (alone / "styles.json").write_text(json.dumps(told | {"styles": {name: told["styles"][name]}}))
    links = "".join(f'<link rel="stylesheet" href="file://{style}">' for style in told["styles"][name])
    styled = alone / "styled.html"
    text = (alone / name).read_text(encoding="utf-8")
    styled.write_text(text.replace("</head>", links + "</head>"), encoding="utf-8")
    plain = cost(HERE / "bare.py", "render", alone, cwd=folder)
    rows = [("WeasyPrint, one document: wall s", f"{plain.wall:.1f}")]

    def row(what: str, spent: Cost | str) -> None:
        rows.append((f"WeasyPrint's wall / {what}'s", spent if isinstance(spent, str) else
                     f"{plain.wall / spent.wall:.2f} ({spent.wall:.1f} s)"))

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    row("headless Chromium", cost("--headless", "--no-sandbox", "--disable-gpu", styled.as_uri(),
                                  f"--print-to-pdf={folder / 'chromium.pdf'}", cwd=folder, program=chromium)
        if chromium else "not installed")
    pandoc = _pandoc()
    row("pandoc + WeasyPrint", cost(alone / name, "-o", folder / "pandoc.pdf", "--pdf-engine",
                                    Path(sys.executable).with_name("weasyprint"), cwd=folder, program=pandoc)
        if pandoc else "pandoc is not installed")
    row("Typst", _typst(alone / name, folder, pandoc))
    return rows


def _pandoc() -> str | None:
    try:
        import pypandoc
    except ImportError:
        return shutil.which("pandoc")
    return pypandoc.get_pandoc_path()


def _typst(html: Path, folder: Path, pandoc: str | None) -> Cost | str:
    try:
        import typst  # noqa: F401
    except ImportError:
        return "not installed"
    if pandoc is None:
        return "needs pandoc to make its text"
    made = folder / "typst.typ"
    source = folder / "no-drawings.html"
    source.write_text(re.sub(r"<svg.*?</svg>", "", html.read_text(encoding="utf-8"), flags=re.DOTALL), encoding="utf-8")
    cost(source, "-s", "-t", "typst", "-o", made, cwd=folder, program=pandoc)
    made.write_text(re.sub(r"#link\(<[^>]*>\)", "#text", made.read_text(encoding="utf-8")), encoding="utf-8")
    return cost("-c", f"import typst; typst.compile({str(made)!r}, output={str(folder / 'typst.pdf')!r})", cwd=folder)

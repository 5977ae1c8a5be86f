"""Other programs on the same text: wall seconds of each, and of WeasyPrint. Programs not installed are left out.

The text is a generated document of headings, paragraphs and tables. WeasyPrint and Chromium print it with our styles;
pandoc makes its own HTML and has WeasyPrint print that; Typst prints the same words in its own markup and design.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

from documents import STYLES, html
from measure import HERE, Cost, cost

from generator.files.paths import templates_dir

_PAGES = 30


def peers(folder: Path) -> list[tuple[str, str]]:
    """Return a row for each program."""
    alone, text = folder / "alone", html(_PAGES)
    alone.mkdir()
    page, styles = alone / "page.html", [str(templates_dir() / name) for name in STYLES]
    page.write_text(text, encoding="utf-8")
    (alone / "styles.json").write_text(json.dumps({"base": f"{templates_dir()}/", "styles": {page.name: styles}}))
    styled = folder / "styled.html"
    links = "".join(f'<link rel="stylesheet" href="file://{style}">' for style in styles)
    styled.write_text(text.replace("</head>", links + "</head>"), encoding="utf-8")
    plain = cost(HERE / "bare.py", "render", alone, cwd=folder)
    rows = [(f"{_PAGES} sections, WeasyPrint: wall s", f"{plain.wall:.1f}")]

    def row(what: str, spent: Cost | None) -> None:
        rows.append(
            (
                f"WeasyPrint's wall / {what}'s",
                f"{plain.wall / spent.wall:.2f} ({spent.wall:.1f} s)" if spent else "not installed",
            )
        )

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    row(
        "headless Chromium",
        cost(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            styled.as_uri(),
            f"--print-to-pdf={folder / 'chromium.pdf'}",
            cwd=folder,
            program=chromium,
        )
        if chromium
        else None,
    )
    pandoc = _pandoc()
    row(
        "pandoc + WeasyPrint",
        cost(
            page,
            "-o",
            folder / "pandoc.pdf",
            "--pdf-engine",
            Path(sys.executable).with_name("weasyprint"),
            cwd=folder,
            program=pandoc,
        )
        if pandoc
        else None,
    )
    row("Typst", _typst(text, folder))
    return rows


def _pandoc() -> str | None:
    try:
        import pypandoc
    except ImportError:
        return shutil.which("pandoc")
    return pypandoc.get_pandoc_path()


def _typst(text: str, folder: Path) -> Cost | None:
    try:
        import typst  # noqa: F401
    except ImportError:
        return None
    source = folder / "page.typ"
    source.write_text(in_typst(text), encoding="utf-8")
    return cost("-c", f"import typst; typst.compile({str(source)!r}, output={str(folder / 'typst.pdf')!r})", cwd=folder)


def in_typst(text: str) -> str:
    """Return the generated HTML in Typst's markup."""
    body = text[text.index("<body>") :].replace("<body>", "").replace("</body></html>", "")
    for pattern, made in (
        (r"<h1>(.*?)</h1>", r"= \1\n"),
        (r"<h2>(.*?)</h2>", r"\n== \1\n"),
        (r"<p>(.*?)</p>", r"\n\1\n"),
        (r"<table><thead><tr>(.*?)</tr></thead><tbody>", r"\n#table(columns: 3, table.header(\1),\n"),
        (r"</tbody></table>", ")\n"),
        (r"<t[hd][^>]*>(.*?)</t[hd]>", r"[\1], "),
        (r"</?tr>", "\n"),
    ):
        body = re.sub(pattern, made, body)
    return '#set page(paper: "us-letter")\n#set text(size: 10pt)\n' + body

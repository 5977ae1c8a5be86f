"""A bare WeasyPrint script on the same HTML: what a build is compared with."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path


def prepare(root: Path, folder: Path) -> None:
    """Write the HTML of every document, figures drawn."""
    from generator.build import Request
    from generator.engine.plan import make_plan
    from generator.engine.pool import WorkerPool
    from generator.engine.work import Choice
    from generator.figures import finish_figures
    from generator.html import publisher_of
    from generator.render import stylesheets

    folder.mkdir()
    with WorkerPool(1) as pool:
        plan = make_plan(Request(root, root / "build"), Choice(root, date.today()), None, lambda *_: False, pool)
    for number, planned in enumerate(plan.documents):
        html = planned.unpack()[0]
        styles = [path.read_text(encoding="utf-8") for path in stylesheets(root, publisher_of(html))]
        (folder / f"{number}.html").write_text(finish_figures(html, styles), encoding="utf-8")


def render(root: Path, folder: Path) -> None:
    """Render them one after the other with WeasyPrint's own interface, as tagged PDF."""
    import weasyprint

    from generator.html import publisher_of
    from generator.paths import templates_dir
    from generator.render import stylesheets

    for path in sorted(folder.glob("*.html")):
        html = path.read_text(encoding="utf-8")
        styles = [weasyprint.CSS(filename=str(style)) for style in stylesheets(root, publisher_of(html))]
        weasyprint.HTML(string=html, base_url=f"{templates_dir()}/").write_pdf(
            path.with_suffix(".pdf"), stylesheets=styles, pdf_variant="pdf/a-3a", pdf_forms="<form" in html)


if __name__ == "__main__":
    {"prepare": prepare, "render": render}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))

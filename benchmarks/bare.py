"""A bare WeasyPrint script on the same HTML, to compare a build with.

`python bare.py prepare ROOT FOLDER` writes the HTML; `python bare.py render FOLDER` renders it and imports none of our
code.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path


def prepare(root: Path, folder: Path) -> None:
    """Write the HTML of every document, with figures drawn, and the names of its style sheets."""
    from generator.engine.plan import make_plan
    from generator.engine.pool import WorkerPool
    from generator.engine.request import Request
    from generator.figures import finish_figures
    from generator.files.paths import templates_dir
    from generator.render.finishing import stylesheets

    folder.mkdir()
    listed = {}
    with WorkerPool(1) as pool:
        request = Request(root, root / "build")
        plan = make_plan(request, request.selection(date.today()), None, lambda *_: False, pool)
    for number, planned in enumerate(plan.each()):
        html = planned.unpack()[0]
        styles = stylesheets(root, planned.publisher, html)
        html = finish_figures(html, [path.read_text(encoding="utf-8") for path in styles])
        (folder / f"{number}.html").write_text(html, encoding="utf-8")
        listed[f"{number}.html"] = [str(path) for path in styles]
    (folder / "styles.json").write_text(json.dumps({"base": f"{templates_dir()}/", "styles": listed}))


def render(folder: Path) -> None:
    """Render them one after another with WeasyPrint's own interface, as tagged PDF."""
    import weasyprint

    told = json.loads((folder / "styles.json").read_text())
    for name, styles in told["styles"].items():
        html = (folder / name).read_text(encoding="utf-8")
        weasyprint.HTML(string=html, base_url=told["base"]).write_pdf(
            folder / f"{name}.pdf", stylesheets=styles, pdf_variant="pdf/a-3a", pdf_forms="<form" in html
        )


if __name__ == "__main__":
    {"prepare": prepare, "render": render}[sys.argv[1]](*map(Path, sys.argv[2:]))

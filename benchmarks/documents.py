"""Generated documents for measurements.

`python documents.py many COUNT` renders that many in one worker, which is not replaced, and prints its peak memory
after the 10th and the last; `python documents.py long PAGES` renders one document of about that many pages.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from generator.engine.pool import WorkerPool
from generator.files.paths import templates_dir
from generator.pdf import render_pdf
from generator.render.finishing import STYLES

_PARAGRAPH = (
    "Restorative stimulation is medically necessary when conservative care of at least six months has failed "
    "and the pain is rated 7 or more, unless the patient is pregnant or the imaging shows an instability. "
)
_ROW = "<tr><th scope='row'>Study {0}</th><td>{0} of 204 patients</td><td>" + _PARAGRAPH[:90] + "</td></tr>"
_PAGE = ("<h2>Section {0}</h2>" + f"<p>{_PARAGRAPH * 3}</p>" * 4 + "<table><thead><tr><th>Study</th><th>Patients</th>"
         "<th>Result</th></tr></thead><tbody>" + "".join(_ROW.format(number) for number in range(8))
         + "</tbody></table>")  # fmt: skip


def page_of(number: int) -> str:
    """Return the HTML of about one page; no two are the same."""
    return _PAGE.format(number).replace("six months", f"{number} months")


def html(pages: int) -> str:
    """Return a whole document."""
    return (
        '<!DOCTYPE html><html lang="en-US"><head><meta charset="utf-8"><title>Long</title></head><body>'
        "<h1>Long</h1>" + "".join(map(page_of, range(pages))) + "</body></html>"
    )


def peak() -> float:
    """Return this process's peak memory in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def render(text: str) -> int:
    """Render with the shipped styles; return the number of pages."""
    styles = [templates_dir() / name for name in STYLES]
    return render_pdf(text, stylesheets=styles, base_dir=templates_dir(), allowed=[templates_dir()]).pages


def long(pages: int) -> None:
    """Print pages, CPU seconds and peak memory of one document."""
    started = time.process_time()
    count = render(html(pages))
    print(json.dumps([count, time.process_time() - started, peak()]))


def one_of_many(number: int) -> float:
    """Render one document in a worker and return the worker's peak."""
    render(html(3).replace("204", str(number)))
    return peak()


def many(count: int) -> None:
    """Print the peak memory after the 10th and after the last of many documents."""
    with WorkerPool(1, tasks_a_worker=count) as pool:
        peaks = list(pool.map(one_of_many, range(count)))
    print(json.dumps([peaks[9], peaks[-1]]))


if __name__ == "__main__":
    {"long": long, "many": many}[sys.argv[1]](int(sys.argv[2]))

"""Where the rows of an evidence figure stand: pages, columns and scales. Drawing is left to `evidence`."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from markupsafe import Markup, escape

from generator.figures.evidence_data import Row, difference_rows, joined, mean_rows, sentences, share_rows
from generator.figures.metrics import text_width, tick_label, wrap
from generator.figures.svg import picture
from generator.model.evidence import Evidence
from generator.view.evidence import StudyView

WIDTH, TALLEST = 498.0, 320.0  # two parts of a figure share a page, and one part fills what a table left
NARROWEST = 56.0  # of a scale
LABEL, LEAD, AXIS = 7.4, 8.8, 20.0
MEAN_LABEL = 140.0
_NAMES = {"pain": "Pain", "disability": "Disability", "quality-of-life": "Quality of life", "composite": "Composite"}
_OPEN = " An open mark is the comparison arm."
_BAR = " A bar is the interval that the source states."
_TIMES = " A time in parentheses is the study's follow-up, where the result names none."


def evidence_figures(studies: Iterable[StudyView], evidence: Evidence) -> list[dict[str, Any]]:
    """Return the figures in order, each with title, caption and SVG; none when fewer than two results can be drawn."""
    studies = list(studies)
    shares, means, changes = (make(studies, evidence) for make in (share_rows, mean_rows, difference_rows))
    if len(shares) + len(means) + len(changes) < 2:
        return []
    figures = [*_share_figures(shares),
               *_mean_figures("Mean values at baseline and at follow-up", means, _MEANS_CAPTION),
            *_mean_figures("Mean changes as the source states them", changes, _CHANGES_CAPTION, zero=True)]
    primary = [(view.name, view.study.primary_endpoint) for view in studies if view.study.primary_endpoint]
    missed = [name for name, endpoint in primary if endpoint.met == "not met"]
    if missed:
        figures[0]["caption"] += f" Primary endpoint not met: {'; '.join(missed)} (see the evidence table)."
    return figures


_SHARES_CAPTION = ("Each row says who is counted. A line joins the follow-ups of one cohort with the same threshold.")
_MEANS_CAPTION = "Open mark: baseline; filled mark: follow-up. A line downward joins the follow-ups of one cohort."
_CHANGES_CAPTION = "Change from baseline; the vertical line is no change."


def _share_figures(rows: list[Row]) -> list[dict[str, Any]]:
    label, when, plot = 204.0, 128.0, 122.0
    column = {"left": label + when + 8, "width": plot, "title": ["Patients, %"], "low": 0, "high": 100,
              "ticks": [0, 25, 50, 75, 100], "zero": False}
    lines = [_line(row, [(row, 0)], wrap(_with_arm(row), label - 17, LABEL, 400, 3),
                   wrap(row.when, when - 6, LABEL, 400, 2))
             for row in rows]
    kinds = [kind for kind in ("pain", "disability", "composite") if any(row.endpoint == kind for row in rows)]
    legend = [[kind, _NAMES[kind]] for kind in kinds]
    return _pages("Responder rates and other proportions", _SHARES_CAPTION, rows, lines, [column], legend, second=label)


def _with_arm(row: Row) -> str:
    return f"{row.text} ({row.arms})" if row.arms else row.text


def _mean_figures(title: str, rows: list[Row], caption: str, zero: bool = False) -> list[dict[str, Any]]:
    figures = []
    columns = list(dict.fromkeys(row.column for row in rows))
    columns.sort(key=lambda column: list(_NAMES).index(column[0]))
    while columns:
        chosen = columns[:_fitting(columns, rows)]
        columns = columns[len(chosen):]
        figures += _mean_pages(title, caption, [row for row in rows if row.column in chosen], chosen, zero)
    return figures


def _fitting(columns: list[tuple[str, str]], rows: list[Row]) -> int:
    """Return how many columns, three at the most, stand side by side with room for their scales and numbers."""
    for count in (3, 2):
        room = (WIDTH - MEAN_LABEL) / count
        if all(room - 2 * _pad(key, rows) >= NARROWEST for key in columns[:count]):
            return count
    return 1


def _pad(column: tuple[str, str], rows: list[Row]) -> float:
    """Return the room beside a scale for the numbers of its marks."""
    return 9.0 + max(text_width(p.shown, LABEL, 600) for row in rows if row.column == column for p in row.points)


def _mean_pages(title: str, caption: str, rows: list[Row], chosen: list[tuple[str, str]],
                zero: bool) -> list[dict[str, Any]]:
    label = MEAN_LABEL
    room = (WIDTH - label) / max(len(chosen), 2)
    if room - 2 * _pad(chosen[0], rows) < NARROWEST:
        room = (WIDTH - label) / len(chosen)
    scales = []
    for place, key in enumerate(chosen):
        own = [row for row in rows if row.column == key]
        names = wrap("; ".join(dict.fromkeys(row.text for row in own)), room - 8, 6.8, 400, 2)
        pad = _pad(key, rows)
        head = f"{_NAMES[key[0]]}, {key[1]}" if key[1] else _NAMES[key[0]]
        scales.append({"left": label + place * room + pad, "width": room - 2 * pad, "title": [head, *names],
                       **_scale([v for row in own for p in row.points for v in (p.value, p.low, p.high)
                                 if v is not None], room - 2 * pad), "zero": zero})
    lines, seen = [], {}
    for row in rows:
        key, column = (row.block, row.study, row.time, row.arm), chosen.index(row.column)
        cells = next((cells for cells in seen.get(key, []) if all(taken != column for _, taken in cells)), None)
        if cells is not None:
            cells.append((row, column))
            continue
        cells = [(row, column)]
        seen.setdefault(key, []).append(cells)
        words = f"{row.when} ({row.arms})" if row.arms else row.when
        if len(seen[key]) > 1:
            words += f": {row.text}"
        lines.append((row, cells, wrap(words, label - 15, LABEL, 400, 3)))
    lines.sort(key=lambda line: _block_order(rows, line[0]))
    return _pages(title, caption, rows, [_line(row, cells, words, ()) for row, cells, words in lines], scales, [],
                  second=label)


def _block_order(rows: list[Row], row: Row) -> tuple[int, float]:
    blocks = list(dict.fromkeys(other.block for other in rows))
    return blocks.index(row.block), row.months if row.months is not None else 1e9


def _scale(values: list[float], width: float) -> dict[str, Any]:
    """Return a scale from zero in at most four round steps, with as many ticks as have room for their numbers."""
    low, high = min(0.0, *values), max(0.0, *values)
    power = 10.0 ** math.floor(math.log10((high - low) or 1))
    step = next(part * power for part in (0.5, 1, 2, 2.5, 5, 10) if (high - low) / (part * power) <= 4)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = [round(step * place, 9) for place in range(first, max(last, first + 1) + 1)]
    shown = ticks
    while len(shown) > 2 and max(text_width(tick_label(t), 6.8) for t in shown) + 4 > width / (len(shown) - 1):
        shown = shown[::2] if len(shown) % 2 else [ticks[0], ticks[-1]]
    return {"low": ticks[0], "high": ticks[-1], "ticks": shown}


def _line(row: Row, cells: list[tuple[Row, int]], label: Sequence[str], when: Sequence[str]) -> dict[str, Any]:
    return {"row": row, "cells": cells, "label": label, "when": when,
            "height": 4.6 + LEAD * max(len(label), len(when), 1)}


def _pages(title: str, caption: str, rows: list[Row], lines: list[dict], columns: list[dict], legend: list,
           second: float) -> list[dict[str, Any]]:
    head = 6.0 + 9 * max(len(column["title"]) for column in columns) if columns else 0
    whole: dict[str, float] = {}
    for line in lines:
        whole[line["row"].block] = whole.get(line["row"].block, 15) + line["height"]
    pages: list[list[dict]] = []
    y = TALLEST
    block = None
    for line in lines:
        name = line["row"].block
        heading: Sequence[str] = () if name == block else wrap(name, second + 100, 7.8, 600, 2)
        room = line["height"] + (5 + 9.4 * len(heading) if heading else 0)
        parted = heading and y > TALLEST / 2 and y + whole[name] > TALLEST - AXIS  # keeps a cohort in one part
        if parted or y + room > TALLEST - AXIS:
            if not heading:
                heading = wrap(f"{line['row'].block} (continued)", second + 100, 7.8, 600, 2)
            pages.append([])
            y = head + 2
        block = line["row"].block
        if heading:
            pages[-1].append({"y": y, "heading": heading})
            y += 5 + 9.4 * len(heading)
        pages[-1].append({"y": y, **line})
        y += line["height"]
    figures = []
    for number, page in enumerate(pages, 1):
        height = page[-1]["y"] + page[-1]["height"] + AXIS
        name = f"{title}, part {number} of {len(pages)}" if len(pages) > 1 else title
        own = [cell for line in page if "row" in line for cell, _ in line["cells"]]
        plot = {"width": WIDTH, "height": height, "head": head, "foot": height - AXIS, "columns": columns,
                "legend": legend, "second": second, "lines": [_json(line) for line in page], "links": _links(page)}
        data = escape(json.dumps(plot, ensure_ascii=False))
        svg = picture(WIDTH, height, sentences(name, own), "", "plot")
        words = caption if number == 1 else "Read as in part 1."
        words += _OPEN if any(len(row.points) > 1 and not row.points[0].hollow for row in own) else ""
        words += (_BAR if any(p.low is not None for row in own for p in row.points) else "")
        words += _TIMES if any(row.time.startswith("(") for row in own) else ""
        svg = Markup(str(svg).replace("<svg ", f'<svg data-plot="{data}" ', 1))
        figures.append({"title": f"{name}.", "caption": words, "svg": svg})
    return figures


def _json(line: dict) -> dict[str, Any]:
    if "heading" in line:
        return line
    cells = [{"column": column, "endpoint": row.endpoint, "points": [asdict(point) for point in row.points]}
             for row, column in line["cells"]]
    return {"y": line["y"], "height": line["height"], "label": line["label"], "when": line["when"], "cells": cells}


def _links(page: list[dict]) -> list[list]:
    """Return the lines between follow-ups: column, then both ends."""
    last: dict[tuple, tuple[Row, float]] = {}
    links = []
    for line in page:
        for row, column in line.get("cells", []):
            middle = line["y"] + line["height"] / 2
            if row.series in last and joined(last[row.series][0], row):
                before, above = last[row.series]
                links.append([column, before.points[-1 if column or row.points[0].hollow else 0].value, above,
                              row.points[-1 if column or row.points[0].hollow else 0].value, middle])
            last[row.series] = (row, middle)
    return links

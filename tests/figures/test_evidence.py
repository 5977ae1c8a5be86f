"""The evidence figure: every number of the source, joined by cohort, the same in every process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from generator.figures import finish_figures
from generator.figures.evidence import evidence_figures
from generator.figures.evidence_data import mean_rows, months, share_rows
from generator.figures.evidence_layout import NARROWEST, TALLEST, mean_parts
from generator.figures.metrics import text_width, tick_label
from generator.files.paths import templates_dir

SHEETS = [(templates_dir() / "styles" / "tokens.css").read_text(encoding="utf-8")]


def figures(view: dict, **change) -> list[dict]:
    evidence = view.policy.evidence.model_copy(update=change)
    return evidence_figures(view.studies.rows, evidence)


def title(figure: dict) -> str:
    return ElementTree.fromstring(figure["svg"]).findtext("{http://www.w3.org/2000/svg}title")


def drawn_texts(figure: dict) -> list[str]:
    svg = finish_figures(str(figure["svg"]), SHEETS)
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def parts(figures: list[dict], name: str) -> list[dict]:
    return [figure for figure in figures if figure["title"].startswith(name)]


def test_numbers_studies_and_cohorts_are_printed(small):
    shown = [words for part in parts(figures(small), "Responder rates") for words in drawn_texts(part)]
    assert {"77%", "72%", "10%", "6%", "11%"} <= set(shown)
    assert "ReActiv8-B (pivotal trial), n = 204" in shown
    assert "3 years · Gilligan et al, 2023" in shown


def test_the_alternative_lists_the_data(small):
    said = " ".join(title(part) for part in parts(figures(small), "Responder rates"))
    assert "VAS reduced by ≥50%, Gilligan et al, 2023, 3 years, 77%." in said
    assert "versus 6% with OMM" in said
    assert "77% (76 of 99) (95% CI 67% to 85%)" in said


def test_means_keep_baseline_interval_and_sign(small):
    means, changes = figures(small)[-2:]
    assert "6.3 (95% CI 6.0 to 6.7) at baseline, 3.3 (95% CI 2.7 to 3.9) at 12 months (points)" in title(means)
    assert {"38.9", "24.7", "0.426", "0.707"} <= set(drawn_texts(means))
    assert {"−19.7", "−3.6", "+0.16"} <= set(drawn_texts(changes))


def test_a_primary_endpoint_that_was_missed_is_named(small):
    assert "Primary endpoint not met: Gilligan et al, 2021" in figures(small)[0]["caption"]


def test_follow_ups_of_one_cohort_and_threshold_are_one_series(small):
    rows = [row for row in share_rows(small.studies.rows, small.policy.evidence) if "≥50%" in row.text]
    pivotal = [row for row in rows if row.block.startswith("ReActiv8-B") and row.endpoint == "pain"]
    assert [row.months for row in pivotal] == [24, 36, 60]
    assert len({row.series for row in pivotal}) == 1


def test_intervals_are_drawn_as_bars(big):
    svg = finish_figures(str(figures(big)[0]["svg"]), SHEETS)
    rows = share_rows(big.studies.rows, big.policy.evidence)
    bars = sum(point.low is not None for row in rows for point in row.points)
    assert bars and svg.count('stroke-width="1.3"') == bars
    assert "A bar is the interval stated in the source." in figures(big)[0]["caption"]


def test_a_cohort_stays_in_one_part_and_two_parts_fit_on_a_page(small):
    shares = parts(figures(small), "Responder rates")
    heads = [words for part in shares for words in drawn_texts(part) if ", n = " in words or "continued" in words]
    assert len(shares) > 1 and len(heads) == len(set(heads)) and not any("continued" in head for head in heads)
    assert shares[1]["caption"].startswith("Read as in part 1.") and TALLEST * 2 < 655


def test_wide_numbers_keep_room_for_their_scales(small):
    """Numbers of twelve digits and of six decimals: fewer columns, and no tick label over another."""
    rows = mean_rows(small.studies.rows, small.policy.evidence)
    wide = [
        replace(row, points=tuple(replace(point, shown="123,456,789,012.5") for point in row.points)) for row in rows
    ]
    parts = mean_parts("Means", "", wide)
    assert parts and all(len(part.look.columns) <= 2 for part in parts)
    for column in (column for part in parts for column in part.look.columns):
        labels = [text_width(tick_label(tick), 6.8) for tick in column.ticks]
        assert column.width >= NARROWEST
        assert sum(labels) < column.width + labels[0] / 2 + labels[-1] / 2


def test_marks_are_at_their_values(small):
    """Each mark of a share is drawn where its percentage is on the scale from 0 to 100."""
    shares = share_rows(small.studies.rows, small.policy.evidence)
    svg = "".join(str(part["svg"]) for part in parts(figures(small), "Responder rates"))
    centers = {float(x) for x in re.findall(r'<circle cx="([\d.]+)"', svg)}
    wanted = {round(340 + point.value * 1.22, 2) for row in shares if row.endpoint == "pain" for point in row.points}
    assert wanted and wanted <= centers


@pytest.mark.parametrize(
    ("value", "label"), [(0, "0"), (-2.5, "−2.5"), (0.0002, "0.0002"), (-12_000_000, "−12,000,000")]
)
def test_ticks_are_plain_numbers(value, label):
    assert tick_label(value) == label


def test_one_result_makes_no_figure(small):
    view = next(view for view in small.studies.rows if view.study.id == "thomson-2021")
    alone = view.study.model_copy(update={"results": view.study.results[:1]})
    assert (
        evidence_figures([type(view)(alone, view.name, view.n, view.cohorts, view.results[:1])], small.policy.evidence)
        == []
    )


def test_sixty_studies_are_split_over_pages(small):
    many = small.studies.rows * 4
    drawn = evidence_figures(many, small.policy.evidence)
    heights = [float(re.search(r'height="([\d.]+)pt"', part["svg"])[1]) for part in drawn]
    assert max(heights) <= TALLEST and "part 1 of" in drawn[0]["title"]
    whole = len(share_rows(many, small.policy.evidence))
    assert sum(title(part).count(", Gilligan et al,") for part in drawn) >= 4 * 7 and whole > 80
    assert any("(continued)" in part["svg"] for part in drawn)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("5 years", 60),
        ("12 months", 12),
        ("(1 year)", 12),
        ("baseline", 0),
        ("1, 2, and 3 years", None),
        ("1.5–48 months", None),
        ("120 days, then 1 year", None),
        ("", None),
    ],
)
def test_times(words, number):
    assert months(words) == number


def test_rows_need_no_cohort(big):
    assert {row.block for row in share_rows(big.studies.rows, big.policy.evidence)} >= {"Cohort not stated"}
    assert mean_rows(big.studies.rows, big.policy.evidence)


def test_colors_come_from_the_last_sheet(small):
    svg = finish_figures(str(figures(small)[-1]["svg"]), [*SHEETS, ":root { --accent: #123; }"])
    assert "#112233" in svg and "#14496b" not in svg and "var(--" not in svg


SCRIPT = """
import sys, hashlib; sys.path.insert(0, {here!r})
from tests.figures.conftest import view_of, REPOSITORY
from generator.figures import finish_figures
from generator.figures.document import Figures
from generator.files.paths import templates_dir
figures = Figures(view_of(REPOSITORY, "restorative-neurostimulation"))
html = str(figures.decision()) + "".join(str(figure["svg"]) for figure in figures.evidence())
html = finish_figures(html, [(templates_dir() / "styles" / "tokens.css").read_text()])
print(hashlib.sha256(html.encode()).hexdigest())
"""


def test_two_processes_draw_the_same(tmp_path):
    here = str(Path(__file__).resolve().parents[2])
    seen = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT.format(here=here)],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        seen.add(done.stdout)
    assert len(seen) == 1

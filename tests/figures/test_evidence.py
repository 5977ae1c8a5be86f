"""The evidence figure: every number of the source, joined by cohort, the same in every process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from generator.figures import finish_figures
from generator.figures.evidence_data import mean_rows, months, share_rows
from generator.figures.evidence_layout import TALLEST, evidence_figures
from generator.paths import templates_dir

SHEETS = [(templates_dir() / "styles" / "tokens.css").read_text(encoding="utf-8")]


def figures(view: dict, **change) -> list[dict]:
    evidence = view["policy"].evidence.model_copy(update=change)
    return evidence_figures(view["studies"], evidence)


def title(figure: dict) -> str:
    return ElementTree.fromstring(figure["svg"]).findtext("{http://www.w3.org/2000/svg}title")


def drawn_texts(figure: dict) -> list[str]:
    svg = finish_figures(str(figure["svg"]), SHEETS)
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_numbers_studies_and_cohorts_are_printed(small):
    shown = drawn_texts(figures(small)[0])
    assert {"77%", "72%", "10%", "6%", "11%"} <= set(shown)
    assert "ReActiv8-B (pivotal trial), n = 204" in shown
    assert "3 years · Gilligan et al, 2023" in shown


def test_the_alternative_lists_the_data(small):
    said = title(figures(small)[0])
    assert "VAS reduced by ≥50%, Gilligan et al, 2023, 3 years, 77%." in said
    assert "versus 6% with OMM" in said
    assert "77% (76 of 99) (95% CI 67% to 85%)" in said


def test_means_keep_baseline_interval_and_sign(small):
    means, changes = figures(small)[1:]
    assert "6.3 (95% CI 6.0 to 6.7) at baseline, 3.3 (95% CI 2.7 to 3.9) at 12 months (points)" in title(means)
    assert {"38.9", "24.7", "0.426", "0.707"} <= set(drawn_texts(means))
    assert {"−19.7", "−3.6", "+0.16"} <= set(drawn_texts(changes))


def test_a_primary_endpoint_that_was_missed_is_named(small):
    assert "Primary endpoint not met: Gilligan et al, 2021" in figures(small)[0]["caption"]


def test_follow_ups_of_one_cohort_and_threshold_are_one_series(small):
    rows = [row for row in share_rows(small["studies"], small["policy"].evidence) if "≥50%" in row.text]
    pivotal = [row for row in rows if row.block.startswith("ReActiv8-B") and row.endpoint == "pain"]
    assert [row.months for row in pivotal] == [24, 36, 60]
    assert len({row.series for row in pivotal}) == 1


def test_intervals_are_drawn_as_bars(big):
    svg = finish_figures(str(figures(big)[0]["svg"]), SHEETS)
    assert svg.count("<use") > len(share_rows(big["studies"], big["policy"].evidence))
    assert "A bar is the interval that the source states." in figures(big)[0]["caption"]


def test_one_result_makes_no_figure(small):
    view = next(view for view in small["studies"] if view.study.id == "thomson-2021")
    alone = view.study.model_copy(update={"results": view.study.results[:1]})
    assert evidence_figures([type(view)(alone, view.name, view.n, view.cohorts, view.results[:1])],
                            small["policy"].evidence) == []


def test_sixty_studies_are_split_over_pages(small):
    many = small["studies"] * 4
    parts = evidence_figures(many, small["policy"].evidence)
    heights = [float(re.search(r'height="([\d.]+)pt"', part["svg"])[1]) for part in parts]
    assert max(heights) <= TALLEST and "part 1 of" in parts[0]["title"]
    whole = len(share_rows(many, small["policy"].evidence))
    assert sum(title(part).count(", Gilligan et al,") for part in parts) >= 4 * 7 and whole > 80
    assert any("(continued)" in part["svg"] for part in parts)


@pytest.mark.parametrize(("words", "number"), [
    ("5 years", 60), ("12 months", 12), ("(1 year)", 12), ("baseline", 0), ("1, 2, and 3 years", None),
    ("1.5–48 months", None),
    ("120 days, then 1 year", None), ("", None)])
def test_times(words, number):
    assert months(words) == number


def test_rows_need_no_cohort(big):
    assert {row.block for row in share_rows(big["studies"], big["policy"].evidence)} >= {"Cohort not stated"}
    assert mean_rows(big["studies"], big["policy"].evidence)


def test_colours_come_from_the_last_sheet(small):
    svg = finish_figures(str(figures(small)[2]["svg"]), [*SHEETS, ":root { --accent: #123; }"])
    assert "#112233" in svg and "#14496b" not in svg and "var(--" not in svg


SCRIPT = """
import sys, hashlib; sys.path.insert(0, {here!r})
from tests.figures.conftest import view_of, REPOSITORY
from generator.figures import finish_figures
from generator.paths import templates_dir
figures = view_of(REPOSITORY, "restorative-neurostimulation")["figures"]
html = str(figures.decision().svg) + "".join(str(figure["svg"]) for figure in figures.evidence())
html = finish_figures(html, [(templates_dir() / "styles" / "tokens.css").read_text()])
print(hashlib.sha256(html.encode()).hexdigest(), "matplotlib" in sys.modules)
"""


def test_two_processes_draw_the_same(tmp_path):
    here = str(Path(__file__).resolve().parents[2])
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 9\nfont.size: 30\n")
    seen = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "MPLCONFIGDIR": str(tmp_path) if seed == "2" else ""}
        done = subprocess.run([sys.executable, "-c", SCRIPT.format(here=here)], env=environment, cwd=tmp_path,
                              capture_output=True, text=True, check=True)
        seen.add(done.stdout)
    assert len(seen) == 1 and "True" in seen.pop()
    assert [path.name for path in tmp_path.iterdir()] == ["matplotlibrc"], "matplotlib wrote into the user's folder"


def test_looking_does_not_import_matplotlib():
    here = str(Path(__file__).resolve().parents[2])
    script = SCRIPT.format(here=here).replace("html = finish_figures", "unused = lambda: finish_figures")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("False")

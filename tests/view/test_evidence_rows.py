"""A study's results stand in table rows that stay on one page."""

from __future__ import annotations

import pytest

from generator.view.evidence import MOST_IN_A_ROW, StudyView, study_views


@pytest.mark.parametrize(("count", "rows"), [(1, [1]), (8, [8]), (9, [5, 4]), (14, [7, 7]), (17, [6, 6, 5])])
def test_results_are_parted_evenly(first, count, rows):
    view = study_views(first.policy)[0]
    some = (view.results * 3)[:count]
    parts = StudyView(view.study, view.name, view.n, view.cohorts, some).rows()
    assert [len(part) for part in parts] == rows and sum(parts, ()) == some and max(rows) <= MOST_IN_A_ROW

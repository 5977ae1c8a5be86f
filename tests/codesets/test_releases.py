from datetime import date

import pytest

from generator.codesets.releases import coverage, release_window


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2015-10-01", "2015-10-01", "2016-09-30"),
        ("2020-05-01", "2020-04-01", "2020-09-30"),
        ("2020-12-31", "2020-10-01", "2020-12-31"),
        ("2021-04-01", "2021-01-01", "2021-09-30"),
        ("2024-10-01", "2024-10-01", "2025-03-31"),
        ("2026-04-01", "2026-04-01", "2026-09-30"),
        ("2026-09-30", "2026-04-01", "2026-09-30"),
        ("2026-10-01", "2026-10-01", "2027-03-31"),
    ],
)
def test_a_day_falls_in_one_release(day, first, last):
    assert release_window(date.fromisoformat(day)) == (date.fromisoformat(first), date.fromisoformat(last))


def test_before_icd10cm_there_is_no_release():
    with pytest.raises(ValueError, match="ICD-9-CM"):
        release_window(date(2015, 9, 30))


def test_what_the_held_release_tells_about_other_days():
    assert coverage(date(2026, 6, 1), "2026-04-01").held
    later = coverage(date(2026, 11, 1), "2026-04-01")
    assert (later.release, later.held) == ("2026-10-01", False)
    assert "only the release of 2026-04-01 is installed" in later.note and "added, deleted" in later.note
    assert "may not have existed yet" in coverage(date(2026, 1, 1), "2026-04-01").note

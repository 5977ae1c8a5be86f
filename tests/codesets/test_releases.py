from datetime import date

import pytest

from generator.codesets.releases import fiscal_year, month_and_year, release_name, release_window, starts_release


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
        ("9998-12-31", "9998-10-01", "9999-03-31"),
        ("9999-12-31", "9999-10-01", "9999-12-31"),
    ],
)
def test_a_day_falls_in_one_release(day, first, last):
    assert release_window(date.fromisoformat(day)) == (date.fromisoformat(first), date.fromisoformat(last))


def test_before_icd10cm_there_is_no_release():
    with pytest.raises(ValueError, match="ICD-9-CM"):
        release_window(date(2015, 9, 30))


@pytest.mark.parametrize(
    ("day", "starts"),
    [
        ("2015-10-01", True), ("2015-04-01", False), ("2021-04-01", False), ("2022-04-01", True), ("2026-10-01", True),
        ("2026-10-02", False), ("2021-01-01", True), ("2022-01-01", False),
    ],
)  # fmt: skip
def test_the_first_day_of_a_release(day, starts):
    assert starts_release(date.fromisoformat(day)) == starts


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("April 2026", date(2026, 4, 1)), ("October 2026", date(2026, 10, 1)), ("December 2026", date(2026, 12, 1)),
        ("april 2026", None), ("2026", None), ("April", None), ("Foo 2026", None), ("April 0026", None),
        ("April 1, 2026", None), ("FY 2027", None), (" April 2026", None), ("April 20266", None),
    ],
)  # fmt: skip
def test_the_name_of_a_release(text, day):
    assert month_and_year(text) == day
    if day:
        assert release_name(day) == release_name(day.isoformat()) == text


def test_the_fiscal_year_begins_in_october():
    days = (date(2026, 4, 1), date(2026, 9, 30), date(2026, 10, 1), date(2027, 1, 1))
    assert [fiscal_year(day) for day in days] == [2026, 2026, 2027, 2027]

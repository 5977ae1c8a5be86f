"""Dates of references: every form that Zotero, Better BibTeX, Pandoc, Crossref, PubMed, and RIS files write."""

from __future__ import annotations

import pytest

from generator.model.csl_dates import as_csl_date, read_csl_date, years


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2024", "2024"),
        ("2024-03", "2024-03"),
        ("2024-3-5", "2024-03-05"),
        ("2024-03-15T10:11:12Z", "2024-03-15"),
        ("2024~", "2024~"),
        ("2024?", "2024~"),
        ("2023-12/2024-01", "2023-12/2024-01"),
        ("2024/..", "2024/.."),
        ("2024-21", "2024-21"),
        ({"date-parts": [["2024", "3", "15"]]}, "2024-03-15"),
        ({"date-parts": [["2024", "3"]]}, "2024-03"),
        ({"date-parts": ["2024", "3"]}, "2024-03"),
        ({"date-parts": [["2024", None, None]]}, "2024"),
        ({"date-parts": [["1993", "0", "0"]]}, "1993"),
        ({"date-parts": [["2023", "12"], ["2024", "1"]]}, "2023-12/2024-01"),
        ({"date-parts": [["2023"], ["0"]]}, "2023/.."),
        ({"date-parts": [["2024", "14"]]}, "2024-22"),
        ({"date-parts": [["2024"]], "season": "1"}, "2024-21"),
        ({"date-parts": [["2024"]], "season": "Fall"}, "2024-23"),
        ({"date-parts": [["2024", "3"]], "season": "1"}, "2024-03"),
        ({"date-parts": [["2024"]], "circa": "true"}, "2024~"),
        ({"date-parts": [["2024"]], "circa": "1"}, "2024~"),
        ({"date-parts": [["2024"]], "circa": "false"}, "2024"),
        ({"date-parts": [["2024"]], "circa": "0"}, "2024"),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": [["2024", "1", "29"]], "date-time": "2024-01-29T19:40:36Z", "timestamp": "1"}, "2024-01-29"),
        ({"year": "2024", "month": "March", "day": "5"}, "2024-03-05"),
        ([{"year": "2024", "month": "3", "day": "15"}], "2024-03-15"),
        ([{"year": "2019", "circa": "true"}], "2019~"),
        ([{"year": "2023", "month": "12"}, {"year": "2024", "month": "1"}], "2023-12/2024-01"),
        ({"raw": "2024-03-15"}, "2024-03-15"),
        ({"raw": "15 March 2024"}, "2024-03-15"),
        ({"raw": "March 15th, 2024"}, "2024-03-15"),
        ({"string": "2024 Mar 15"}, "2024-03-15"),
        ({"string": "2024 Sept"}, "2024-09"),
        ({"raw": "2024 Nov-Dec"}, "2024-11/2024-12"),
        ({"raw": "Nov-Dec 2024"}, "2024-11/2024-12"),
        ({"raw": "2023 Dec-2024 Jan"}, "2023-12/2024-01"),
        ({"raw": "15-22 March 2024"}, "2024-03-15/2024-03-22"),
        ({"raw": "2024 Mar 15-22"}, "2024-03-15/2024-03-22"),
        ({"raw": "Spring 2024"}, "2024-21"),
        ({"raw": "2024 Autumn"}, "2024-23"),
        ({"raw": "circa 2019"}, "2019~"),
        ({"raw": "ca. 2019"}, "2019~"),
        ({"raw": "2024/03/15/"}, "2024-03-15"),
        ({"raw": "2024///"}, "2024"),
        ({"raw": "2024/2025"}, "2024/2025"),
        ({"raw": "n.d."}, "n.d."),
        ({"literal": "2024"}, "2024"),
        ({"literal": "in press"}, "in press"),
        ({"literal": "Hilary term 2024"}, "Hilary term 2024"),
        ({"raw": ""}, None),
        ({}, None),
    ],
)
def test_a_date_in_each_form(value, text):
    assert read_csl_date(value) == text
    if text is not None:
        assert read_csl_date(as_csl_date(text)) == text  # what is written is read back


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("in press", "must be written as YYYY, YYYY-MM, or YYYY-MM-DD, not `in press`"),
        ("March 2024", "must be written as YYYY"),
        ("24", "must be written as YYYY"),
        ("2024-02-30", "no such date in the calendar"),
        ("2024-20", "there is no month 20"),
        ("2024-20", "there is no month 20"),
        ({"raw": "3/15/2024"}, "must be written as YYYY"),
        ({"raw": "soon, 2x"}, "must be written as YYYY"),
        ({"date-parts": [["24"]]}, "a year has four digits, not `24`"),
        ({"date-parts": [["2024", "x"]]}, "`x` is not a month"),
        ({"date-parts": "2024"}, "list of lists"),
        ({"date-parts": [["2024"], ["2025"], ["2026"]]}, "one date or two"),
        ({"date-parts": [["2024", "1", "2", "3"]]}, "one date or two"),
        ({"date-parts": [["2024"]], "season": "5"}, "not a season"),
        ({"yaer": "2024"}, "`yaer` is not part of a date"),
        ([{"year": "2023"}, {"year": "2024"}, {"year": "2025"}], "first and its last day"),
    ],
)
def test_what_is_not_a_date(value, said):
    with pytest.raises(ValueError, match=said.replace("(", r"\(")):
        read_csl_date(value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024-03", ("2024",)),
        ("2023-12/2024-01", ("2023", "2024")),
        ("2024-01/2024-03", ("2024",)),
        ("2023/..", ("2023",)),
        ("2019~", ("2019",)),
        ("in press", ()),
        (None, ()),
    ],
)
def test_the_years_of_a_date(text, found):
    assert years(text) == found

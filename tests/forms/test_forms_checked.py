"""What is checked in fields other than criteria: NPIs, times, due times, and reasons that another answer requires."""

from __future__ import annotations

from datetime import time

import pytest

from generator.forms.checked import is_needed, is_npi, read_time, unfit


@pytest.mark.parametrize("text", ["1234567893", "1245319599", " 1234567893 "])
def test_an_npi_with_its_check_digit(text):
    assert is_npi(text)


@pytest.mark.parametrize(
    "text",
    [
        *(f"123456789{digit}" for digit in "012456789"),
        "123456789",
        "12345678931",
        "1234567983",
        "123456789X",
        "",
        "0" * 9,
        "123-456-7893",
    ],
)
def test_any_other_number_is_no_npi(text):
    assert is_npi(text) is False


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12:00 AM", time(0, 0)),
        ("12:59 PM", time(12, 59)),
        ("1:05 pm", time(13, 5)),
        ("01:05 p.m.", time(13, 5)),
        ("11:59PM", time(23, 59)),
        ("14:30", None),
        ("2:30", None),
        ("13:00 PM", None),
        ("0:30 AM", None),
        ("2:60 PM", None),
        ("noon", None),
    ],
)
def test_times_of_day(text, found):
    assert read_time(text) == found


def case(**values: str | bool) -> dict:
    return {f"case.{name.replace('_', '-')}": value for name, value in values.items()}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (case(review="standard", received="12/28/2026", due="01/04/2027"), {}),
        (
            case(review="standard", received="12/28/2026", due="01/05/2027"),
            {"case.due": "a day at most 7 calendar days after the date received"},
        ),
        (case(review="standard", received="12/28/2026", due="01/05/2027", extended=True), {}),
        (case(received="12/28/2026", due="01/05/2027"), {}),
        (
            case(review="standard", received="12/28/2026", due="12/27/2026"),
            {"case.due": "a day on or after the date received"},
        ),
        (
            case(
                review="expedited", received="11/02/2026", received_time="2:30 PM", due="11/05/2026", due_time="2:30 PM"
            ),
            {},
        ),
        (
            case(
                review="expedited", received="11/02/2026", received_time="2:30 PM", due="11/05/2026", due_time="2:31 PM"
            ),
            {"case.due-time": "a time at most 72 hours after the time received"},
        ),
        (
            case(review="expedited", received="11/02/2026", due="11/06/2026"),
            {"case.due": "a day at most 72 hours after the date received"},
        ),
        (case(review="expedited", received="11/02/2026", due="11/05/2026"), {}),
        (case(review="expedited", received="11/02/2026", received_time="2:30 PM", due="11/05/2026"), {}),
        (case(review="expedited", received="11/02/2026", due="11/05/2026", due_time="2:31 PM"), {}),
        (
            case(review="expedited", received="11/02/2026", due="11/01/2026"),
            {"case.due": "a day on or after the date received"},
        ),
        (case(review="standard", received="11/02/2026", due="11/02/2026"), {}),
        (case(review="standard", received="11/02/2026"), {}),
        (case(review="standard", due="11/02/2026"), {}),
        (case(review="standard", received="soon", due="11/02/2026"), {}),
        (case(review=True, received="11/02/2026", due="12/02/2026"), {}),
        ({"requesting.npi": "1234567890"}, {"requesting.npi": "an NPI (ten digits with a valid check digit)"}),
        ({"requesting.npi": "1234567893", "facility.npi": None}, {}),
        (case(received_time="14:30"), {"case.received-time": "a time of day (HH:MM AM or PM)"}),
        (
            {"a.npi": None, "b.npi": "1234567893", "c.npi": "7", "case.due-time": "noon"},
            {
                "c.npi": "an NPI (ten digits with a valid check digit)",
                "case.due-time": "a time of day (HH:MM AM or PM)",
            },
        ),
    ],
)
def test_what_does_not_fit(values, found):
    assert dict(unfit(values)) == found


@pytest.mark.parametrize(
    ("name", "other", "needed", "not_needed"),
    [
        ("request.urgency", "request.review", "expedited", "standard"),
        ("case.urgency", "case.review", "expedited", "standard"),
        ("case.due-time", "case.review", "expedited", "standard"),
        ("outcome.denial", "outcome.determination", "deny", "approve"),
    ],
)
def test_a_reason_is_needed_by_the_answer_that_asks_for_it(name, other, needed, not_needed):
    assert is_needed(name, {other: needed})
    assert not is_needed(name, {other: not_needed}) and not is_needed(name, {}) and not is_needed(other, {})

"""Values in forms: what is read, what is refused, and what a value does to the finding beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from generator.forms.judged import JudgedForm, judge_form
from generator.forms.measured import read_date, read_length, read_number, read_values
from generator.logic.carried import tree_from_data
from generator.logic.values import DateRange, Length


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("75", "%", "75"),
        ("75%", "%", "75"),
        ("10 %", "%", "10"),
        ("70 %", "% of 30 consecutive days", "70"),
        ("1,000", None, "1000"),
        ("1,234,567.5", None, "1234567.5"),
        ("6 points", "points", "6"),
        ("1 point", "points", "1"),
        (" 6.50 ", "points", "6.50"),
        ("-3", "mg", "-3"),
        ("\N{MINUS SIGN}3 mg", "mg", "-3"),
        ("32 kg/m2", "kg/m²", "32"),
        ("1.4", "ratio", "1.4"),
    ],
)
def test_plain_numbers_are_read_with_the_unit_or_without(text, unit, number):
    assert read_number(text, unit) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "7/10",
            "≥ 75",
            ">75",
            "about 75",
            "75-80",
            "75 to 80",
            "1,5",
            "1,00",
            "10,00,000",
            "75 mg",
            "seventy",
            "1e5",
        ),
        *("75.", "7 5", "\N{ARABIC-INDIC DIGIT SEVEN}", "75%%", "9" * 20, "75 percent", "%", ""),
    ],
)
def test_anything_else_is_no_number(text):
    assert read_number(text, "%") is None


def test_a_sign_of_another_unit_is_no_value():
    assert read_number("75%", "points") is None and read_number("75%", None) is None
    assert read_number("6 mg", "mg/dL") is None


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("6", ("6", "month")),
        ("6 months", ("6", "month")),
        ("6 mo", ("6", "month")),
        ("6 mo.", ("6", "month")),
        ("26 Weeks", ("26", "week")),
        ("0.5 year", ("0.5", "year")),
        ("150 years", ("150", "year")),
        ("0", ("0", "month")),
        ("1,800", ("1800", "month")),
        ("7,826 weeks", ("7826", "week")),
    ],
)
def test_lengths_of_time(text, length):
    assert read_length(text, "month") == Length(Decimal(length[0]), length[1])


@pytest.mark.parametrize(
    ("unit", "names"),
    [
        ("minute", "minute minutes min mins"),
        ("hour", "hour hours hr hrs h"),
        ("day", "day days d"),
        ("week", "week weeks wk wks"),
        ("month", "month months mo mos"),
        ("year", "year years yr yrs"),
    ],
)
def test_the_names_of_units(unit, names):
    for name in names.split():
        for own in ("month", "day"):
            assert read_length(f"3 {name}", own) == Length(Decimal(3), unit)


@pytest.mark.parametrize(
    "text",
    ["6 m", "6 moons", "2 years 3 months", "-6", "-0.5 minutes", "150.1 years", "1,801", "six months", "6-8 weeks"],
)
def test_anything_else_is_no_length(text):
    assert read_length(text, "month") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("02/29/2024", date(2024, 2, 29)),
        (" 01/01/1900", date(1900, 1, 1)),
        ("12/31/2100", date(2100, 12, 31)),
        ("12/31/1899", None),
        ("01/01/2101", None),
        ("02/29/2026", None),
        ("13/01/2026", None),
        ("2026-01-01", None),
        ("01/01/26", None),
    ],
)
def test_dates(text, day):
    assert read_date(text) == day


SHARE = {"name": "relief", "operator": ">=", "value": "75", "unit": "%"}
MONTHS = {"operator": ">=", "value": "6", "unit": "month"}
RECENT = {"value": "12", "unit": "month", "before": "the request"}
TRIAL = {"value": "12", "unit": "month", "before": "the trial"}
APART = {"value": "24", "unit": "month", "between": "two trials"}
CAP = {"count": 2, "unit": "leads", "per": "trial"}


def leaf(name: str, **values) -> dict:
    return {"number": name, "id": name, "field": name, "text": name, "values": values}


def policy(criteria: dict, *exclusions: dict) -> dict:
    indication = {"number": "1", "id": "one", "title": "One", "position": "medically-necessary", "criteria": criteria}
    return {
        "prerequisites": [],
        "indications": [indication | {"pathways": [], "phases": []}],
        "exclusions": {"absolute": list(exclusions), "relative": []},
        "limits": [],
        "other_uses": "investigational",
    }


def judge(criteria: dict, answer: str | None = "met", **found: str) -> JudgedForm:
    """Judge a form whose criterion `a` has an answer and values; `__` stands for a dot in the name of a field."""
    of_form = ("request.submitted", "case.received")
    texts = {name.replace("__", "."): text for name, text in found.items()}
    values = {name if name in of_form else f"criterion.a.{name}": text for name, text in texts.items()}
    values |= {"requested.indication": "one", "criterion.a.answer": answer}
    return judge_form(tree_from_data(policy(criteria)), values)


MISSES = ("a is answered met, but its value misses the threshold",)


@pytest.mark.parametrize(
    ("values", "found", "implied"),
    [
        ({"measure": SHARE}, {"value": "75%"}, "covered"),
        ({"measure": SHARE}, {"value": "74.9"}, "open"),
        ({"measure": SHARE}, {"value": "10"}, "open"),
        ({"duration": MONTHS}, {"duration__length": "6"}, "covered"),
        ({"duration": MONTHS}, {"duration__length": "5.9 months"}, "open"),
        ({"duration": MONTHS}, {"duration__length": "25 weeks"}, "open"),
        ({"duration": MONTHS}, {"duration__first": "01/15/2026", "duration__last": "07/15/2026"}, "covered"),
        ({"duration": MONTHS}, {"duration__first": "01/15/2026", "duration__last": "07/14/2026"}, "open"),
        ({"interval": APART}, {"interval__first": "01/15/2024", "interval__last": "01/15/2026"}, "covered"),
        ({"interval": APART}, {"interval__first": "01/15/2024", "interval__last": "01/14/2026"}, "open"),
        ({"interval": APART}, {"interval__length": "23"}, "open"),
        ({"recency": RECENT}, {"recency__found": "03/01/2025", "request__submitted": "03/01/2026"}, "covered"),
        ({"recency": RECENT}, {"recency__found": "02/28/2025", "request__submitted": "03/01/2026"}, "open"),
        ({"recency": RECENT}, {"recency__found": "02/28/2025", "case__received": "03/01/2026"}, "open"),
        ({"recency": RECENT}, {"date": "02/28/2025", "case__received": "03/01/2026"}, "open"),
        ({"recency": RECENT}, {"date": "02/28/2025", "recency__found": "03/01/2025", "case__received": "03/01/2026"},
         "covered"),
        ({"recency": RECENT}, {"recency__found": "03/02/2026", "request__submitted": "03/01/2026"}, "open"),
        ({"recency": TRIAL}, {"recency__found": "02/28/2025", "request__submitted": "03/01/2026"}, "covered"),
        ({"recency": TRIAL}, {"recency__found": "02/28/2025", "recency__event": "03/01/2026"}, "open"),
        ({"limit": CAP}, {"limit": "2 leads"}, "covered"),
        ({"limit": CAP}, {"limit": "3"}, "open"),
        ({"measure": SHARE, "duration": MONTHS}, {"value": "80", "duration__length": "3"}, "open"),
    ],
)  # fmt: skip
def test_a_value_that_misses_the_threshold_contradicts_met(values, found, implied):
    judged = judge(leaf("a", **values), **found)
    assert judged.outcome.implied == implied and judged.unread == {}
    assert judged.outcome.conflicts == (MISSES if implied == "open" else ())


def test_of_days_and_a_length_that_disagree_the_one_that_misses_counts():
    days = {"duration__first": "01/15/2026", "duration__last": "07/15/2026"}
    assert judge(leaf("a", duration=MONTHS), duration__length="6", **days).outcome.implied == "covered"
    assert judge(leaf("a", duration=MONTHS), duration__length="5", **days).outcome.conflicts == MISSES


def test_one_day_alone_is_no_value():
    tree = tree_from_data(policy(leaf("a", duration=MONTHS)))
    assert read_values(tree, {"criterion.a.duration.first": "01/15/2026"}).values == {}
    both = {"criterion.a.duration.first": "01/15/2026", "criterion.a.duration.last": "01/16/2026"}
    assert read_values(tree, both).values == {"a": {"duration": DateRange(date(2026, 1, 15), date(2026, 1, 16))}}
    assert read_values(tree, {"criterion.a.duration.last": "01/16/2026"}).values == {}
    same = dict.fromkeys(both, "01/15/2026")
    assert read_values(tree, same).values == {"a": {"duration": DateRange(date(2026, 1, 15), date(2026, 1, 15))}}
    assert read_values(tree, same).unread == {}


def test_of_an_event_and_its_finding_one_alone_is_no_value():
    tree = tree_from_data(policy(leaf("a", recency=TRIAL)))
    both = {"criterion.a.recency.found": "01/15/2026", "criterion.a.recency.event": "02/15/2026"}
    for name, day in both.items():
        found = read_values(tree, {name: day})
        assert found.values == found.unread == {} and not found.doubtful
    assert read_values(tree, both).values == {"a": {"recency": DateRange(date(2026, 1, 15), date(2026, 2, 15))}}


@pytest.mark.parametrize(("value", "implied"), [("74", "not-covered"), ("75", "open"), ("76", "open")])
def test_without_a_finding_a_missed_threshold_decides_and_a_met_one_does_not(value, implied):
    outcome = judge(leaf("a", measure=SHARE), None, value=value).outcome
    assert outcome.implied == implied
    assert outcome.needed == ({"criterion.a.answer"} if implied == "open" else set())


def test_not_met_beside_a_value_that_meets_the_threshold_is_a_contradiction():
    outcome = judge(leaf("a", measure=SHARE), "not-met", value="90").outcome
    assert outcome.conflicts == ("a is answered not met, but its value meets the threshold",)
    assert outcome.implied == "open"


OLD = "a date within 12 months before the request"
EITHER = f"{OLD} or within 12 months before the trial"
DAY = "a date (MM/DD/YYYY)"


@pytest.mark.parametrize(
    ("windows", "found", "expected"),
    [
        ([RECENT], {"date": "03/01/2025", "request__submitted": "03/01/2026"}, {}),
        ([RECENT], {"date": "02/28/2025", "request__submitted": "03/01/2026"}, {"date": OLD}),
        ([RECENT], {"date": "02/28/2025", "case__received": "03/01/2026"}, {"date": OLD}),
        ([RECENT], {"date": "03/01/2026", "request__submitted": "03/01/2026"}, {}),
        ([RECENT], {"date": "03/02/2026", "request__submitted": "03/01/2026"}, {"date": OLD}),
        ([RECENT], {"date": "02/28/2025"}, {}),
        ([RECENT], {"request__submitted": "03/01/2026"}, {}),
        ([RECENT], {"date": "soon", "request__submitted": "03/01/2026"}, {"date": DAY}),
        ([RECENT, RECENT], {"date": "02/28/2025", "request__submitted": "03/01/2026"}, {"date": OLD}),
        ([RECENT, TRIAL], {"date": "02/28/2025", "request__submitted": "03/01/2026"}, {}),
        ([RECENT, TRIAL], {"date": "02/28/2025", "request__submitted": "03/01/2026", "recency__event": "02/28/2026"},
         {}),
        ([RECENT, TRIAL], {"date": "02/28/2025", "request__submitted": "03/01/2026", "recency__event": "03/01/2026"},
         {"date": EITHER}),
        ([TRIAL], {"date": "02/28/2025", "recency__event": "soon"}, {"recency.event": DAY}),
        ([TRIAL, TRIAL | {"before": "the implant"}], {"date": "02/28/2025", "recency__event": "03/01/2026"}, {}),
    ],
)  # fmt: skip
def test_a_document_must_be_as_recent_as_the_policy_says(windows, found, expected):
    judged = judge(leaf("a") | {"document_windows": windows}, **found)
    assert judged.unread == {f"criterion.a.{name}": text for name, text in expected.items()}
    assert judged.outcome.implied == ("open" if expected else "covered")


@pytest.mark.parametrize(("day", "implied"), [("03/01/2025", "covered"), ("02/28/2025", "open")])
def test_the_document_of_a_group_is_about_its_members(day, implied):
    group = {"number": "g", "id": "g", "field": "g", "connective": "ALL", "members": [leaf("a"), leaf("b")]}
    tree = tree_from_data(policy(group | {"document_windows": [RECENT]}))
    values = {"requested.indication": "one", "criterion.a.answer": "met", "criterion.b.answer": "met"}
    judged = judge_form(tree, values | {"criterion.g.date": day, "request.submitted": "03/01/2026"})
    assert judged.outcome.implied == implied
    assert judged.unread == ({} if implied == "covered" else {"criterion.g.date": OLD})


def test_the_window_of_the_finding_says_which_event_a_document_is_compared_with():
    criterion = leaf("a", recency=TRIAL) | {"document_windows": [TRIAL | {"before": "the implant"}]}
    found = {"recency__found": "03/01/2025", "date": "02/28/2025", "recency__event": "03/01/2026"}
    assert judge(criterion, **found).unread == {}


def test_an_exclusion_is_named_present():
    tree = tree_from_data(policy(leaf("b"), leaf("a", measure=SHARE)))
    values = {"requested.indication": "one", "criterion.b.answer": "met", "criterion.a.answer": "present"}
    judged = judge_form(tree, values | {"criterion.a.value": "10"})
    assert judged.outcome.conflicts == ("a is answered present, but its value misses the threshold",)
    assert judge_form(tree, values | {"criterion.a.value": "80"}).outcome.implied == "not-covered"


@pytest.mark.parametrize(
    ("values", "name", "text", "expected"),
    [
        ({"measure": SHARE}, "value", "7 of 10", "a plain number in %"),
        ({"measure": SHARE | {"unit": None}}, "value", "75%", "a plain number"),
        ({"limit": CAP}, "limit", "two", "a plain number in leads"),
        ({"duration": MONTHS}, "duration__length", "6 m", "a length of time, such as 6 or 6 months"),
        ({"duration": MONTHS}, "duration__first", "May 2026", "a date (MM/DD/YYYY)"),
        ({"recency": TRIAL}, "recency__event", "soon", "a date (MM/DD/YYYY)"),
    ],
)
def test_a_text_that_is_no_value_is_named_and_leaves_the_finding_open(values, name, text, expected):
    judged = judge(leaf("a", **values), **{name: text})
    assert judged.unread == {f"criterion.a.{name.replace('__', '.')}": expected}
    assert judged.outcome.implied == "open" and judged.outcome.because == ("a not answered or unclear",)


def test_a_last_day_before_the_first_is_named():
    judged = judge(leaf("a", duration=MONTHS), duration__first="07/15/2026", duration__last="01/15/2026")
    assert judged.unread == {"criterion.a.duration.last": "a day on or after the first one"}

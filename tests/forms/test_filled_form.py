"""A filled form as data, and when it is complete."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.forms import UnreadableForm
from generator.forms.read import CarriedCriteria, FilledForm, OpenField
from generator.logic.outcome import Outcome
from generator.logic.tree import CoverageTree

TREE = CoverageTree((), (), (), (), (), "investigational")
FORM = FilledForm(
    {"a.b": "x", "a.c.d": None, "e": True, "outcome.determination": "approve"},
    (),
    (),
    outcome=Outcome("covered", ("it is",)),
    criteria=CarriedCriteria("knee", "1.0", "f" * 64, TREE),
    asks_for_criteria=True,
)
OPEN = (OpenField("a.b", "A field"),)


def test_a_form_as_data():
    assert FORM.to_json() == {
        "format": 1,
        "complete": True,
        "values": {"a": {"b": "x", "c": {"d": None}}, "e": True, "outcome": {"determination": "approve"}},
        "unanswered": [],
        "bad_dates": [],
        "bad_values": [],
        "outcome": {"implied": "covered", "because": ("it is",), "conflicts": (), "determination": "approve"},
        "unjudged": False,
        "criteria": {"policy": "knee", "version": "1.0", "sha256": "f" * 64},
    }
    bare = replace(FORM, outcome=None, criteria=None, unanswered=OPEN, bad_dates=OPEN).to_json()
    assert (bare["outcome"], bare["criteria"], bare["unjudged"], bare["complete"]) == (None, None, True, False)
    assert bare["unanswered"] == bare["bad_dates"] == [{"name": "a.b", "label": "A field"}]


@pytest.mark.parametrize(
    ("more", "complete"),
    [
        ({}, True),
        ({"unanswered": OPEN}, False),
        ({"bad_dates": OPEN}, False),
        ({"bad_values": OPEN}, False),
        ({"outcome": None}, False),
        ({"outcome": None, "asks_for_criteria": False}, True),
        ({"outcome": Outcome("covered", (), ("they contradict each other",))}, False),
    ],
)
def test_when_a_form_is_complete(more, complete):
    assert replace(FORM, **more).complete is complete


def test_a_name_inside_another_field_is_refused():
    with pytest.raises(UnreadableForm, match=r"the form has a field 'a\.b' inside another field"):
        replace(FORM, values={"a": "x", "a.b": "y"}).nested()

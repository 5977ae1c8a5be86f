"""The numbers that a sentence states."""

from __future__ import annotations

import pytest

from generator.wording.stated_numbers import stated


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Pain for at least six months.", [(6, "month", ">=")]),
        ("The trial lasted three to ten days.", [(3, "day", None), (10, "day", None)]),
        ("The cycles were twelve to twenty-six weeks apart.", [(12, "week", None), (26, "week", None)]),
        ("A visit between day 31 and 91 days after the start.", [(31, "day", None), (91, "day", None)]),
        ("A weight of 40 to 45 kg.", [(40, "kg", None), (45, "kg", None)]),
        ("Older than eighteen years.", [(18, "year", ">")]),
        (
            "Care of 3 consecutive months, 6+ months, 6 calendar months.",
            [(3, "month", None), (6, "month", ">="), (6, "month", None)],
        ),
        ("At least 6 consecutive months within 24 months.", [(6, "month", ">="), (24, "month", "<=")]),
        ("Between the 31st and the 91st day.", [(31, "day", None), (91, "day", None)]),
        ("Between day 31 and day 91.", [(31, "day", None), (91, "day", None)]),
        ("A body mass index of 35 to 38 kg/m2.", [(35, "kg/m²", None), (38, "kg/m²", None)]),
        ("At least 35 and less than 40 kg/m².", [(35, "kg/m²", ">="), (40, "kg/m²", "<")]),
        ("12 years or older and younger than 18.", [(12, "year", ">="), (18, "", "<")]),
        ("More than six but not more than twelve weeks.", [(6, "week", ">"), (12, "week", "<=")]),
        ("More than one level 2 event.", [(1, "event", ">"), (2, "level", None)]),
        ("One level 3 event.", [(1, "event", None), (3, "level", None)]),
        ("PO2 at or below 55 mm Hg, saturation at or above 90%.", [(55, "mm", "<="), (90, "%", ">=")]),
        ("A fall equal to or greater than 5% or less than or equal to 9%.", [(5, "%", ">="), (9, "%", "<=")]),
        ("A fall below 5 points for at least five minutes.", [(5, "point", "<"), (5, "minute", ">=")]),
        ("Pain of 6 on a 0-10 scale.", [(6, "scale", None)]),
    ],
)
def test_stated(sentence, found):
    assert [(int(item.value), item.unit, item.operator) for item in stated(sentence)] == found

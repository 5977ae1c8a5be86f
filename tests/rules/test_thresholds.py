"""The numbers that a sentence states."""

from __future__ import annotations

import pytest

from generator.rules.thresholds import stated


@pytest.mark.parametrize(("sentence", "found"), [
    ("Pain for at least six months.", [(6, "month", ">=")]),
    ("The trial lasted three to ten days.", [(3, "day", None), (10, "day", None)]),
    ("The cycles were twelve to twenty-six weeks apart.", [(12, "week", None), (26, "week", None)]),
    ("A visit between day 31 and 91 days after the start.", [(31, "day", None), (91, "day", None)]),
    ("A weight of 40 to 45 kg.", [(40, "kg", None), (45, "kg", None)]),
    ("Older than eighteen years.", [(18, "year", ">")]),
    ("Pain of 6 on a 0-10 scale.", [(6, "scale", None)]),
])
def test_stated(sentence, found):
    assert [(int(item.value), item.unit, item.operator) for item in stated(sentence)] == found

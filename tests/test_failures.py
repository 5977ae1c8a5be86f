"""How the program says that it was stopped or failed."""

from __future__ import annotations

import pytest
from pydantic_core import SchemaError

from generator.failures import is_interrupt


@pytest.mark.parametrize(
    ("error", "stopped"),
    [
        (KeyboardInterrupt(), True),
        (SchemaError("Error building `literal` serializer:\n  KeyboardInterrupt: "), True),
        (SchemaError("Error building `literal` serializer"), False),
        (OSError("the file KeyboardInterrupt.yaml"), False),
    ],
    ids=["ctrl-c", "ctrl-c inside pydantic", "another error of pydantic", "a file of that name"],
)
def test_a_ctrl_c_is_told_from_a_defect(error, stopped):
    assert is_interrupt(error) is stopped

"""Templates: the first folder that has one gives it, also when it comes later, and each failure is located."""

from __future__ import annotations

import pytest

from generator.render.templates import TemplateProblem, render_template


@pytest.fixture
def root(tmp_path):
    (tmp_path / "templates").mkdir()
    return tmp_path


def test_a_template_that_comes_or_goes_is_noticed(root):
    (root / "templates/a.j2").write_text("root")
    assert render_template("a.j2", {}, root, "north") == "root"
    own = root / "policy/publishers/north/templates"
    own.mkdir(parents=True)
    (own / "a.j2").write_text("publisher")
    assert render_template("a.j2", {}, root, "north") == "publisher"
    (own / "a.j2").unlink()
    assert render_template("a.j2", {}, root, "north") == "root"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (b"\n{{ nothing }}", 2, "'nothing' is undefined"),
        (b"\n\n{% if %}", 3, "Expected an expression"),
        (b"\n{{ 1 / 0 }}", 2, "ZeroDivisionError: division by zero"),
        (b"{{ 'a' + 1 }}", 1, "TypeError: can only concatenate str"),
        (b"{% include 'a.j2' %}", 1, "RecursionError: maximum recursion depth exceeded"),
        (b"\n\xff\xfe", 2, "this file is not UTF-8 text"),
    ],
)
def test_a_failure_is_located(root, text, line, message):
    (root / "templates/a.j2").write_bytes(text)
    with pytest.raises(TemplateProblem, match=message) as raised:
        render_template("a.j2", {}, root)
    assert (raised.value.file, raised.value.line) == (str(root / "templates/a.j2"), line)

"""The color tokens: text is readable on every background that it appears on (WCAG 2.2, 1.4.3, level AA)."""

from __future__ import annotations

import re

import pytest

from generator.figures.palette import colors
from generator.files.paths import templates_dir
from generator.model.publisher import Palette
from generator.source.publishers import contrast

STYLES = templates_dir() / "styles"
TOKENS = colors((STYLES / "tokens.css").read_text(encoding="utf-8"))
WHITE = "#ffffff"


@pytest.mark.parametrize("ground", [WHITE, "paper-tint", "accent-tint", "alert-tint"])
@pytest.mark.parametrize("ink", ["ink", "ink-soft", "accent", "alert"])
def test_text_can_be_read(ink, ground):
    assert contrast(TOKENS[ink], TOKENS.get(ground, ground)) >= 4.5


@pytest.mark.parametrize("ground", [WHITE, "inserted-tint"])
def test_inserted_text_can_be_read(ground):
    assert contrast(TOKENS["inserted"], TOKENS.get(ground, ground)) >= 4.5


@pytest.mark.parametrize("ground", ["accent", "alert"])
def test_white_text_can_be_read(ground):
    assert contrast(WHITE, TOKENS[ground]) >= 4.5


@pytest.mark.parametrize("ink", ["accent", "ink-soft", "alert"])
def test_marks_and_lines_of_figures_stand_out(ink):
    grounds = (WHITE, TOKENS["paper-tint"], TOKENS["accent-tint"])
    assert all(contrast(TOKENS[ink], ground) >= 3 for ground in grounds)


def test_a_palette_starts_from_the_tokens():
    for name, value in Palette().tokens().items():
        assert TOKENS[name.removeprefix("--")] == value.lower()


@pytest.mark.parametrize("sheet", ["document.css", "figures.css", "form.css", "redline.css"])
def test_styles_use_no_color_beside_the_tokens(sheet):
    css = re.sub(r"/\*.*?\*/", "", (STYLES / sheet).read_text(encoding="utf-8"), flags=re.DOTALL)
    used = {value.lower() for value in re.findall(r":[^;{}]*?(#[0-9a-fA-F]{3,6})\b", css)}
    assert used <= {*TOKENS.values(), WHITE, "#fff"}


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_tokens_are_read_as_css_writes_them():
    assert colors(":root{--a:#FFF;--b-c : #102030 }", ":root { --a: #000000; }") == {"a": "#000000", "b-c": "#102030"}

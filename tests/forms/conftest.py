"""The sample form, rendered once and finished once."""

from __future__ import annotations

import pytest

from generator.forms import finish_form, parse_fields

from .sample_form import BODY, page_of, render


@pytest.fixture(scope="session")
def html() -> str:
    return page_of(BODY)


@pytest.fixture(scope="session")
def rendered(html) -> bytes:
    return render(html)


@pytest.fixture(scope="session")
def form(html, rendered) -> bytes:
    return finish_form(rendered, parse_fields(html))

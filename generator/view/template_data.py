"""The types of template data, in addition to text, numbers, dates, lists, and the parts of the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class TemplateData:
    """Plain data: templates may read only the fields and properties of its subclasses."""

    __slots__ = ()


class TemplateFunction:
    """A function that templates may call but not inspect."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[..., Any]):
        self._function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function."""
        return self._function(*args, **kwargs)

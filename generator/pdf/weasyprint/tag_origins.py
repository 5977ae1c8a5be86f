"""Records, while WeasyPrint writes its tags, which HTML element each tag was created for.

WeasyPrint makes the structure tree from page boxes and forgets the elements, so a paragraph that crosses a page becomes
two unrelated tags (Kozea/WeasyPrint#2903). `tags` needs this record to join them. It wraps a private function of
WeasyPrint (`versions`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Origin:
    """The HTML behind a tag: `element` (ElementTree), `name` as WeasyPrint writes it (`li`, `li::marker`)."""

    element: Any
    name: str
    inline: bool
    list_style: str
    leader: bool = False


@dataclass
class TagRecord:
    """`origins`: object number of a structure element -> Origin; `margins`: objects created for a page margin box."""

    origins: dict[int, Origin] = field(default_factory=dict)
    margins: list[tuple[range, str]] = field(default_factory=list)


@contextlib.contextmanager
def recording() -> Iterator[TagRecord]:
    """Record what WeasyPrint tags inside the `with`."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.pdf import tags

    record = TagRecord()
    original = tags._build_box_tree

    def build_and_record(box: Any, parent: Any, pdf: Any, *rest: Any) -> Iterator[Any]:
        shown = getattr(box, "_box", box)  # absolutely positioned boxes come in a wrapper
        start = len(pdf.objects)
        for tag in original(box, parent, pdf, *rest):
            if shown.element is not None:
                style = shown.style["list_style_type"]
                origin = Origin(
                    shown.element,
                    shown.element_tag,
                    isinstance(shown, boxes.InlineLevelBox),
                    style if isinstance(style, str) else "",
                    shown.is_leader,
                )
                # html and body pass on their children's tags: the innermost call, which is the first, is right.
                record.origins.setdefault(tag.number, origin)
            yield tag
        if isinstance(shown, boxes.MarginBox):
            place = shown.at_keyword.removeprefix("@").split("-")[0]
            record.margins.append((range(start, len(pdf.objects)), place))

    tags._build_box_tree = build_and_record
    try:
        yield record
    finally:
        tags._build_box_tree = original

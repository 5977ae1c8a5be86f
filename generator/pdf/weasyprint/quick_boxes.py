"""Faster replacements for what WeasyPrint 70.0 computes for each box (see `quick`): sizes, flow, lines, paint."""

from __future__ import annotations

from operator import itemgetter
from types import SimpleNamespace
from typing import Any


def _sizes() -> None:
    """Cache margins, paddings, borders, and sizes where none of them is a percentage.

    WeasyPrint computes seventeen attributes of each box each time that it tries a place for it.
    """
    from weasyprint.css import AnonymousStyle
    from weasyprint.layout import absolute, block, column, float, grid, inline, page, percent, table

    thorough = percent.resolve_percentages
    known: dict[tuple[Any, ...], dict[str, Any] | None] = {}
    unset: dict[str, Any] = {}  # of boxes without an element, for which nothing is set

    def resolve(box: Any, containing_block: Any) -> None:
        style = box.style
        if box.__class__ is absolute.AbsolutePlaceholder:
            thorough(box, containing_block)
            return
        if (
            style.__class__ is AnonymousStyle
            and style.keys().isdisjoint(_OWN_SIZES)
            and style["border_collapse"] != "collapse"
            and not any(_border_widths(style))
        ):
            if not unset:
                unset.update(_plain_sizes(style.copy(), thorough) or {})
            box.__dict__.update(unset)
            return
        key = _size_values(style)
        if key not in known:
            if len(known) >= _MAX_SIZES:
                known.clear()
            known[key] = _plain_sizes(style, thorough)
        if found := known[key]:
            box.__dict__.update(found)
        else:
            thorough(box, containing_block)

    for module in (absolute, block, column, float, grid, inline, page, percent, table):
        module.resolve_percentages = resolve


def _plain_sizes(style: Any, thorough: Any) -> dict[str, Any] | None:
    """Return the attributes that WeasyPrint computes; None where they depend on the box or its container."""
    plain = all(style[name] == "auto" or getattr(style[name], "unit", "") == "px" for name in _LENGTHS)
    if not plain or style["border_collapse"] == "collapse":
        return None
    box = SimpleNamespace(style=style)
    thorough(box, (0, 0))
    del box.style
    return box.__dict__


_LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    *(f"{most}{axis}" for most in ("", "min_", "max_") for axis in ("width", "height")),
)
_OWN_SIZES = (*_LENGTHS, "box_sizing")
_BORDER_WIDTHS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_border_widths = itemgetter(*_BORDER_WIDTHS)
_SIZES = (*_OWN_SIZES, "border_collapse", *_BORDER_WIDTHS)
_size_values = itemgetter(*_SIZES)
_MAX_SIZES = 10_000


def _flow() -> None:
    """Check once, not five times, whether a box is in the flow, in the plain case."""
    from weasyprint.formatting_structure import boxes

    thorough = boxes.Box.is_in_normal_flow

    def is_in_normal_flow(self: Any) -> bool:
        style = self.style
        return (style["float"] == "none" and style["position"] in ("static", "relative")) or thorough(self)

    boxes.Box.is_in_normal_flow = is_in_normal_flow


def _struts() -> None:
    """Find a line's minimum height by the values of its style; WeasyPrint formats all of them as text each time."""
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    thorough = line_break.strut

    def strut(style: Any) -> Any:
        if style["font_size"] == 0:
            return thorough(style)
        known = style.font_config.__dict__.setdefault("struts", {})
        key = (tuple(style["font_family"]), *_strut_values(style))
        if key not in known:
            known[key] = thorough(style)
        return known[key]

    inline.strut = line_break.strut = strut


_strut_values = itemgetter(
    "font_size", "line_height", "font_style", "font_stretch", "font_weight", "font_variant_ligatures",
    "font_variant_position", "font_variant_caps", "font_variant_numeric", "font_variant_alternates",
    "font_variant_east_asian", "font_feature_settings", "font_variation_settings", "font_language_override", "lang",
)  # fmt: skip


def _backgrounds() -> None:
    """Skip backgrounds, rounded corners, and shadows where a style sets none of them."""
    from weasyprint.layout import background
    from weasyprint.layout.absolute import AbsolutePlaceholder

    corners = [f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")]
    painted = (
        "background_color", "background_image", "box_shadow", "border_image_source", "mask_border_source", *corners,
        *(f"border_{block}_{inline}_radius" for block in ("start", "end") for inline in ("start", "end")),
    )  # fmt: skip
    nothing = {"background": None, **dict.fromkeys(corners, (0, 0))}
    thorough = background.layout_box_backgrounds

    def layout_box_backgrounds(
        page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
    ) -> None:
        own = box.style
        unset = own.keys().isdisjoint(painted) and getattr(own, "cascaded", own).keys().isdisjoint(painted)
        if style is not None or box is page or not unset or box.__class__ is AbsolutePlaceholder:
            thorough(page, box, get_image, layout_children, style)
            return
        box.__dict__.update(nothing)
        if layout_children:
            for child in box.all_children():
                layout_box_backgrounds(page, child, get_image)

    background.layout_box_backgrounds = layout_box_backgrounds


STAND_INS = (_sizes, _flow, _struts, _backgrounds)

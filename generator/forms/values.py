"""The value of one field, if its value, its state and its picture agree; otherwise, the form is rejected."""

from __future__ import annotations

from typing import Any

import pikepdf

from generator.forms.fields import Field, UnreadableForm, Widget, text_of
from generator.forms.shown import agrees, paints, picture, shown_text
from generator.forms.spec import COMBO, MULTILINE, RADIO

Value = str | bool | None
_PASSWORD, _FILE, _MANY, _RICH, _EDITED = 1 << 13, 1 << 20, 1 << 21, 1 << 25, 1 << 18


def value_of(field: Field, fonts: Any, to_be_drawn: bool, size: int) -> Value:
    """Return the value of a field: text, the export value of a choice, or a truth value; None if nothing is entered.

    In: the form's fonts (a dictionary), whether it asks viewers to draw its fields (NeedAppearances), and the size of
    the file. Raises UnreadableForm if the value is of another kind, or is not what the pages show.
    """
    if field.kind == "/Sig":
        return _is_signed(field, size)
    if field.kind == "/Btn":
        return _button(field, to_be_drawn)
    if field.kind not in ("/Tx", "/Ch"):
        raise UnreadableForm(f"the field {field.name} is of an unknown kind")
    texts = _texts(field)
    for widget in field.widgets:
        stream = picture(widget)
        if stream is None:
            continue  # nothing is drawn yet: a viewer draws the value
        if not isinstance(stream, pikepdf.Stream):
            raise UnreadableForm(f"the field {field.name} has pictures of several states")
        shown = shown_text(field.name, stream, widget, fonts, field.kind == "/Ch")
        if not any(agrees(shown, text) for text in texts) and not (to_be_drawn and not shown):
            raise UnreadableForm(f"the field {field.name} shows {_short(shown)} but contains {_short(texts[0])}")
    return texts[0] if texts[0].strip() else None


def _texts(field: Field) -> list[str]:
    """Return the text in a field, and what a list may show for it."""
    if field.flags & (_PASSWORD | _FILE | _RICH if field.kind == "/Tx" else _MANY):
        raise UnreadableForm(f"the field {field.name} is of a kind that policypress forms do not have")
    value = field.value
    if isinstance(value, pikepdf.Array) and len(value) <= 1:
        value = next(iter(value), None)
    if value is not None and not isinstance(value, pikepdf.String | pikepdf.Stream):
        raise UnreadableForm(f"the field {field.name} does not contain text")
    text = text_of(value)
    if field.max_length is not None and len(text) > field.max_length:
        raise UnreadableForm(f"the field {field.name} contains more than its {field.max_length} characters")
    if field.kind == "/Tx":
        if "\n" in text.strip() and not field.flags & MULTILINE:
            raise UnreadableForm(f"the field {field.name} contains several lines but shows one")
        return [text]
    # Some programs store the text that is shown instead of the export value.
    exports = [export for export, _ in field.options]
    found = [pair for pair in field.options if text == pair[0]] or [pair for pair in field.options if text == pair[1]]
    if len(found) > 1 or len(set(exports)) < len(exports):
        raise UnreadableForm(f"the field {field.name} has two entries for {_short(text)}")
    if not found:
        if text and not (field.flags & COMBO and field.flags & _EDITED):
            raise UnreadableForm(f"the field {field.name} contains {_short(text)}, which is not in its list")
        return [text]
    (entry,) = found
    for widget in field.widgets:
        chosen = widget.annotation.get("/I")
        if chosen is not None and [int(index) for index in chosen] != [field.options.index(entry)]:
            raise UnreadableForm(f"the field {field.name} says in two ways which entry is chosen")
    return list(entry)


def _button(field: Field, to_be_drawn: bool) -> Value:
    """Return the state of a checkbox or radio group: that of its value, which is that of its pictures."""
    is_radio = bool(field.flags & RADIO)
    states = [_state(field, widget) for widget in field.widgets]
    if len(set(states)) < len(states) or (not is_radio and len(states) > 1) or field.options:
        raise UnreadableForm(f"the field {field.name} has two boxes for one answer")
    shown = [
        state
        for state, widget in zip(states, field.widgets, strict=True)
        if (now := _name(widget.annotation.get("/AS"))) != "Off" and _is_one_of(field, now, [state])
    ]
    if len(shown) > 1:
        raise UnreadableForm(f"the field {field.name} has two answers: {_short(shown[0])} and {_short(shown[1])}")
    drawn = next(iter(shown), "Off")
    if field.value is None:
        # Some programs switch the picture and forget the value; what people see counts.
        held = drawn
    else:
        held = _name(field.value)
        _is_one_of(field, held, [*states, "Off"])
    waits = to_be_drawn or not any("/AS" in widget.annotation for widget in field.widgets)
    if held != drawn and not (waits and not shown):
        raise UnreadableForm(f"the field {field.name} shows {_short(drawn)} but contains {_short(held)}")
    for widget in field.widgets:
        _is_one_of(field, _name(widget.annotation.get("/V")), [held, "Off"])
    return (None if held == "Off" else held) if is_radio else held != "Off"


def _state(field: Field, widget: Widget) -> str:
    """Return the one state of a box other than Off; its picture has ink, and that of Off has none."""
    pictures = picture(widget)
    if pictures is None or isinstance(pictures, pikepdf.Stream):
        raise UnreadableForm(f"the field {field.name} has no pictures of its states")
    inked = {str(key)[1:]: paints(field.name, stream, widget) for key, stream in list(pictures.items())[:9]}
    on = [key for key in inked if key != "Off"]
    if [inked[key] for key in on] != [True] or inked.get("Off"):
        raise UnreadableForm(f"the field {field.name} looks the same, or reversed, when it is chosen")
    return on.pop()


def _is_one_of(field: Field, state: str, known: list[str]) -> bool:
    if state not in known:
        raise UnreadableForm(f"the field {field.name} contains {_short(state)}, which is not one of its answers")
    return True


def _name(value: Any) -> str:
    """Return the name of a state; some programs write it as a text, with its slash or without."""
    if value is None:
        return "Off"
    written = text_of(value) if isinstance(value, pikepdf.String) else str(value)
    return written.removeprefix("/") or "Off"


def _is_signed(field: Field, size: int) -> bool:
    """Return whether a signature is present. Who made it and whether it is valid is for other programs to check."""
    if field.value is None:
        return False
    value = field.value
    if not (isinstance(value, pikepdf.Dictionary) and "/Contents" in value and "/ByteRange" in value):
        raise UnreadableForm(f"the field {field.name} claims to be signed but contains no signature")
    start, length, second, rest = (int(number) for number in value.ByteRange)
    if start or not 0 < length < second or rest < 0 or second + rest > size:
        raise UnreadableForm(f"the field {field.name} contains the signature of another file")
    return True


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}…")

"""Fillable forms: from HTML inputs to a conforming PDF form, and from a filled form back to answers.

    fields = parse_fields(html)            # what the HTML requires of each field
    pdf = finish_form(rendered, fields)    # `rendered` is WeasyPrint's PDF of that HTML, written with pdf_forms
    filled = read_form(pdf)                # values by name, nested answers, required fields left open

WeasyPrint passes on the name, position, size, text color and font of an input and its Form tag, and little else
(measured: version 70 drops required, readonly, the radio group's question, export values and appearances). So the HTML
is read twice: WeasyPrint takes the layout from it, `parse_fields` the meaning, and `finish_form` joins them by name.

The HTML convention
-------------------
Inputs are plain `<input type="text|checkbox|radio">`, `<textarea>` and `<select>` (one choice). On each:

- `name`: the field's full name, dot-separated and made from ids, `criterion.<criterion id>.<field>` for the answers to
  a criterion. A part is letters, digits, `-` and `_`. One name is one field; only a group's radio buttons share it.
  In the PDF, `/` replaces each dot.
- `title`: the whole accessible name: the visible label, the format, and "required" if the field is required. It becomes
  TU. On a radio button, it is only the text of the button ("Met").
- `required`, `readonly`, `maxlength`: as in HTML (`data-required` and `data-readonly` mean the same).
- `data-group-title`: on the first radio button of a group, the question that the group answers, in the same style.
- `value` on checkbox and radio: the export value, of letters, digits, `-`, `_` and `.`, not "Off"; `checked` sets it.
- `value` on a text input and `data-value` on a textarea: the initial text. A textarea itself must be empty, because
  WeasyPrint prints its content off the page.
- `data-format="date"`: the title must say MM/DD/YYYY; at most 10 characters; the reader checks it. No JavaScript
  anywhere: PDF/A forbids actions on fields.
- `data-signature`: a text input that becomes a signature field.
- `data-repeat`: on a text input in a running element (`position: running()`), which prints on many pages: the field of
  the same name again, with its own title. One field, one value, as many places as pages.
- A visible text label in reading order before the input. No `<label>` may wrap an input; `<label for>` is harmless.

A list entry can show Windows-1252 and ≥ ≤ ≠ ≈; initial text can show any character in the inputs' font.

The CSS must give inputs a separate font family (an `@font-face` with a different name and the same file will do),
because WeasyPrint embeds the whole of a font that inputs use, without the text of its ligatures. `finish_form` replaces
that font with a small one and rejects a page whose text uses it. Borders and backgrounds are CSS: appearances contain
only ink.
"""

from generator.forms.fields import UnreadableForm
from generator.forms.finish import finish_form
from generator.forms.read import FilledForm, OpenField, read_form
from generator.forms.spec import FieldSpec, FormError, Option, parse_fields

__all__ = [
    "FieldSpec",
    "FilledForm",
    "FormError",
    "OpenField",
    "Option",
    "UnreadableForm",
    "finish_form",
    "parse_fields",
    "read_form",
]

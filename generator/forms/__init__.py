"""Fillable forms: from HTML inputs to a conforming PDF form, and from a filled form back to answers.

    fields = parse_fields(html)            # what the HTML asks of each field
    pdf = finish_form(rendered, fields)    # `rendered` is WeasyPrint's PDF of that HTML, written with pdf_forms
    filled = read_form(pdf)                # values by name, nested answers, required fields left open

WeasyPrint passes on the name, position, size, text colour and font of an input and its Form tag, and little else
(measured: version 70 drops required, readonly, the radio group's question, export values and appearances). So the HTML
is read twice: WeasyPrint takes the layout from it, `parse_fields` the meaning, and `finish_form` joins the two by name.

The HTML convention
-------------------
Inputs are plain `<input type="text|checkbox|radio">`, `<textarea>` and `<select>` (one choice). On each:

- `name`: the field's full name, dot-separated and made from ids, `criterion.<criterion id>.<field>` for the answers to
  a criterion. A part is letters, digits, `-` and `_`. One name is one field; only a group's radio buttons share it.
  In the PDF `/` stands for each dot.
- `title`: the whole accessible name, that is the visible label, the format, and "required" if the field is. It becomes
  TU. On a radio button it is the text of the button alone ("Met").
- `required`, `readonly`, `maxlength`: as in HTML (`data-required` and `data-readonly` mean the same).
- `data-group-title`: on the first radio button of a group, the question the group answers, in the same style.
- `value` on checkbox and radio: the export value, of letters, digits, `-`, `_` and `.`, not "Off"; `checked` sets it.
- `value` on a text input and `data-value` on a textarea: text already there. A textarea itself must be empty, for
  WeasyPrint prints its content off the page.
- `data-format="date"`: the title must say MM/DD/YYYY; at most 10 characters; the reader checks it. No JavaScript
  anywhere: PDF/A forbids actions on fields.
- `data-signature`: a text input that becomes a signature field.
- `data-repeat`: on a text input in a running element (`position: running()`), which prints on many pages: the field of
  the same name again, with a title of its own. One field, one value, as many places as pages.
- A visible text label in reading order before the input. No `<label>` may wrap an input; `<label for>` is harmless.

A list entry can show Windows-1252 and ≥ ≤ ≠ ≈, start text whatever the inputs' font has.

The CSS must give inputs a font family of their own (an `@font-face` with another name and the same file will do),
because WeasyPrint embeds a font that inputs use whole and without its ligatures' text. `finish_form` replaces that font
with a small one and refuses a page whose text uses it. Borders and backgrounds are CSS: appearances hold ink only.
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

"""Review copies: the paragraphs of a proposed document are numbered within their part, so comments can cite them."""

from __future__ import annotations

import re

# A part of the coverage guidance and its letter; adding a paragraph to one part changes no numbers in another.
PARTS = {"lcd-indications": "I", "lcd-summary-of-evidence": "E", "lcd-analysis": "A"}
_START = re.compile(r'<section id="(' + "|".join(PARTS) + r')">')
_TAG = re.compile(r'<section\b[^>]*>|</section>|<p(?P<attributes> class="(?:criterion|lead|criterion lead)")?>')


def number_paragraphs(page: str) -> str:
    """Return the page with a number and an anchor at each paragraph and criterion of the numbered parts."""
    done, at = [], 0
    for start in _START.finditer(page):
        if start.start() < at:
            continue
        done.append(page[at : start.end()])
        text, at = _number_part(page, start.end(), PARTS[start[1]])
        done.append(text)
    return "".join([*done, page[at:]])


def _number_part(page: str, start: int, letter: str) -> tuple[str, int]:
    """Number up to the section's own end; return the text and the position of its end."""
    pieces, at, depth, count = [], start, 1, 0
    for tag in _TAG.finditer(page, start):
        if tag[0] == "</section>":
            depth -= 1
            if depth == 0:
                break
        elif tag[0].startswith("<section"):
            depth += 1
        else:
            count += 1
            name = f"{letter}{count}"
            pieces.append(page[at : tag.start()])
            pieces.append(
                f'<p id="paragraph-{name.lower()}"{tag["attributes"] or ""}><span class="para">{name} </span>'
            )
            at = tag.end()
    end = tag.start()
    return "".join([*pieces, page[at:end]]), end

"""Render a document to HTML, using the view's data and the functions that templates may call."""

from __future__ import annotations

from pathlib import Path

from generator.figures.document import Figures
from generator.render.attachments import source_sha256
from generator.render.review_copies import number_paragraphs
from generator.render.templates import render_template
from generator.view import Document, document_view
from generator.view.template_data import TemplateFunction
from generator.wording import phrases
from generator.wording.markdown import TextRenderer
from generator.wording.references import Citations

# The functions that templates can call through `words`.
_PHRASES = (
    phrases.number,
    phrases.period,
    phrases.one_of,
    phrases.us_date,
    phrases.long_date,
    phrases.measure,
    phrases.duration,
    phrases.recency,
    phrases.interval,
    phrases.limit,
    phrases.units,
    phrases.effective,
    phrases.quantity,
    phrases.share,
    phrases.result_values,
)
_WORDS = {
    "NOT_STATED": phrases.NOT_STATED,
    "NOT_APPLYING": phrases.NOT_APPLYING,
    "TIME_TO_DECIDE": phrases.TIME_TO_DECIDE,
    **{phrase.__name__: TemplateFunction(phrase) for phrase in _PHRASES},
}


def render_html(document: Document, root: Path) -> str:
    """Return the whole HTML of a document.

    Templates of the publisher take precedence over those in `root/templates`, and those over the shipped ones. Raises
    TemplateProblem.
    """
    view = document_view(document)
    figures = Figures(view)
    names = view.names() | {
        "source_sha256": source_sha256(document),
        "words": _WORDS,
        "figures": {"decision": TemplateFunction(figures.decision), "evidence": TemplateFunction(figures.evidence)},
    }
    name, publisher = f"{document.kind}/document.html.j2", document.resolved.publisher.id
    late: list[str] = []
    while True:  # once more if references are cited only after the list, such as in a history row
        citations = Citations(view.policy.references, late)
        # A form has no list of references to which a number could lead.
        text = TextRenderer((lambda _: "") if document.kind.startswith("checklist-") else citations.cite)
        given = {
            "_block": TemplateFunction(text.block),
            "_inline": TemplateFunction(text.inline),
            "citations": {"bibliography": TemplateFunction(citations.bibliography)},
        }
        page = render_template(name, names | given, root, publisher)
        if not citations.missed:
            break
        late += citations.missed
    return number_paragraphs(page) if document.is_review_copy else page

"""The facts of the guideline, looked up in the row of their own study and in the text of the finished PDF."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from conftest import documents
from lxml import html as lxml_html

from generator.render.attachments import attachments
from generator.render.document import document_html
from generator.render.finishing import finish_document
from generator.render.html import render_html

# study id -> parts that its row must print; the printed table of the guideline shifts six of these rows
ROWS = {
    "schwab": [
        "203",
        "70%",
        "53%",
        "73%",
        "52%",
        "48%",
        "versus 6% with",
        "89%",
        "versus 15% with",
        "72%",
        "versus 11% with",
        "< 0.001",
        "−19.7",
        "−3.6",
        "+0.16",
    ],
    "huang": [
        "107",
        "172",
        "88% (95% CI 79% to 94%)",
        "74% and 100%",
        "38.9 (95% CI 35.9 to 41.9)",
        "24.7 (95% CI 21.1 to 28.3)",
        "6.3 (95% CI 6.0 to 6.7)",
        "3.3 (95% CI 2.7 to 3.9)",
        "77% (76 of 99) (95% CI 67% to 85%)",
        "26.9",
        "27",
        "28",
    ],
    "thomson-2025": [
        "42",
        "81% (34 of 42)",
        "7.0 at baseline → 3.2",
        "46.6 at baseline → 26.1",
        "0.426 at baseline → 0.703",
        "82%",
        "62%",
    ],
    "copley": ["419", "2.9", "2.1", "3.7", "0.84", "0.68", "0.98", "1.5"],
    "gilligan-2024": ["204", "72%", "61%", "78%", "88%", "69%", "46%", "23%"],
    "ardeshiri-2025": ["261", "65", "III"],
    "tieppo": ["NA", "60 days"],
    "thomson-2023": [
        "79% (33 of 42)",
        "7.0 ± 0.2",
        "46.6 ± 12.0",
        "0.426 ± 0.061",
        "2.7 ± 0.3",
        "26.0 ± 3.1",
        "0.707 ± 0.036",
    ],
    "shaffrey": ["146", "71%", "10%", "85%"],
    "sayed": ["NA", "III"],
    "chakravarthy": ["NA", "V"],
    "ardeshiri-2022": ["44", "40"],
    "gilligan-2023a": ["204", "77%", "67%", "63%"],
    "mitchell": ["53", "73%", "76%", "97%"],
    "gilligan-2023b": ["204", "72%", "67%", "62%"],
    "gilligan-2021": ["204", "120 d"],
    "thomson-2021": ["42", "57%", "51%"],
    "deckers": ["53", "58%", "14", "57%", "60%", "81%"],
}


def rows(source) -> list[tuple[str, str]]:
    """Return the id and text of each study in the printed evidence table."""
    document = next(item for item in documents(source) if item.kind == "coverage-policy")
    tree = lxml_html.document_fromstring(render_html(document, source.path.parent.parent))
    printed = tree.xpath("//tr[starts-with(@id, 'study-')]")
    return [(row.get("id"), " ".join(row.text_content().split())) for row in printed]


def test_eighteen_studies_each_with_its_own_results(first):
    printed = rows(first)
    assert len(printed) == len(ROWS) == 18
    for (ident, text), (name, parts) in zip(printed, ROWS.items(), strict=True):
        missing = [part for part in parts if not re.search(r"(?<![\d.])" + re.escape(part) + r"(?!\d)", text)]
        assert missing == [], f"{ident} ({name}): {text}"


def test_thirty_references_have_an_address(first):
    numbered = sorted(
        (item.source_number, item.DOI or item.URL) for item in first.policy.references if item.source_number is not None
    )
    assert [number for number, _ in numbered] == list(range(1, 31))
    assert all(address for _, address in numbered)


def test_every_reference_is_printed(first):
    document = next(item for item in documents(first) if item.kind == "coverage-policy")
    html = render_html(document, first.path.parent.parent)
    for reference in first.policy.references:
        assert f'id="reference-{reference.id}"' in html


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        (
            "coverage-policy",
            [
                "older than 18 years",
                "at least 6 months",
                "M62.85",
                "64590",
                "64555",
                "QLK",
                "P190021",
                "Nothing to report",
                "December 10, 2025",
                "Charles Koch Foundation",
                "CC BY-NC-ND",
            ],
        ),
        ("lcd-draft", ["Summary of Evidence", "Analysis of Evidence", "56%", "47%", "Not Applicable", "N/A", "M62.85"]),
        (
            "billing-article",
            [
                "CPT/HCPCS Codes",
                "ICD-10-CM Codes that DO NOT Support Medical Necessity",
                "2 units",
                "64555",
                "Dysfunction of the multifidus muscles, lumbar region",
                "American Medical Association",
            ],
        ),
        (
            "checklist-prior-authorization",
            ["Not met", "Attestation", "older than 18 years", "ALL of the following are met"],
        ),
    ],
)
def test_text_of_the_finished_documents(first, kind, parts):
    """Read the PDF back with a second engine: what a person copies out of it is what the policy says."""
    root = first.path.parent.parent
    document = next(item for item in documents(first) if item.kind == kind)
    html = document_html(document, root)
    finished = finish_document(
        document.path, first.shown, document.resolved.publisher.id, html, attachments(document), root
    )
    assert finished.validation["passed"] is True
    pdf = pypdfium2.PdfDocument(finished.data)
    text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pdf)
    text = text.replace("\ufffe", "").replace("\u00ad", "")
    assert [part for part in parts if part not in text] == []
    assert len(pdf) == finished.pages

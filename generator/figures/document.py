"""The figures of one document, as its templates ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.view import DocumentView

if TYPE_CHECKING:
    from markupsafe import Markup


class Figures:
    """The figures that one document's templates can draw."""

    def __init__(self, view: DocumentView):
        self._view = view

    def decision(self) -> Markup:
        """Return the decision path as one inline SVG."""
        from generator.figures.decision import decision_figure

        return decision_figure(self._view.coverage, self._view.publisher, self._view.policy.short_title)

    def evidence(self) -> list[dict[str, Any]]:
        """Return the evidence figures in order, each with `svg` and `caption`; empty if too little can be drawn."""
        from generator.figures.evidence import evidence_figures

        return evidence_figures(self._view.studies.rows, self._view.policy.evidence)

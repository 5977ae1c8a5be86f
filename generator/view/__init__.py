"""Views: from the model to the data of a template, one for each artifact."""

from generator.view.document import Document, DocumentView, document_view

__all__ = ["Document", "DocumentView", "document_view"]

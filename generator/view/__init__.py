"""Views: they turn the model into template data, one view per artifact."""

from generator.view.document import Document, DocumentView, document_view

__all__ = ["Document", "DocumentView", "document_view"]

"""The structure tree of a PDF: one element per HTML element, with the roles that a screen reader expects."""

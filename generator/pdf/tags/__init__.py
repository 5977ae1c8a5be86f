"""The structure tree of a PDF: one element for each HTML element, with the roles that a screen reader expects."""

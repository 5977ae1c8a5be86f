"""Text as readers see it: Markdown, citations and references, phrases, and the numbers in a text."""

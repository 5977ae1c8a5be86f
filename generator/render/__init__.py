"""One document: template data to HTML to a finished, validated PDF."""

"""Redlines: two versions of a document in one, with insertions and deletions marked."""

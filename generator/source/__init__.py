"""Reads the source strictly, so that what a person reads in a file is exactly what is checked."""

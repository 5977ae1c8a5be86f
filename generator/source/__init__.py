"""Reading the source: what may be written, so that what is read is what is checked."""

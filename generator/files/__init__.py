"""Files: how they are found and read."""

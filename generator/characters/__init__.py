"""Characters: which ones a policy may hold, and which ones look like others."""

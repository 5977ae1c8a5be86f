"""Characters: which ones a policy may contain, and which ones look like others."""

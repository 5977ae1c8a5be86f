"""What other programs export: read, compared with a policy, and added to it."""

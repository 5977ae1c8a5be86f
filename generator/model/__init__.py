"""The typed, frozen model of a policy. Start reading at `policy.py`."""

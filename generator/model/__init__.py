"""The typed, frozen model of a policy. Start reading with `policy.py`."""

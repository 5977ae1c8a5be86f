"""What the criteria mean: how groups, exceptions, thresholds and limits are judged, and who is covered."""

"""What the demo shows of the second line, one file for each part. Invented."""

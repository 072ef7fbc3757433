"""The face of the second line: specialists and everybody behind a lifeline."""

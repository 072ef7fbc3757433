"""The figures of the day."""

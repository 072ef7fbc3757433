"""Feedback from the desk: the queue and each case."""

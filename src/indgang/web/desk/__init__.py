"""The face `desk`."""

"""The citizen's own appointment."""

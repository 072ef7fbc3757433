"""The face `screen`."""

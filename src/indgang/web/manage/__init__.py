"""The face `manage`."""

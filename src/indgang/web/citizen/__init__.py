"""The face `citizen`."""

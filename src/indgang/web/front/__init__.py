"""The face `front`."""

"""The face `api`."""

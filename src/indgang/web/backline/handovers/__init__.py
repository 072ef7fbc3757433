"""Prepared cases: the inbox of a unit, and the case with what its owner does."""

"""Promised calls: the unit's list, a call, and what the unit wants to know first."""

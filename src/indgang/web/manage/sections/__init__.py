"""Sections: writing them, reviewing them, their history, and the days when they must be read through."""

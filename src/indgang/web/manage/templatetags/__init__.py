"""Template tags of this face."""

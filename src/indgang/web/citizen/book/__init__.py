"""The citizen books a time."""

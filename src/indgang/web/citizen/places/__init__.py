"""The places of the municipality: where they are, when they are open, what one can get done there."""

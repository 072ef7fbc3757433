"""The demo's second line. Every citizen in it is invented."""

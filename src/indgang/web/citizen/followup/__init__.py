"""One's own case: how far it is, by its code, without logging in."""

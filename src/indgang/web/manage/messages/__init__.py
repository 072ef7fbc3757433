"""Messages: what was sent, in which words, and by which rules."""

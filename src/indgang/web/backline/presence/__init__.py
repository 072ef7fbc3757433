"""How one stands, at one click, and what was referred to one's lifelines."""

"""The organisation: places, hours, people, what they may do, lifelines and tokens."""

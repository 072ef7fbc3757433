"""The pages of the contact screen: the room with its two sides, and what starts it."""

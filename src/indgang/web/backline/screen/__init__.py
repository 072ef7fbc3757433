"""The second line's part of the contact screen: who rings, whom one has in hand, and inviting a citizen."""

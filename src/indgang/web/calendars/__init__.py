"""The face of those who take appointments: their own calendar, what it shares, and an address to subscribe to."""

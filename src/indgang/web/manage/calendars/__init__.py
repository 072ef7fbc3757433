"""The calendars of those who take appointments."""

"""Messages to citizens and staff: an outbox that loses nothing and sends nothing twice."""

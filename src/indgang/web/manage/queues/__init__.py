"""How queues are set up."""

"""Tasks: texts, offers, plays, and who may take them how far."""

"""Calendars of people and rooms: their busy times come in, our appointments go out."""

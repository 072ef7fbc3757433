"""Appointments for those who work with them and those who set them up."""

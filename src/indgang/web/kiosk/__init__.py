"""The face `kiosk`."""

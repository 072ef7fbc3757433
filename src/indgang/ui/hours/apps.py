"""Django's view of this package."""

from django.apps import AppConfig


class HoursConfig(AppConfig):
    """Opening hours in words, pictures and files; its texts and templates are its own."""

    name = "indgang.ui.hours"
    label = "ui_hours"

"""Django's view of this face."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """The face `calendars`."""

    name = "indgang.web.calendars"
    label = "web_calendars"

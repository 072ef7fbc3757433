"""Django's view of this face."""

from django.apps import AppConfig


class ScreenConfig(AppConfig):
    """The face `screen`."""

    name = "indgang.web.screen"
    label = "web_screen"

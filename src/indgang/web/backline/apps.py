"""Django's view of this face."""

from django.apps import AppConfig


class BacklineConfig(AppConfig):
    """The face `backline`."""

    name = "indgang.web.backline"
    label = "web_backline"

"""Django's view of this face."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The face `desk`."""

    name = "indgang.web.desk"
    label = "web_desk"

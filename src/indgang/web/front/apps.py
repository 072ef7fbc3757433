"""Django's view of this face."""

from django.apps import AppConfig


class FrontConfig(AppConfig):
    """The face `front`."""

    name = "indgang.web.front"
    label = "web_front"

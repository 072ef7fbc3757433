"""Django's view of this face."""

from django.apps import AppConfig


class CitizenConfig(AppConfig):
    """The face `citizen`."""

    name = "indgang.web.citizen"
    label = "web_citizen"

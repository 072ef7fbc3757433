"""Django's view of this face."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The face `api`."""

    name = "indgang.web.api"
    label = "web_api"

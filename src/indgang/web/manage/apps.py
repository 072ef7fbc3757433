"""Django's view of this face."""

from django.apps import AppConfig


class ManageConfig(AppConfig):
    """The face `manage`."""

    name = "indgang.web.manage"
    label = "web_manage"

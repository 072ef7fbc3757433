"""Django's view of this package."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Shared templates, partials and front-end assets."""

    name = "indgang.ui"
    label = "ui"

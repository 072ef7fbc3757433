"""Django's view of this package."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Abstract models, clock, errors, audit."""

    name = "indgang.base"
    label = "base"
    default_auto_field = "django.db.models.BigAutoField"

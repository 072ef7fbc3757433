"""Django's view of this package."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Messages."""

    name = "indgang.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"

"""Django's view of this package."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Messages."""

    name = "indgang.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions and the message that tries the set-up."""
        from indgang.messaging import own_kinds, policies  # Need the app registry.

        policies.register()
        own_kinds.register()

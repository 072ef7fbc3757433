"""Django's view of this package."""

from django.apps import AppConfig


class ContactScreenConfig(AppConfig):
    """The contact screen."""

    name = "indgang.contactscreen"
    label = "contactscreen"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions and the messages."""
        from indgang.contactscreen import messages, policies  # Need the app registry.

        policies.register()
        messages.register()

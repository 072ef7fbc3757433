"""Django's view of this package."""

from django.apps import AppConfig


class QueueConfig(AppConfig):
    """Tickets and desks."""

    name = "indgang.queue"
    label = "queue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions and what can be imported and exported."""
        from indgang.queue import policies, transfer  # Need the app registry.

        policies.register()
        transfer.register()

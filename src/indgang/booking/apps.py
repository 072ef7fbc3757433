"""Django's view of this package."""

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """Appointments."""

    name = "indgang.booking"
    label = "booking"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions and what can be imported and exported, and tell the queue who is coming."""
        from indgang.booking import policies, transfer  # Need the app registry.
        from indgang.booking.queries import coming
        from indgang.queue.ports import ports

        policies.register()
        transfer.register()
        ports.coming = coming

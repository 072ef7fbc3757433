"""Django's view of this package."""

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """Appointments."""

    name = "indgang.booking"
    label = "booking"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions."""
        from indgang.booking import policies  # Needs the app registry.

        policies.register()

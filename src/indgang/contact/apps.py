"""Django's view of this package."""

from django.apps import AppConfig


class ContactConfig(AppConfig):
    """The register of contacts."""

    name = "indgang.contact"
    label = "contact"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions."""
        from indgang.contact import policies  # Needs the app registry.

        policies.register()

"""Django's view of this package."""

from django.apps import AppConfig


class ContactConfig(AppConfig):
    """The register of contacts."""

    name = "indgang.contact"
    label = "contact"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions and what can be exported."""
        from indgang.contact import policies, transfer  # Need the app registry.

        policies.register()
        transfer.register()

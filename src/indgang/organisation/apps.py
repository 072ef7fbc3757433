"""Django's view of this package."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Municipality, sites, hours and people."""

    name = "indgang.organisation"
    label = "organisation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions."""
        from indgang.organisation import policies  # Needs the app registry.

        policies.register()

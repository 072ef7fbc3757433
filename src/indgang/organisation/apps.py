"""Django's view of this package."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Municipality, sites, hours and people."""

    name = "indgang.organisation"
    label = "organisation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions and what can be imported."""
        from indgang.organisation import policies, transfer  # Need the app registry.

        policies.register()
        transfer.register()

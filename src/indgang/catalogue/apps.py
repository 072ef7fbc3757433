"""Django's view of this package."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Tasks, plays, offers and their search."""

    name = "indgang.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions."""
        from indgang.catalogue import policies  # Needs the app registry.

        policies.register()

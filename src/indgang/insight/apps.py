"""Django's view of this package."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Figures."""

    name = "indgang.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions."""
        from indgang.insight import policies  # Needs the app registry.

        policies.register()

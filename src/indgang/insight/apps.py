"""Django's view of this package."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Figures."""

    name = "indgang.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions and what can be exported."""
        from indgang.insight import policies, transfer  # Need the app registry.

        policies.register()
        transfer.register()

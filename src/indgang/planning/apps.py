"""Django's view of this package."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """The mapping of tasks."""

    name = "indgang.planning"
    label = "planning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions and what can be exported."""
        from indgang.planning import policies, transfer  # Need the app registry.

        policies.register()
        transfer.register()

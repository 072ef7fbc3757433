"""Django's view of this package."""

from django.apps import AppConfig


class FollowUpConfig(AppConfig):
    """Follow-ups: handovers and callbacks."""

    name = "indgang.followup"
    label = "followup"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions and the messages."""
        from indgang.followup import callback_messages, messages, policies  # Need the app registry.

        policies.register()
        messages.register()
        callback_messages.register()

"""Django's view of the wiring."""

from django.apps import AppConfig
from django.conf import settings


class ProjectConfig(AppConfig):
    """Settings, urls, command line and the demo."""

    name = "indgang.project"
    label = "project"

    def ready(self) -> None:
        """Show the outbox the ways out; stop with one clear line when the settings of a gateway cannot be used."""
        from indgang.integrations.sms import check_settings
        from indgang.project.messages import connect

        try:
            check_settings(
                settings.SMS_URL,
                settings.SMS_SECRET,
                settings.SMS_BODY,
                settings.SMS_ACCEPTED,
                settings.SMS_STATUS_URL,
            )
        except ValueError as error:
            raise SystemExit(f"indgang: INDGANG_SMS_URL {error}") from error
        connect()

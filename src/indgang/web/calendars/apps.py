"""Django's view of this face."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """The face `calendars`."""

    name = "indgang.web.calendars"
    label = "web_calendars"

    def ready(self) -> None:
        """Stop with one clear line when the settings of Microsoft 365 are incomplete."""
        from indgang.integrations.calendars import check_settings

        try:
            check_settings()
        except ValueError as error:
            raise SystemExit(f"indgang: INDGANG_{error}") from error

"""Django's view of this face."""

from django.apps import AppConfig
from django.conf import settings


class KioskConfig(AppConfig):
    """The face `kiosk`."""

    name = "indgang.web.kiosk"
    label = "web_kiosk"

    def ready(self) -> None:
        """Stop with one clear line when the printers' setting cannot be used."""
        from indgang.integrations.printing import check_setting

        try:
            check_setting(settings.PRINTER)
        except ValueError as error:
            raise SystemExit(f"indgang: INDGANG_PRINTER {error}") from error

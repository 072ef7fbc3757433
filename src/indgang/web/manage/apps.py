"""Django's view of this face."""

from django.apps import AppConfig


class ManageConfig(AppConfig):
    """The face `manage`."""

    name = "indgang.web.manage"
    label = "web_manage"

    def ready(self) -> None:
        """Stop with one clear line when the settings of the articles cannot be used."""
        from indgang.integrations.borgerdk import check_settings

        try:
            check_settings()
        except ValueError as error:
            raise SystemExit(f"indgang: INDGANG_{error}") from error

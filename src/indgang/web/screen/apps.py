"""Django's view of this face."""

from django.apps import AppConfig


class ScreenConfig(AppConfig):
    """The face `screen`."""

    name = "indgang.web.screen"
    label = "web_screen"

    def ready(self) -> None:
        """Hear of what changes the pictures."""
        from indgang.base.live_hub import hub
        from indgang.web.screen.picture import boards

        boards.listen(hub)

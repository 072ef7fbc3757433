"""Django's view of this part of the face."""

from django.apps import AppConfig
from django.conf import settings
from django.urls import reverse


def address(code: str) -> str:
    """The whole address of somebody's own case, short enough for an SMS."""
    return settings.PUBLIC_URL + reverse("follow_up:page", args=[code])


class FollowUpPagesConfig(AppConfig):
    """One's own case: see how far it is, and take it back."""

    name = "indgang.web.citizen.followup"
    label = "web_citizen_followup"

    def ready(self) -> None:
        """Tell the second line where the page is."""
        from indgang.followup.ports import ports

        ports.address = address

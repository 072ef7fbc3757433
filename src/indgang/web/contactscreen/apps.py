"""Django's view of this face."""

from django.apps import AppConfig
from django.conf import settings
from django.urls import reverse


def address(token: str) -> str:
    """The whole address of a seat."""
    return settings.PUBLIC_URL + reverse("contactscreen:room", args=[token])


class ContactScreenPagesConfig(AppConfig):
    """The face `contactscreen`."""

    name = "indgang.web.contactscreen"
    label = "web_contactscreen"

    def ready(self) -> None:
        """Tell the domain where the page of a seat is, and what to say of a wrong answer."""
        from indgang.contactscreen.ports import ports
        from indgang.ui.case import FAULTS

        ports.address = address
        ports.faults = {str(fault): sentence for fault, sentence in FAULTS.items()}

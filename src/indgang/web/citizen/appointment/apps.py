"""Django's view of this part of the face."""

from django.apps import AppConfig
from django.conf import settings
from django.urls import reverse


def address(token: str) -> str:
    """The whole address of somebody's own appointment, short enough for an SMS."""
    return settings.PUBLIC_URL + reverse("appointment_link", args=[token])


def by_code() -> str:
    """The whole address of the page that opens an appointment by its code."""
    return settings.PUBLIC_URL + reverse("appointment:find")


class AppointmentConfig(AppConfig):
    """One's own appointment: see, change, cancel, wait for an earlier time, say that one is here."""

    name = "indgang.web.citizen.appointment"
    label = "web_citizen_appointment"

    def ready(self) -> None:
        """Tell booking where the page is."""
        from indgang.booking.ports import ports

        ports.address, ports.by_code = address, by_code

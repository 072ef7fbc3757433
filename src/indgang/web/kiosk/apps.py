"""Django's view of this face."""

from django.apps import AppConfig


class KioskConfig(AppConfig):
    """The face `kiosk`."""

    name = "indgang.web.kiosk"
    label = "web_kiosk"

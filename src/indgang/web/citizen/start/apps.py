"""Django's view of this part of the face."""

from django.apps import AppConfig


class StartConfig(AppConfig):
    """The citizen's start page, and the pages of tasks and topics."""

    name = "indgang.web.citizen.start"
    label = "web_citizen_start"

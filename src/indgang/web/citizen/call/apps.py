"""Django's view of this part of the face."""

from django.apps import AppConfig


class CallConfig(AppConfig):
    """A promised call: see when, choose another time, take it back."""

    name = "indgang.web.citizen.call"
    label = "web_citizen_call"

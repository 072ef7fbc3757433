"""Django's view of this part of the face: its texts and templates are its own."""

from django.apps import AppConfig


class PresenceConfig(AppConfig):
    """Presence on the second line's pages."""

    name = "indgang.web.backline.presence"
    label = "web_backline_presence"

"""Django's view of this part."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """The part `calls` of the second line's face."""

    name = "indgang.web.backline.calls"
    label = "web_backline_calls"

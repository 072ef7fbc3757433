"""Django's view of the wiring."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Settings, urls, command line and the demo."""

    name = "indgang.project"
    label = "project"

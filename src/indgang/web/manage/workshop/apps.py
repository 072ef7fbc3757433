"""Django's view of this part of the face: its texts, templates and files are its own."""

from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    """The mapping of tasks on the manager's pages."""

    name = "indgang.web.manage.workshop"
    label = "web_manage_workshop"

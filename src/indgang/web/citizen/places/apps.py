"""Django's view of this part of the face: its texts, templates and files are its own."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The pages, files and feeds about the places."""

    name = "indgang.web.citizen.places"
    label = "web_citizen_places"

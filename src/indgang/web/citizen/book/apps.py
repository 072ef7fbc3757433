"""Django's view of this part of the face."""

from django.apps import AppConfig


class BookConfig(AppConfig):
    """Booking a time in four screens."""

    name = "indgang.web.citizen.book"
    label = "web_citizen_book"

"""The addresses of booking a time: one for each screen."""

from django.urls import URLPattern, URLResolver, path

from indgang.web.citizen.book import contact, views

app_name = "book"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.errand, name="book"),
    path("search/", views.found, name="search"),
    path("place/", views.place, name="place"),
    path("time/", views.time, name="time"),
    path("contact/<str:appointment>/", contact.contact, name="contact"),
]

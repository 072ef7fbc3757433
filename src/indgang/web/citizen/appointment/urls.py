"""The addresses of one's own appointment; `appointment` is the signed part of the link."""

from django.urls import URLPattern, URLResolver, path

from indgang.web.citizen.appointment import changing, views

app_name = "appointment"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.find, name="find"),
    path("<str:appointment>/", views.page, name="page"),
    path("<str:appointment>/booked/", views.booked, name="booked"),
    path("<str:appointment>/appointment.ics", views.calendar_file, name="file"),
    path("<str:appointment>/change/", changing.change_time, name="change"),
    path("<str:appointment>/cancel/", changing.cancel_time, name="cancel"),
    path("<str:appointment>/earlier/", changing.earlier, name="earlier"),
    path("<str:appointment>/offer/", changing.answer_offer, name="offer"),
    path("<str:appointment>/screen/", views.screen, name="screen"),
    path("<str:appointment>/where/", changing.where, name="where"),
    path("<str:appointment>/here/", views.here, name="here"),
]

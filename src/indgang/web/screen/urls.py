"""The addresses of this face."""

from django.urls import URLPattern, URLResolver, path

from indgang.ui.service_worker import service_worker
from indgang.web.screen import views

app_name = "screen"
urlpatterns: list[URLPattern | URLResolver] = [
    path("sw.js", service_worker, name="worker"),
    path("<slug:slug>/", views.screen, name="screen"),
    path("<slug:slug>/state/", views.state, name="state"),
    path("<slug:slug>/live/", views.live, name="live"),
]

"""The addresses of a promised call; `call` is the signed part of the link."""

from django.urls import URLPattern, URLResolver, path

from indgang.web.citizen.call import views

app_name = "call"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:call>/", views.page, name="page"),
    path("<str:call>/cancel/", views.cancel, name="cancel"),
]

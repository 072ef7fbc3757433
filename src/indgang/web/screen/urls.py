"""The addresses of this face."""

from django.urls import URLPattern, URLResolver

app_name = "screen"
urlpatterns: list[URLPattern | URLResolver] = []

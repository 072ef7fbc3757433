"""The addresses of this face."""

from django.urls import URLPattern, URLResolver

app_name = "front"
urlpatterns: list[URLPattern | URLResolver] = []

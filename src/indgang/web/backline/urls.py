"""The addresses of the second line's face. Each part brings its own."""

from django.urls import URLPattern, URLResolver, path

from indgang.web.backline import views

app_name = "backline"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("live/", views.live, name="live"),
]

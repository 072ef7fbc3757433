"""The addresses of the second line's face. Each part brings its own."""

from django.urls import URLPattern, URLResolver, path

from indgang.web.backline import views
from indgang.web.backline.handovers.urls import PATTERNS as HANDOVERS
from indgang.web.backline.screen import views as screen

app_name = "backline"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("live/", views.live, name="live"),
    path("screen/", screen.screen, name="screen"),
    path("screen/ringing/", screen.ringing, name="ringing"),
    *HANDOVERS,
]

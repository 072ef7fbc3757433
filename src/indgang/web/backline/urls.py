"""The addresses of the second line's face. Each part brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from indgang.web.backline import views
from indgang.web.backline.handovers.urls import PATTERNS as HANDOVERS

app_name = "backline"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("live/", views.live, name="live"),
    *HANDOVERS,
    path("calls/", include("indgang.web.backline.calls.urls")),
    path("questions/", include("indgang.web.backline.questions.urls")),
    path("", include("indgang.web.backline.presence.urls")),
]

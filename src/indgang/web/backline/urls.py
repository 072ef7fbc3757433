"""The addresses of the second line's face. Each part brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from indgang.web.backline import views
from indgang.web.backline.handovers.urls import PATTERNS as HANDOVERS
from indgang.web.backline.screen import views as screen

app_name = "backline"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("live/", views.live, name="live"),
    path("screen/", screen.screen, name="screen"),
    path("screen/ringing/", screen.ringing, name="ringing"),
    path("screen/invite/<slug:site>/", screen.invite, name="invite"),
    *HANDOVERS,
    path("calls/", include("indgang.web.backline.calls.urls")),
    path("questions/", include("indgang.web.backline.questions.urls")),
    path("", include("indgang.web.backline.presence.urls")),
]

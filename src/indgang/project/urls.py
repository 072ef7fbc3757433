"""The address of every face."""

from django.urls import include, path

from indgang.project.health import health
from indgang.ui.language import set_language
from indgang.ui.live import live_events

urlpatterns = [
    path("healthz", health, name="health"),
    path("language/", set_language, name="set_language"),
    path("live/<slug:site>/", live_events, name="live"),
    path("account/", include("indgang.ui.account_urls")),
    path("kiosk/", include("indgang.web.kiosk.urls")),
    path("screen/", include("indgang.web.screen.urls")),
    path("ticket/", include("indgang.web.citizen.urls")),
    path("places/", include("indgang.web.citizen.places.urls")),
    path("desk/", include("indgang.web.desk.urls")),
    path("news/", include("indgang.web.desk.news_urls")),
    path("manage/", include("indgang.web.manage.urls")),
    path("api/v1/", include("indgang.web.api.urls")),
    path("", include("indgang.web.front.urls")),
]

handler500 = "indgang.ui.errors.failure_page"

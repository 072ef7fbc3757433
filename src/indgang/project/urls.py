"""The address of every face."""

from django.urls import include, path

from indgang.project.health import health
from indgang.project.robots import robots
from indgang.project.root import root
from indgang.ui.language import set_language
from indgang.ui.live import live_events
from indgang.web.citizen.appointment.views import link as appointment_link

urlpatterns = [
    path("healthz", health, name="health"),
    path("language/", set_language, name="set_language"),
    path("live/<slug:site>/", live_events, name="live"),
    path("account/", include("indgang.ui.account_urls")),
    path("kiosk/", include("indgang.web.kiosk.urls")),
    path("screen/", include("indgang.web.screen.urls")),
    path("ticket/", include("indgang.web.citizen.urls")),
    path("places/", include("indgang.web.citizen.places.urls")),
    path("citizen/", include("indgang.web.citizen.start.urls")),
    path("book/", include("indgang.web.citizen.book.urls")),
    path("appointment/", include("indgang.web.citizen.appointment.urls")),
    path("f/", include("indgang.web.citizen.followup.urls")),
    path("ring/", include("indgang.web.citizen.call.urls")),
    path("a/<str:appointment>/", appointment_link, name="appointment_link"),
    path("desk/", include("indgang.web.desk.urls")),
    path("news/", include("indgang.web.desk.news_urls")),
    path("backline/", include("indgang.web.backline.urls")),
    path("screen-contact/", include("indgang.web.contactscreen.urls")),
    path("calendar/", include("indgang.web.calendars.urls")),
    path("manage/", include("indgang.web.manage.urls")),
    path("api/v1/", include("indgang.web.api.urls")),
    path("robots.txt", robots, name="robots"),
    path("", root, name="root"),
    path("", include("indgang.web.front.urls")),
]

handler404 = "indgang.project.missing.not_found"
handler500 = "indgang.ui.errors.failure_page"

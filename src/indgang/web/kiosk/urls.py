"""The addresses of this face. Everything below a site may be kept by the kiosk's worker."""

from django.urls import URLPattern, URLResolver, path, register_converter

from indgang.ui.service_worker import service_worker
from indgang.web.kiosk import devices, offline, tickets, views


class KioskLanguage:
    """A language of the kiosk in its addresses."""

    regex = "da|en"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(KioskLanguage, "kiosk_language")

app_name = "kiosk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("sw.js", service_worker, name="worker"),
    path("<slug:site>/", views.home, name="start"),
    path("<slug:site>/connect/", devices.connect, name="connect"),
    path("<slug:site>/lend/", offline.lend, name="lend"),
    path("<slug:site>/sync/", offline.sync, name="sync"),
    path("<slug:site>/pages/", offline.pages, name="pages"),
    path("<slug:site>/<kiosk_language:language>/", views.home, name="home"),
    path("<slug:site>/<kiosk_language:language>/topic/<slug:code>/", views.topic, name="topic"),
    path("<slug:site>/<kiosk_language:language>/topic/<slug:code>/other/", views.other, name="other"),
    path("<slug:site>/<kiosk_language:language>/task/<slug:code>/", views.task, name="task"),
    path("<slug:site>/<kiosk_language:language>/words/", views.words, name="words"),
    path("<slug:site>/<kiosk_language:language>/words/found/", views.found, name="found"),
    path("<slug:site>/<kiosk_language:language>/number/", tickets.number, name="number"),
    path("<slug:site>/<kiosk_language:language>/confirm/", tickets.confirm_number, name="confirm"),
    path("<slug:site>/<kiosk_language:language>/check-in/", tickets.check_in, name="check_in"),
    path("<slug:site>/<kiosk_language:language>/from-home/", tickets.from_home, name="from_home"),
    path("<slug:site>/<kiosk_language:language>/check-in/name/", tickets.check_in_name, name="check_in_name"),
]

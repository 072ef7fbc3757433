"""The addresses of this face."""

from django.urls import URLPattern, URLResolver, path

from indgang.web.citizen import home, views, waits

app_name = "citizen"
urlpatterns: list[URLPattern | URLResolver] = [
    path("new/<slug:site>/", views.new, name="new"),
    path("waits/<slug:site>.json", waits.waits, name="waits"),
    path("home/<slug:site>/", home.take, name="home"),
    path("here/<slug:site>/<slug:code>/", home.here, name="here"),
    path("<str:secret>/here/", home.arrived, name="arrived"),
    path("<str:secret>/", views.ticket, name="ticket"),
    path("<str:secret>/state/", views.state, name="state"),
    path("<str:secret>/live/", views.live, name="live"),
    path("<str:secret>/confirm/", views.confirm_number, name="confirm"),
    path("<str:secret>/delay/", views.more_time, name="delay"),
    path("<str:secret>/leave/", views.leave_queue, name="leave"),
]

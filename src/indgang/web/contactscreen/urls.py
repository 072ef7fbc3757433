"""The addresses of the contact screen; `seat` is the signed part of a link, `room` the code of a room."""

from django.urls import URLPattern, URLResolver, include, path

from indgang.web.contactscreen import branch, calls, officers, pages

app_name = "contactscreen"

_in_a_room: list[URLPattern | URLResolver] = [
    path("", pages.room, name="room"),
    path("sheet/", pages.sheet, name="sheet"),
    path("events/", calls.events, name="events"),
    path("state/", calls.state, name="state"),
    path("join/", calls.join, name="join"),
    path("beat/", calls.beat, name="beat"),
    path("leave/", calls.leave, name="leave"),
    path("end/", calls.end, name="end"),
    path("send/", calls.send, name="send"),
    path("take/", calls.take, name="take"),
    path("say/", calls.say, name="say"),
    path("choose/", calls.choose, name="choose"),
    path("point/", calls.point, name="point"),
    path("writing/", calls.writing, name="writing"),
    path("write/", calls.write, name="write"),
    path("confirm/", calls.confirm, name="confirm"),
    path("keep/", calls.keep, name="keep"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("room/<str:seat>/", include(_in_a_room)),
    path("at/<slug:site>/", branch.at_site, name="at_site"),
    path("at/<slug:site>/connect/", branch.connect, name="connect"),
    path("start/<slug:site>/", officers.start, name="start"),
    path("answer/<slug:room>/", officers.answer, name="answer"),
    path("decline/<slug:room>/", officers.decline, name="decline"),
    path("meet/<str:code>/", officers.meet, name="meet"),
    path("outcome/<int:contact_id>/", officers.outcome, name="outcome"),
]

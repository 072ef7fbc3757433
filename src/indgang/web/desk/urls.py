"""The addresses of the desk."""

from django.urls import URLPattern, URLResolver, include, path

from indgang.web.desk.views import arrivals, booking, cases, meeting, page, played, queue

app_name = "desk"

_at_a_desk: list[URLPattern | URLResolver] = [
    path("", page.desk_page, name="desk"),
    path("rail/", page.rail, name="rail"),
    path("find/", page.find, name="find"),
    path("open/", queue.open_desk, name="open"),
    path("close/", queue.close_desk, name="close"),
    path("pause/", queue.pause_desk, name="pause"),
    path("heartbeat/", queue.heartbeat, name="heartbeat"),
    path("next/", queue.call_next, name="next"),
    path("call/<int:ticket>/", queue.call_one, name="call"),
    path("arrived/<int:ticket>/", queue.arrived, name="arrived"),
    path("number/<slug:verb>/", queue.act, name="act"),
    path("draw/", queue.draw, name="draw"),
    path("begin/", meeting.begin, name="begin"),
    path("pick/", meeting.pick, name="pick"),
    path("matter/<slug:verb>/", meeting.matter, name="matter"),
    path("note/", meeting.note, name="note"),
    path("register/", meeting.register, name="register"),
    path("aside/", meeting.aside, name="aside"),
    path("meeting/<int:contact_id>/<slug:verb>/", meeting.turn, name="turn"),
    path("cases/", cases.cases, name="cases"),
    path("cases/new/", cases.begin, name="begin_case"),
    path("cases/<slug:code>/", cases.case, name="case"),
    path("cases/<slug:code>/keep/", cases.keep, name="keep_case"),
    path("cases/<slug:code>/receipt/", cases.receipt, name="case_receipt"),
    path("cases/<slug:code>/papers/<int:paper>/", cases.paper, name="case_paper"),
    path("cases/<slug:code>/<slug:verb>/", cases.act, name="act_on_case"),
    path("booking/", booking.form, name="booking"),
    path("book/", booking.book_time, name="book"),
    path("arrivals/", arrivals.arrivals, name="arrivals"),
    path("appointments/", booking.appointments, name="appointments"),
    path("appointments/<slug:code>/", booking.appointment, name="appointment"),
    path("appointments/<slug:code>/<slug:verb>/", booking.change_appointment, name="change_appointment"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", page.choose, name="choose"),
    path("mine/", played.mine, name="mine"),
    path("play/<int:play>/", played.play, name="play_page"),
    path("<slug:site>/<slug:desk>/", include(_at_a_desk)),
]

"""The addresses of the desk."""

from django.urls import URLPattern, URLResolver, include, path

from indgang.web.desk.views import (
    arrivals,
    booking,
    calls,
    cases,
    lifeline,
    meeting,
    page,
    phone,
    played,
    queue,
    referred,
)

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
    path("promise-call/", calls.promise, name="promise_call"),
    path("promised-call/<slug:code>/", calls.promised, name="promised_call"),
    path("lifeline/<slug:code>/", lifeline.help_now, name="lifeline"),
    path("lifeline/<slug:code>/try/", lifeline.attempt, name="try_lifeline"),
    path("lifeline/<slug:code>/<int:attempt_id>/", lifeline.result, name="lifeline_result"),
    path("referrals/", referred.claim, name="claim_referral"),
    path("referrals/<int:referral>/<slug:verb>/", referred.mark, name="mark_referral"),
    path("arrivals/", arrivals.arrivals, name="arrivals"),
    path("appointments/", booking.appointments, name="appointments"),
    path("appointments/<slug:code>/", booking.appointment, name="appointment"),
    path("appointments/<slug:code>/<slug:verb>/", booking.change_appointment, name="change_appointment"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", page.choose, name="choose"),
    path("call/", phone.call, name="call_page"),
    path("call/take/", phone.take, name="take_call"),
    path("mine/", played.mine, name="mine"),
    path("play/<int:play>/", played.play, name="play_page"),
    path("<slug:site>/<slug:desk>/", include(_at_a_desk)),
]

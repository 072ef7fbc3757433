"""The addresses of appointments."""

from django.urls import URLPattern, URLResolver, path

from indgang.web.manage.appointments import blocked, booking, calendar, rules, setup

PATTERNS: list[URLPattern | URLResolver] = [
    path("appointments/", calendar.appointments, name="appointments"),
    path("appointments/rules/", rules.rules, name="booking_rules"),
    path("appointments/tasks/", rules.tasks, name="booking_tasks"),
    path("appointments/tasks/<slug:code>/", rules.task, name="booking_task"),
    path("appointments/<slug:site>/", calendar.day, name="calendar"),
    path("appointments/<slug:site>/week/<int:resource>/", calendar.week, name="calendar_week"),
    path("appointments/<slug:site>/book/", booking.book, name="book"),
    path("appointments/<slug:site>/find/", booking.find, name="find_appointment"),
    path("appointments/<slug:site>/in-the-way/", rules.all_hindered, name="hindered"),
    path("appointments/<slug:site>/one/<slug:code>/", booking.appointment, name="appointment"),
    path(
        "appointments/<slug:site>/one/<slug:code>/<slug:verb>/",
        booking.change_appointment,
        name="change_appointment",
    ),
    path("appointments/<slug:site>/blocked/", blocked.blocked, name="blocked"),
    path("appointments/<slug:site>/blocked/<int:blocked>/open/", blocked.open_again, name="open_again"),
    path("appointments/<slug:site>/setup/", setup.setup, name="appointment_setup"),
    path("appointments/<slug:site>/setup/rules/", rules.site_rules, name="site_booking_rules"),
    path("appointments/<slug:site>/setup/new/", setup.resource, name="new_resource"),
    path("appointments/<slug:site>/setup/<int:resource>/", setup.resource, name="resource"),
    path("appointments/<slug:site>/setup/<int:resource>/hours/", setup.hours, name="resource_hours"),
]

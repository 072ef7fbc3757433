"""Tickets, desk sessions and their history."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indgang.queue.models.setup import Series


class TicketState(models.TextChoices):
    """Where a ticket is in its life."""

    WAITING = "waiting", _("waiting")
    CALLED = "called", _("called")
    SERVING = "serving", _("being served")
    HELD = "held", _("on hold")
    FINISHED = "finished", _("finished")
    NO_SHOW = "no_show", _("did not come")
    LEFT = "left", _("gave the place up")
    EXPIRED = "expired", _("closed with the day")


OPEN_STATES = ["waiting", "called", "serving", "held"]
AT_DESK_STATES = ["called", "serving"]


class TicketChannel(models.TextChoices):
    """Where a number was taken."""

    KIOSK = "kiosk", _("at the kiosk")
    DESK = "desk", _("at the desk")
    PHONE = "phone", _("on the own phone")
    HOME = "home", _("at home")
    API = "api", _("another system")
    CHECK_IN = "check_in", _("appointment check-in")
    SIMULATED = "simulated", _("simulated")


class Ticket(models.Model):
    """A place in a queue (nummer). Anonymous: it knows an errand, never who has it.

    `series` and `number` never change; `lane` is the series it waits in now, which a referral from KVIK to
    SERVICE changes; `came_from` is the lane it was referred from, until it is returned. `arrived_at` never
    changes either, so nobody loses waiting time by being referred. `day` is the Danish date. `secret` opens
    the ticket page.

    `desk` is where it is called to or served; `held_for` the desk that put it aside (on hold, or did not
    come); `officer` the last one who had it. `called_at` is the latest call, `first_called_at` ended the
    waiting. A number taken at home `is_away` until its holder has said "I am here", and is not called before; when
    it was passed by for that, it keeps its place until `place_kept_until`. `told_low`, `told_middle` and `told_high`
    are the minutes from `told_at` that its holder was told to wait. All moments are UTC.
    """

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="tickets")
    day = models.DateField()
    number = models.PositiveIntegerField()
    secret = models.CharField(max_length=24)
    site = models.ForeignKey("organisation.Site", on_delete=models.PROTECT, related_name="+")
    lane = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="lane_tickets")
    came_from = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    task = models.ForeignKey(
        "catalogue.Task", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    topic = models.ForeignKey(
        "catalogue.Topic", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    own_words = models.CharField(
        max_length=200, blank=True, help_text="The errand as typed; erased when the day closes."
    )
    language = models.CharField(max_length=5, default="da")
    channel = models.CharField(max_length=12, choices=TicketChannel.choices)
    state = models.CharField(max_length=12, choices=TicketState.choices, default=TicketState.WAITING)
    priority = models.PositiveSmallIntegerField(default=2)
    arrived_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    desk = models.ForeignKey(
        "organisation.Desk", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_for = models.ForeignKey(
        "organisation.Desk", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    officer = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_away = models.BooleanField(default=False)
    place_kept_until = models.DateTimeField(null=True, blank=True)
    call_count = models.PositiveSmallIntegerField(default=0)
    first_called_at = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_low = models.FloatField(null=True, blank=True)
    told_middle = models.FloatField(null=True, blank=True)
    told_high = models.FloatField(null=True, blank=True)
    time_uncertain = models.BooleanField(
        default=False, help_text="Closed by the system; its times are left out of the figures for time."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "day", "number"], name="ticket_number_unique_per_day"),
            models.UniqueConstraint(fields=["secret"], name="ticket_secret_unique"),
            models.UniqueConstraint(
                fields=["desk"], condition=Q(state__in=["called", "serving"]), name="ticket_one_per_desk"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["called", "serving"], desk__isnull=False)
                | (~Q(state__in=["called", "serving"]) & Q(desk__isnull=True)),
                name="ticket_desk_only_while_called",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, ended_at__isnull=True)
                | (~Q(state__in=OPEN_STATES) & Q(ended_at__isnull=False)),
                name="ticket_ended_when_closed",
            ),
            models.CheckConstraint(condition=Q(state__in=TicketState.values), name="ticket_state_known"),
            models.CheckConstraint(condition=Q(priority__range=(1, 3)), name="ticket_priority_1_to_3"),
            models.CheckConstraint(
                condition=Q(is_away=False) | Q(state__in=["waiting", "left", "expired"]),
                name="ticket_away_is_never_called",
            ),
            models.CheckConstraint(
                condition=Q(place_kept_until__isnull=True) | Q(is_away=True),
                name="ticket_kept_only_while_away",
            ),
        ]
        indexes = [
            models.Index(fields=["site"], condition=Q(state="waiting"), name="ticket_waiting_at_site"),
            models.Index(fields=["site", "day", "-called_at"], name="ticket_by_site_and_day"),
            models.Index(fields=["site"], condition=Q(state__in=OPEN_STATES), name="ticket_open_at_site"),
            models.Index(fields=["site", "day"], condition=Q(state="no_show"), name="ticket_no_show"),
            models.Index(fields=["site"], condition=Q(state="waiting", is_away=True), name="ticket_away"),
            models.Index(fields=["day"], condition=~Q(own_words=""), name="ticket_with_own_words"),
        ]

    @property
    def label(self) -> str:
        """The number as it is shown and spoken, such as "K07"."""
        return self.series.label_of(self.number)


class TicketEventKind(models.TextChoices):
    """What happened to a ticket."""

    TAKEN = "taken", _("number taken")
    CALLED = "called", _("called")
    RECALLED = "recalled", _("called again")
    STARTED = "started", _("started")
    HELD = "held", _("put on hold")
    NO_SHOW = "no_show", _("did not come")
    TRANSFERRED = "transferred", _("referred to another lane")
    RETURNED = "returned", _("returned to the queue")
    FINISHED = "finished", _("finished")
    DELAYED = "delayed", _("asked for more time")
    LEFT = "left", _("left the queue")
    ARRIVED = "arrived", _("said: I am here")
    PASSED = "passed", _("passed by, not here yet")
    LAPSED = "lapsed", _("not here in time")
    EXPIRED = "expired", _("closed with the day")
    TAKEN_OVER = "taken_over", _("taken over by another officer")


class TicketEvent(models.Model):
    """One thing that happened to a ticket. Append-only; the figures of waiting and handling are computed from
    these.

    `facts` explains it: for a call the rule that chose this number, what it passed over and how long it had
    waited.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=TicketEventKind.choices)
    state = models.CharField(max_length=12, choices=TicketState.choices)
    desk = models.ForeignKey("organisation.Desk", on_delete=models.SET_NULL, null=True, related_name="+")
    officer = models.ForeignKey("organisation.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["ticket", "at"], name="ticketevent_by_ticket")]


class SessionEnd(models.TextChoices):
    """Why a desk session ended."""

    CLOSED = "closed", _("closed by the officer")
    LOGGED_OUT = "logged_out", _("logged out")
    TAKEN_OVER = "taken_over", _("taken over")
    DISAPPEARED = "disappeared", _("no sign of life")
    DAY_END = "day_end", _("end of the day")


class DeskSession(models.Model):
    """An officer has a desk open. One open session per desk and per officer."""

    desk = models.ForeignKey("organisation.Desk", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("organisation.Site", on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    is_simulated = models.BooleanField(default=False)
    by_api = models.BooleanField(
        default=False, help_text="Opened by another system, which gives no sign of life of its own."
    )
    is_paused = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=12, choices=SessionEnd.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desk"], condition=Q(closed_at__isnull=True), name="desksession_one_open_per_desk"
            ),
            models.UniqueConstraint(
                fields=["officer"],
                condition=Q(closed_at__isnull=True),
                name="desksession_one_open_per_officer",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="desksession_not_backwards",
            ),
        ]
        indexes = [
            models.Index(
                fields=["site"], condition=Q(closed_at__isnull=True), name="desksession_open_at_site"
            )
        ]

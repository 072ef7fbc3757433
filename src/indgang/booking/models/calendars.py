"""Calendars elsewhere that belong to a resource: when it is busy there, and what is still to be written there."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indgang.booking.models.appointments import Appointment
from indgang.booking.models.resources import Resource


class LinkKind(models.TextChoices):
    """What sort of calendar it is."""

    GRAPH = "graph", _("Microsoft 365 (Outlook)")
    FEED = "feed", _("Published calendar (.ics address)")
    CALDAV = "caldav", _("CalDAV server")
    DEMO = "demo", _("Invented calendar, for the demo")


class LinkState(models.TextChoices):
    """How the last reading or writing went."""

    NEW = "new", _("not read yet")
    GOOD = "good", _("connected")
    FAILING = "failing", _("cannot be reached just now")
    REFUSED = "refused", _("needs attention")


class CalendarLink(models.Model):
    """The calendar of a resource (kalenderforbindelse). `address`, `user_name` and `secret` are sealed.

    It is read when `reads`, and our appointments are written into it when `writes`: as a time that is taken, and
    with the errand when `shows_errand`; never with anybody's name. `read_at` is when it was last read without
    fault, `next_read_at` when it is read again (empty: not before somebody has changed something). `odd` counts
    entries that could not be read, `cpr_entries` those whose subject holds a CPR number. `made_at` marks this
    connection, so that an answer to an earlier one is not taken for its own.
    """

    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, related_name="calendar")
    kind = models.CharField(max_length=8, choices=LinkKind.choices)
    address = models.TextField(blank=True)
    user_name = models.TextField(blank=True)
    secret = models.TextField(blank=True)
    reads = models.BooleanField(default=True)
    writes = models.BooleanField(default=False)
    shows_errand = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=LinkState.choices, default=LinkState.NEW)
    error = models.CharField(max_length=40, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    next_read_at = models.DateTimeField(null=True, blank=True)
    sync_state = models.JSONField(default=dict)
    odd = models.PositiveIntegerField(default=0)
    cpr_entries = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="calendarlink_kind_known"),
            models.CheckConstraint(condition=Q(state__in=LinkState.values), name="calendarlink_state_known"),
            models.CheckConstraint(
                condition=Q(reads=True) | Q(writes=True), name="calendarlink_does_something"
            ),
            models.CheckConstraint(
                condition=~Q(kind="feed") | Q(writes=False), name="calendarlink_feed_is_only_read"
            ),
        ]


class BusyTime(models.Model):
    """The resource is busy in its calendar, [from, to) in UTC. Of the entry only a fingerprint is kept."""

    link = models.ForeignKey(CalendarLink, on_delete=models.CASCADE, related_name="busy")
    entry = models.CharField(max_length=32)
    period = DateTimeRangeField(default_bounds="[)")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="busytime_from_to",
            ),
            models.UniqueConstraint(fields=["link", "entry", "period"], name="busytime_once"),
        ]


class ExpectedVisitor(models.Model):
    """Somebody whom the calendar's owner expects at a site, by a name and a birth date in a subject.

    Only a keyed fingerprint of them, the site and the Danish day; several rows stand for one visitor with several
    names. Gone when the day is over.
    """

    link = models.ForeignKey(CalendarLink, on_delete=models.CASCADE, related_name="visitors")
    site = models.ForeignKey("organisation.Site", on_delete=models.CASCADE, related_name="+")
    print = models.CharField(max_length=64)
    entry = models.CharField(max_length=32)
    period = DateTimeRangeField(default_bounds="[)")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "site", "print", "period"], name="expectedvisitor_once"),
        ]
        indexes = [models.Index(fields=["print"], name="expectedvisitor_by_print")]


class VisitorArrival(models.Model):
    """An expected visitor is here: the number that was given, so that saying so twice gives one. Gone with the day."""

    site = models.ForeignKey("organisation.Site", on_delete=models.CASCADE, related_name="+")
    print = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    ticket = models.ForeignKey("queue.Ticket", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "print", "starts_at"], name="visitorarrival_once"),
        ]


class CalendarPush(models.Model):
    """What the calendar should be told of an appointment: one row for both, whatever happened how often.

    `sequence` is the newest word, `sent` the one that the calendar has (-1: none). What is written is read from
    the appointment at that moment, so that a late word never overtakes a newer one. `next_try_at` is empty when
    all is said.
    """

    link = models.ForeignKey(CalendarLink, on_delete=models.CASCADE, related_name="pushes")
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="+")
    uid = models.CharField(max_length=200)
    sequence = models.BigIntegerField()
    sent = models.BigIntegerField(default=-1)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "appointment"], name="calendarpush_once"),
            models.CheckConstraint(
                condition=Q(next_try_at__isnull=False) | Q(sent=models.F("sequence")),
                name="calendarpush_unsent_is_tried",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="calendarpush_waiting"
            )
        ]


class CalendarFeed(models.Model):
    """An address under which a resource's appointments can be subscribed to. Only the digest of its token is kept."""

    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    shows_errand = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="calendarfeed_token_once")]

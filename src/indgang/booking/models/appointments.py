"""Appointments, what they take, and who holds them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from indgang.booking.models.resources import Resource


class AppointmentState(models.TextChoices):
    """Where an appointment is in its life."""

    HELD = "held", _("being booked")
    BOOKED = "booked", _("booked")
    ARRIVED = "arrived", _("checked in")
    NO_SHOW = "no_show", _("did not come")
    CANCELLED = "cancelled", _("cancelled")
    LAPSED = "lapsed", _("never confirmed")


HOLDING = (AppointmentState.HELD, AppointmentState.BOOKED, AppointmentState.ARRIVED)


class Channel(models.TextChoices):
    """Where it was booked."""

    PUBLIC = "public", _("by the citizen")
    DESK = "desk", _("at a desk")
    API = "api", _("another system")


class Appointment(models.Model):
    """A booked time (aftale), [from, to) in UTC, with `resource`, the desk or person that serves.

    The citizen holds its `code`. A held one (`held_until`) is a time kept for somebody who is typing, or
    offered; after that moment it takes nothing any more, whatever its row says. `task` is the first of its
    tasks; `persons` come. `on_screen`: the citizen is elsewhere, and they meet on the contact screen.
    `is_public`: it counts as one of the public's. `sequence` grows with each change. `key` makes a repeated
    booking harmless. `series` is shared by those that were booked together.
    """

    site = models.ForeignKey("organisation.Site", on_delete=models.PROTECT, related_name="+")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, null=True, related_name="+")
    desk = models.ForeignKey("organisation.Desk", on_delete=models.PROTECT, null=True, related_name="+")
    task = models.ForeignKey("catalogue.Task", on_delete=models.PROTECT, related_name="+")
    period = DateTimeRangeField(default_bounds="[)")
    persons = models.PositiveSmallIntegerField(default=1)
    skills = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    code = models.CharField(max_length=12)
    key = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=5, default="da")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.DESK)
    is_public = models.BooleanField(default=False)
    on_screen = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=AppointmentState.choices, default=AppointmentState.BOOKED)
    held_until = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    series = models.UUIDField(null=True, blank=True)
    booked_at = models.DateTimeField()
    ticket = models.OneToOneField(
        "queue.Ticket", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="appointment_code_unique"),
            models.UniqueConstraint(
                fields=["site", "key"], condition=~Q(key=""), name="appointment_key_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AppointmentState.values), name="appointment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="appointment_from_to",
            ),
            models.CheckConstraint(
                condition=Q(state="held", held_until__isnull=False)
                | ~Q(state="held") & Q(held_until__isnull=True),
                name="appointment_only_a_hold_ends",
            ),
        ]
        indexes = [
            models.Index(
                F("site"),
                Func(F("period"), function="lower"),
                name="appointment_by_site_and_start",
            ),
        ]


class AppointmentTask(models.Model):
    """One of the tasks of an appointment, for so many persons."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="tasks")
    task = models.ForeignKey("catalogue.Task", on_delete=models.PROTECT, related_name="+")
    persons = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "position"], name="appointmenttask_position_once"),
            models.UniqueConstraint(fields=["appointment", "task"], name="appointmenttask_once"),
            models.CheckConstraint(condition=Q(persons__range=(1, 20)), name="appointmenttask_persons"),
        ]


class Allocation(models.Model):
    """One place of a resource that an appointment takes, with its buffers, [from, to) in UTC.

    Rows exist only while they take the time: what is cancelled has none. That of a hold ends by itself at
    `held_until`; whoever wants that time of that resource then removes it first. No place is ever taken
    twice; `place` counts from 1 to the resource's places, and may be dealt anew, as equal places have no
    names.
    """

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="allocations")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="allocations")
    place = models.PositiveSmallIntegerField(default=1)
    period = DateTimeRangeField(default_bounds="[)")
    is_public = models.BooleanField(default=False)
    held_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "resource"], name="allocation_once"),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="allocation_from_to",
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="allocation_place_from_1"),
            ExclusionConstraint(
                name="allocation_never_twice",
                expressions=[
                    (
                        Func(F("resource_id"), F("resource_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("place"), F("place"), Value("[]"), function="int4range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("period", RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.IMMEDIATE,
            ),
        ]
        indexes = [
            models.Index(
                F("resource"), Func(F("period"), function="upper"), name="allocation_by_resource_and_end"
            ),
        ]


class Holder(models.Model):
    """Who comes: only what is needed to reach and to recognise them, sealed, and erased on the rules' term.

    `contact_prints` find the appointments of one address or number; `arrival_print` is a fingerprint of first
    name and birth date, to check in without a code. The rest of the row stays for the counts.
    """

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="holder")
    name = models.TextField(blank=True)
    email = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    contact_prints = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    arrival_print = models.CharField(max_length=64, blank=True)
    erase_after = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["erase_after"], condition=Q(erased_at__isnull=True), name="holder_to_erase"),
            models.Index(fields=["arrival_print"], condition=~Q(arrival_print=""), name="holder_by_arrival"),
        ]


class AppointmentEvent(models.Model):
    """One thing that happened to an appointment. Append-only; `state` is the state after it."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=AppointmentState.choices)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)

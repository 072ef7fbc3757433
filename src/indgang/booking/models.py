"""Appointments. A resource is a desk that takes appointments; none is booked twice."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

GRIDS = [5, 10, 15, 20, 30, 60]


class BookableDesk(models.Model):
    """A desk that takes appointments, and for which topics (codes; none: for all).

    Times begin every `grid_minutes` from the full hour; a time can be booked until `lead_minutes` before it,
    and `horizon_days` ahead.
    """

    desk = models.OneToOneField("organisation.Desk", on_delete=models.CASCADE, related_name="+")
    topics = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    grid_minutes = models.PositiveSmallIntegerField(default=15)
    lead_minutes = models.PositiveIntegerField(default=60)
    horizon_days = models.PositiveSmallIntegerField(default=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(grid_minutes__in=GRIDS), name="bookabledesk_grid_divides_the_hour"
            ),
            models.CheckConstraint(
                condition=Q(horizon_days__range=(1, 365)), name="bookabledesk_horizon_1_to_365"
            ),
        ]


class AppointmentState(models.TextChoices):
    """Where an appointment is in its life."""

    BOOKED = "booked", _("booked")
    ARRIVED = "arrived", _("checked in")
    CANCELLED = "cancelled", _("cancelled")


class Appointment(models.Model):
    """A booked time (aftale) with a desk, [from, to) in UTC. Anonymous: the citizen holds its `code`.

    `key` makes a repeated booking harmless.
    """

    site = models.ForeignKey("organisation.Site", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("organisation.Desk", on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey("catalogue.Task", on_delete=models.PROTECT, related_name="+")
    period = DateTimeRangeField(default_bounds="[)")
    code = models.CharField(max_length=12)
    key = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=5, default="da")
    state = models.CharField(max_length=12, choices=AppointmentState.choices, default=AppointmentState.BOOKED)
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
            ExclusionConstraint(
                name="appointment_desk_never_twice",
                expressions=[
                    (
                        Func(F("desk_id"), F("desk_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=~Q(state="cancelled"),
            ),
        ]


class AppointmentEvent(models.Model):
    """One thing that happened to an appointment. Append-only; `state` is the state after it."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=AppointmentState.choices)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)

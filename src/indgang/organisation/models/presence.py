"""Whether people can be reached: what they say of themselves, and who has the turn of a rota."""

from django.db import models
from django.db.models import F, Q

from indgang.core.presence import SAYABLE
from indgang.organisation.models.lifelines import Lifeline
from indgang.organisation.models.people import Person

REASON_LENGTH = 60
STATES = [(standing.value, standing.value) for standing in SAYABLE]


class Presence(models.Model):
    """What somebody said last of themselves. It counts from `since` until `until` and then ends by itself: nothing
    has to happen for it. `reason` is read by every colleague and holds nothing personal."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="presence")
    state = models.CharField(max_length=8, choices=STATES)
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[standing.value for standing in SAYABLE]), name="presence_state_known"
            ),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="presence_ends_after_it_begins"),
        ]


class PresenceEvent(models.Model):
    """One word that somebody, or their manager, said of somebody's presence. Append-only; erased when it is old.

    `state` is empty for a word that was taken back.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    said_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="presenceevent_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="", until__isnull=True) | ~Q(state="") & Q(until__isnull=False),
                name="presenceevent_word_has_an_end",
            ),
        ]


class RotaTurn(models.Model):
    """A turn of a lifeline's rota: Danish clock times on a weekday (0 = Monday), or on each of certain days, which
    go before the weekly ones. 00:00 as its end is midnight."""

    lifeline = models.ForeignKey(Lifeline, on_delete=models.CASCADE, related_name="turns")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__isnull=False, first_day__isnull=True, last_day__isnull=True)
                | Q(weekday__isnull=True, first_day__isnull=False, last_day__isnull=False),
                name="rotaturn_weekly_or_dated",
            ),
            models.CheckConstraint(
                condition=Q(weekday__isnull=True) | Q(weekday__lte=6), name="rotaturn_weekday_0_to_6"
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="rotaturn_days_not_backwards",
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")) | Q(ends="00:00"), name="rotaturn_ends_after_start"
            ),
        ]

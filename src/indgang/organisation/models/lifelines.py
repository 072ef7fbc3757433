"""Lifelines: the named expert or team behind a task (seed 001: "name and phone of the lifeline")."""

from django.db import models
from django.db.models import F, Q

from indgang.base.models import TextPerLanguage
from indgang.organisation.models.people import Person, Team


class Lifeline(models.Model):
    """Whom an officer phones. `direct_phone` bypasses the switchboard and was last tried on `verified_on`."""

    code = models.SlugField(max_length=40)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="lifelines"
    )
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="lifelines")
    direct_phone = models.CharField(max_length=20)
    email = models.EmailField(blank=True)
    deputy = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="lifeline_code_unique"),
            models.CheckConstraint(condition=~Q(deputy=F("id")), name="lifeline_not_own_deputy"),
        ]


class LifelineText(TextPerLanguage):
    """What the lifeline is for, in one language."""

    lifeline = models.ForeignKey(Lifeline, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lifeline", "language"], name="lifelinetext_once_per_language")
        ]


class LifelineHours(models.Model):
    """When the lifeline answers: Danish wall-clock times on a weekday (0 = Monday)."""

    lifeline = models.ForeignKey(Lifeline, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="lifelinehours_weekday_0_to_6"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes="00:00"),
                name="lifelinehours_closes_after_opening",
            ),
        ]

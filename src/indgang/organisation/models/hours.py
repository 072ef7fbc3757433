"""Opening hours of three kinds, with seasons and exceptions. Times are Danish wall-clock times."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indgang.base.models import TextPerLanguage
from indgang.organisation.models.places import Municipality, Site


class HoursKind(models.TextChoices):
    """Who is there in these hours."""

    LIBRARY = "library", _("library staffed")
    CITIZEN_SERVICE = "citizen_service", _("citizen service staffed")
    SELF_SERVICE = "self_service", _("self-service")


class OpeningHours(models.Model):
    """Open from `opens` to `closes` on a weekday (0 = Monday), within a season.

    `closes` 00:00 means midnight at the end of the day. The season is [valid_from, valid_to], both included
    and both optional; `season` names it for people ("Sommer").
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="opening_hours")
    kind = models.CharField(max_length=16, choices=HoursKind.choices)
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    season = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="openinghours_weekday_0_to_6"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes="00:00"),
                name="openinghours_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="openinghours_season_not_backwards",
            ),
            models.CheckConstraint(condition=Q(kind__in=HoursKind.values), name="openinghours_kind_known"),
            models.UniqueConstraint(
                fields=["site", "kind", "weekday", "opens", "season", "valid_from"],
                name="openinghours_once",
                nulls_distinct=False,
            ),
        ]


class ClosedPeriod(models.Model):
    """Closed, or open at special hours, on the days from `first_day` to `last_day` (both included).

    Applies to one site, or with `site` empty to the whole municipality; to one kind of hours, or with `kind`
    empty to all three. With `opens` and `closes` the place is open in those hours instead of its usual ones.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="closed_periods")
    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, null=True, blank=True, related_name="closed_periods"
    )
    kind = models.CharField(max_length=16, choices=HoursKind.choices, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="closedperiod_last_day_not_before_first"
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False)
                & (Q(closes__gt=F("opens")) | Q(closes="00:00")),
                name="closedperiod_special_hours_complete",
            ),
            models.UniqueConstraint(
                fields=["municipality", "site", "kind", "first_day", "last_day", "opens"],
                name="closedperiod_once",
                nulls_distinct=False,
            ),
        ]


class ClosedPeriodText(TextPerLanguage):
    """Why, as the public reads it."""

    period = models.ForeignKey(ClosedPeriod, on_delete=models.CASCADE, related_name="texts")
    reason = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "language"], name="closedperiodtext_once_per_language")
        ]

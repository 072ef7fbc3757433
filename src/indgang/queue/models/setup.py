"""How queues are set up: number series, call profiles and what each desk follows."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """A number series of a site ("K" for KVIK), and the lane that its tickets wait in.

    Numbers run from `first` to `last` each Danish day; a series that is used up refuses, it never repeats a
    number. Numbers above `last` up to `offline_last` are kept for kiosks that have lost the server.
    """

    site = models.ForeignKey("organisation.Site", on_delete=models.CASCADE, related_name="series")
    letter = models.CharField(max_length=2)
    name = models.CharField(max_length=40)
    desk_kind = models.CharField(max_length=12, help_text="The kind of desk that serves this lane.")
    first = models.PositiveIntegerField(default=1)
    last = models.PositiveIntegerField(default=899)
    offline_last = models.PositiveIntegerField(default=999)
    digits = models.PositiveSmallIntegerField(
        default=2, help_text="Numbers are shown with at least so many digits."
    )
    is_default = models.BooleanField(default=False, help_text="A citizen without a wish gets a number here.")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "letter"], name="series_letter_unique_at_site"),
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(is_default=True, is_active=True),
                name="series_one_default_per_site",
            ),
            models.CheckConstraint(
                condition=Q(letter__regex=r"^[A-ZÆØÅ]{1,2}$"), name="series_letter_well_formed"
            ),
            models.CheckConstraint(
                condition=Q(first__gte=1) & Q(last__gt=F("first")) & Q(offline_last__gte=F("last")),
                name="series_numbers_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.name}"

    def label_of(self, number: int) -> str:
        """A number as it is shown and spoken, such as "K07"."""
        return f"{self.letter}{number:0{self.digits}d}"


class SeriesDay(models.Model):
    """The counters of a series on a Danish day."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    last_number = models.PositiveIntegerField()
    last_offline_number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "day"], name="seriesday_once")]


class NumberBlock(models.Model):
    """Numbers lent to a kiosk for a day, to issue while the server is away: [first, last], both included.

    `secrets` are the keys of their ticket pages, in the order of the numbers.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    device = models.ForeignKey("organisation.AccessToken", on_delete=models.CASCADE, related_name="+")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    secrets = ArrayField(models.CharField(max_length=24))
    lent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "day", "first"], name="numberblock_first_unique"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="numberblock_not_backwards"),
        ]


class CallProfile(models.Model):
    """The discipline by which desks call (see `core.calling`). All times in minutes.

    A waiting ticket gains one priority step for each `ageing_minutes`; beyond `max_wait_minutes` the longest
    waiting comes first whatever the rules say; an appointment is due from `due_window_minutes` before its
    time.
    """

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    ageing_minutes = models.PositiveSmallIntegerField(default=15)
    max_wait_minutes = models.PositiveSmallIntegerField(default=45)
    due_window_minutes = models.PositiveSmallIntegerField(default=5)
    min_reach = models.PositiveSmallIntegerField(
        default=0, help_text="An officer is given only tasks that they may take this far; 0: everything."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="callprofile_code_unique"),
            models.CheckConstraint(condition=Q(ageing_minutes__gte=1), name="callprofile_ageing_positive"),
            models.CheckConstraint(
                condition=Q(max_wait_minutes__gte=1), name="callprofile_max_wait_positive"
            ),
            models.CheckConstraint(condition=Q(min_reach__lte=5), name="callprofile_min_reach_on_ladder"),
        ]

    def __str__(self) -> str:
        return self.name


class RuleCondition(models.TextChoices):
    """When a call rule applies to a ticket."""

    DUE = "due", _("appointment due")
    RETURNED = "returned", _("returned from another desk")
    LANE = "lane", _("waits in the lane")
    ANY = "any", _("any ticket")


class CallRule(models.Model):
    """One rule of a profile, tried in order. `letter` names the lane where the condition asks for one."""

    profile = models.ForeignKey(CallProfile, on_delete=models.CASCADE, related_name="rules")
    order = models.PositiveSmallIntegerField()
    condition = models.CharField(max_length=12, choices=RuleCondition.choices)
    letter = models.CharField(max_length=2, blank=True)
    min_wait_minutes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "order"], name="callrule_order_unique"),
            models.CheckConstraint(
                condition=Q(condition__in=RuleCondition.values), name="callrule_condition_known"
            ),
            models.CheckConstraint(
                condition=~Q(condition="lane") | ~Q(letter=""), name="callrule_lane_names_its_letter"
            ),
        ]


class DeskSetup(models.Model):
    """The profile that a desk follows."""

    desk = models.OneToOneField("organisation.Desk", on_delete=models.CASCADE, related_name="queue_setup")
    profile = models.ForeignKey(CallProfile, on_delete=models.PROTECT, related_name="desks")

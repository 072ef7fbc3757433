"""What appointments take time of: desks, people, rooms and sets of equal places, their plans and blocked times."""

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

GRIDS = [5, 10, 15, 20, 30, 60]
SERVING = "serving"


class ResourceKind(models.TextChoices):
    """What a resource is."""

    DESK = "desk", _("desk")
    PERSON = "person", _("person")
    ROOM = "room", _("room")
    PLACES = "places", _("places or equipment")


class Resource(models.Model):
    """Something that an appointment takes time of.

    Resources of one `group` stand in for each other; an appointment takes one of each group of its site that its
    tasks ask for. The group "serving" is always needed: the desk or person that meets the citizen, whose
    `topics` (codes; none: all) hold all its tasks. A room is a group that is needed besides, for appointments
    with a task among its topics; `places` above 1 are so many equal ones,
    such as the most appointments that a house takes at once. Of them the public books at most `public_places`
    (None: all) at once.

    `skills` are what it can besides its topics, such as a language. Minutes of `before` and `after` are kept
    free around each appointment. Grid, lead and horizon stand here when they differ from the rules of the
    site; a room has none but its own.
    """

    site = models.ForeignKey("organisation.Site", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=ResourceKind.choices)
    desk = models.OneToOneField(
        "organisation.Desk", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    person = models.OneToOneField(
        "organisation.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80, blank=True)
    group = models.SlugField(max_length=40, default=SERVING)
    topics = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    skills = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    places = models.PositiveSmallIntegerField(default=1)
    public_places = models.PositiveSmallIntegerField(null=True, blank=True)
    before_minutes = models.PositiveSmallIntegerField(default=0)
    after_minutes = models.PositiveSmallIntegerField(default=0)
    grid_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    lead_minutes = models.PositiveIntegerField(null=True, blank=True)
    horizon_days = models.PositiveSmallIntegerField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="desk", desk__isnull=False, person__isnull=True)
                | Q(kind="person", desk__isnull=True, person__isnull=False)
                | Q(kind__in=["room", "places"], desk__isnull=True, person__isnull=True) & ~Q(name=""),
                name="resource_is_what_its_kind_says",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["desk", "person"]) | ~Q(group=SERVING),
                name="resource_rooms_do_not_serve",
            ),
            models.CheckConstraint(condition=Q(places__range=(1, 500)), name="resource_places_1_to_500"),
            models.CheckConstraint(
                condition=Q(public_places__isnull=True) | Q(public_places__lte=F("places")),
                name="resource_public_places_among_places",
            ),
            models.CheckConstraint(
                condition=Q(grid_minutes__isnull=True) | Q(grid_minutes__in=GRIDS),
                name="resource_grid_divides_the_hour",
            ),
            models.CheckConstraint(
                condition=Q(horizon_days__isnull=True) | Q(horizon_days__range=(1, 365)),
                name="resource_horizon_1_to_365",
            ),
            models.CheckConstraint(
                condition=Q(before_minutes__lte=240, after_minutes__lte=240),
                name="resource_buffers_at_most_four_hours",
            ),
        ]
        indexes = [models.Index(fields=["site"], name="resource_by_site")]

    @property
    def label(self) -> str:
        """What people call it."""
        if self.name:
            return self.name
        if self.desk is not None:
            return self.desk.label
        return self.person.name if self.person is not None else ""


class ResourceHours(models.Model):
    """A resource takes appointments on a weekday (0 = Monday) from `opens` to `closes`, Danish clock times.

    A resource without any follows the hours of its site. `site` is where, when it is not the resource's own.
    `is_public` False keeps the time for bookings by staff. `outside_hours`: also when the house is closed
    ("only by appointment"). Valid from `valid_from` to `valid_to`, both included and both optional; 00:00 as
    `closes` is midnight.
    """

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="hours")
    site = models.ForeignKey(
        "organisation.Site", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    outside_hours = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="resourcehours_weekday_0_to_6"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes="00:00"),
                name="resourcehours_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="resourcehours_not_backwards",
            ),
        ]


class BlockedTime(models.Model):
    """No appointments [from, to) in UTC: of one resource, or with `resource` empty of the whole site.

    `series` is shared by those that were entered together ("every Monday until Christmas"). `reason` is for
    staff. What is booked already stays, and is listed for somebody to move.
    """

    site = models.ForeignKey("organisation.Site", on_delete=models.CASCADE, related_name="+")
    resource = models.ForeignKey(
        Resource, on_delete=models.CASCADE, null=True, blank=True, related_name="blocked"
    )
    period = DateTimeRangeField(default_bounds="[)")
    reason = models.CharField(max_length=120, blank=True)
    series = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="blockedtime_from_to",
            ),
        ]
        indexes = [models.Index(fields=["site"], name="blockedtime_by_site")]

"""Workshops in which two staffs map their tasks together (seed 000: Slangerup)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indgang.catalogue.models.tasks import Nature
from indgang.core.mapping import Side as CoreSide

PRIORITIES = (1, 3)
GROUPS = (1, 3)
MINUTES = (1, 240)
TITLE_LENGTH = 120
NOTE_LENGTH = 500
TEXT_LENGTH = 1000
LINE_LENGTH = 80


class Side(models.TextChoices):
    """One of the two staffs."""

    LIBRARY = CoreSide.LIBRARY.value, _("library")
    CITIZEN_SERVICE = CoreSide.CITIZEN_SERVICE.value, _("citizen service")


class Owner(models.TextChoices):
    """Who does a task today."""

    LIBRARY = CoreSide.LIBRARY.value, _("library")
    CITIZEN_SERVICE = CoreSide.CITIZEN_SERVICE.value, _("citizen service")
    BOTH = "both", _("both")
    PARTNER = "partner", _("a partner")


class WorkshopState(models.TextChoices):
    """Whether anything may still change."""

    OPEN = "open", _("open")
    SETTLED = "settled", _("closed")


class Workshop(models.Model):
    """One mapping of tasks, by both staffs together. Once it is settled nothing in it changes."""

    title = models.CharField(max_length=TITLE_LENGTH)
    started_on = models.DateField()
    state = models.CharField(max_length=8, choices=WorkshopState.choices, default=WorkshopState.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    begun_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="workshop_has_title"),
            models.CheckConstraint(condition=Q(state__in=WorkshopState.values), name="workshop_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True)
                | Q(state="settled", settled_at__isnull=False),
                name="workshop_settled_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MappedTask(models.Model):
    """A task as a workshop sees it: one of the catalogue's, one of its own, or a part of either.

    `title` is the catalogue's Danish one for a task of the catalogue. `level` 1 is a task and 2 a part; parts are
    not divided again. `settled_*` hold what was settled, empty until then; `settled_by`, `settled_at` and
    `settled_reason` tell of the last time. `revision` counts the changes of what describes the task,
    `settled_revision` those of what is settled, so that one page does not overwrite what another has saved.
    `is_out`: taken out of the workshop, and kept.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="tasks")
    task = models.ForeignKey(
        "catalogue.Task", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    topic = models.ForeignKey(
        "catalogue.Topic", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="parts")
    level = models.PositiveSmallIntegerField(default=1)
    order = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)
    owner = models.CharField(max_length=16, choices=Owner.choices)
    description = models.CharField(max_length=TEXT_LENGTH, blank=True)
    competences = ArrayField(models.CharField(max_length=LINE_LENGTH), default=list, blank=True)
    tools = ArrayField(models.CharField(max_length=LINE_LENGTH), default=list, blank=True)
    done_by = models.CharField(max_length=200, blank=True)
    is_out = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    settled_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    settled_priority = models.PositiveSmallIntegerField(null=True, blank=True)
    settled_nature = models.CharField(max_length=12, choices=Nature.choices, blank=True)
    settled_group = models.PositiveSmallIntegerField(null=True, blank=True)
    settled_reason = models.CharField(max_length=NOTE_LENGTH, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    settled_revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "task"], condition=Q(level=1), name="mappedtask_once_per_workshop"
            ),
            models.CheckConstraint(
                condition=Q(level=1, parent__isnull=True)
                | Q(level=2, parent__isnull=False, task__isnull=True),
                name="mappedtask_two_levels",
            ),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="mappedtask_not_its_own_part"),
            models.CheckConstraint(condition=~Q(title=""), name="mappedtask_has_title"),
            models.CheckConstraint(condition=Q(owner__in=Owner.values), name="mappedtask_owner_known"),
            models.CheckConstraint(
                condition=Q(settled_minutes__isnull=True) | Q(settled_minutes__range=MINUTES),
                name="mappedtask_minutes_1_to_240",
            ),
            models.CheckConstraint(
                condition=Q(settled_priority__isnull=True) | Q(settled_priority__range=PRIORITIES),
                name="mappedtask_priority_1_to_3",
            ),
            models.CheckConstraint(
                condition=Q(settled_group__isnull=True) | Q(settled_group__range=GROUPS),
                name="mappedtask_group_1_to_3",
            ),
            models.CheckConstraint(
                condition=Q(settled_nature__in=["", *Nature.values]), name="mappedtask_nature_known"
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=False)
                | Q(
                    settled_minutes__isnull=True,
                    settled_priority__isnull=True,
                    settled_group__isnull=True,
                    settled_nature="",
                ),
                name="mappedtask_settled_has_time",
            ),
        ]
        indexes = [models.Index(fields=["workshop", "order"], name="mappedtask_by_order")]

    def __str__(self) -> str:
        return self.title


class Assessment(models.Model):
    """What one side says of a mapped task: once for each side, as last saved by `person` at `at`.

    `revision` counts the changes, so that two people of one side do not overwrite each other.
    """

    mapped = models.ForeignKey(MappedTask, on_delete=models.CASCADE, related_name="assessments")
    side = models.CharField(max_length=16, choices=Side.choices)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    priority = models.PositiveSmallIntegerField(null=True, blank=True)
    nature = models.CharField(max_length=12, choices=Nature.choices, blank=True)
    group = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    person = models.ForeignKey("organisation.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mapped", "side"], name="assessment_once_per_side"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="assessment_side_known"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__range=MINUTES),
                name="assessment_minutes_1_to_240",
            ),
            models.CheckConstraint(
                condition=Q(priority__isnull=True) | Q(priority__range=PRIORITIES),
                name="assessment_priority_1_to_3",
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(group__range=GROUPS), name="assessment_group_1_to_3"
            ),
            models.CheckConstraint(
                condition=Q(nature__in=["", *Nature.values]), name="assessment_nature_known"
            ),
        ]


class MappingEventKind(models.TextChoices):
    """What happened in a workshop."""

    BEGUN = "begun", _("workshop begun")
    ADDED = "added", _("task added")
    DIVIDED = "divided", _("part added")
    DESCRIBED = "described", _("described")
    ASSESSED = "assessed", _("assessed")
    SETTLED = "settled", _("settled")
    TAKEN_OUT = "taken_out", _("taken out")
    PUT_BACK = "put_back", _("put back")
    TAKEN_OVER = "taken_over", _("taken over into the catalogue")
    CLOSED = "closed", _("workshop closed")
    OPENED = "opened", _("workshop opened again")


class MappingEvent(models.Model):
    """One thing that happened in a workshop. Append-only; `facts` holds what changed as {field: [old, new]}."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="events")
    mapped = models.ForeignKey(MappedTask, on_delete=models.CASCADE, null=True, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=MappingEventKind.choices)
    side = models.CharField(max_length=16, choices=Side.choices, blank=True)
    person = models.ForeignKey("organisation.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=MappingEventKind.values), name="mappingevent_kind_known"
            ),
            models.CheckConstraint(condition=Q(side__in=["", *Side.values]), name="mappingevent_side_known"),
        ]
        indexes = [models.Index(fields=["mapped", "at"], name="mappingevent_by_task")]

"""Sections: the parts of a task's text, each in three layers with versions of its own.

What is in force (`TaskText`, `Play`) is computed from the published versions by `services.composing`.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indgang.catalogue.models.tasks import Task


class SectionKind(models.TextChoices):
    """The parts of a task's text."""

    HEAD = "head", _("title and summary")
    WORDS = "words", _("citizens' words")
    DESCRIPTION = "description", _("description")
    BRING = "bring", _("what to bring")
    CONDITIONS = "conditions", _("conditions")
    PROCEDURE = "procedure", _("the citizen's own steps")
    EXPECT = "expect", _("what to expect")
    APPEAL = "appeal", _("appeal")
    FORBIDDEN = "forbidden", _("what must not be written down")
    PLAY = "play", _("play")
    NOTE = "note", _("our note")


class Layer(models.TextChoices):
    """Who writes a text. Each layer stands on the one before it and never changes it."""

    NATIONAL = "national", _("national")
    SHARED = "shared", _("shared")
    LOCAL = "local", _("local")


class Mode(models.TextChoices):
    """How a text stands to the layers below it."""

    REPLACE = "replace", _("instead of the text below")
    ADD = "add", _("after the text below")


class VersionState(models.TextChoices):
    """Where a version is on its way."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    SCHEDULED = "scheduled", _("scheduled")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN_STATES = (VersionState.DRAFT, VersionState.REVIEW)


class Section(models.Model):
    """One part of a task's text: who looks after it, and when it must be read through again (Danish day)."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(max_length=12, choices=SectionKind.choices)
    owner = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewed_on = models.DateField(null=True, blank=True)
    review_due = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "kind"], name="section_once_per_task"),
            models.CheckConstraint(condition=Q(kind__in=SectionKind.values), name="section_kind_known"),
        ]
        indexes = [models.Index(fields=["review_due"], name="section_by_review_due")]


class SectionVersion(models.Model):
    """One version of a section in one layer. Once published its content never changes (migration 0004).

    `content` is {"da": {part: value}, "en": {…}}, of a play {"steps": […]} (see `services.parts`). `based_on` is
    the version of the layer below that its author saw; `check_since` is set when that one has changed. Validity
    is in Danish days, `valid_to` the last one; a text whose time is over is marked, not hidden. `must_read` asks
    everybody whom it concerns to read it again. `revision` counts the saves of a draft.
    """

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="versions")
    layer = models.CharField(max_length=8, choices=Layer.choices)
    site = models.ForeignKey(
        "organisation.Site", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=VersionState.choices)
    mode = models.CharField(max_length=7, choices=Mode.choices, default=Mode.REPLACE)
    content = models.JSONField()
    based_on = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    check_since = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    must_read = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "layer", "site", "number"],
                name="sectionversion_number_unique",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["section", "layer", "site"],
                condition=Q(state="published"),
                name="sectionversion_one_in_force",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["section", "layer", "site"],
                condition=Q(state__in=["draft", "review"]),
                name="sectionversion_one_draft",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["section", "layer", "site"],
                condition=Q(state="scheduled"),
                name="sectionversion_one_scheduled",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state__in=VersionState.values), name="sectionversion_state_known"
            ),
            models.CheckConstraint(condition=Q(layer__in=Layer.values), name="sectionversion_layer_known"),
            models.CheckConstraint(
                condition=Q(layer="national", mode="replace") | ~Q(layer="national"),
                name="sectionversion_nation_adds_not",
            ),
            models.CheckConstraint(
                condition=Q(site__isnull=True) | Q(layer="local"), name="sectionversion_site_is_local"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "superseded"]) | Q(published_at__isnull=False),
                name="sectionversion_published_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(valid_from__isnull=False),
                name="sectionversion_scheduled_for",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(reviewed_by=F("created_by")),
                name="sectionversion_second_eyes",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="sectionversion_valid_in_order",
            ),
        ]
        indexes = [models.Index(fields=["state", "valid_from"], name="sectionversion_by_state")]


class SectionEvent(models.Model):
    """What happened to a version: who, when, what and why. Never changed."""

    version = models.ForeignKey(SectionVersion, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    person = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    actor_name = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=20)
    comment = models.CharField(max_length=600, blank=True)

    class Meta:
        indexes = [models.Index(fields=["version", "at"], name="sectionevent_by_version")]


class PlaybookRules(models.Model):
    """How this municipality keeps its playbook; one row. Days before and after the day of review."""

    id = models.BooleanField(primary_key=True, default=True)
    needs_review = models.BooleanField(default=False)
    remind_days = models.PositiveSmallIntegerField(default=14)
    escalate_days = models.PositiveSmallIntegerField(default=14)
    read_within_days = models.PositiveSmallIntegerField(default=7)
    link_failures = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=True), name="playbookrules_one_row"),
            models.CheckConstraint(condition=Q(link_failures__range=(1, 30)), name="playbookrules_failures"),
        ]


class ReviewReminder(models.Model):
    """That a reminder of a day of review has been sent, so that none is sent twice."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="reminders")
    due = models.DateField()
    stage = models.CharField(max_length=10)
    sent_at = models.DateTimeField()
    sent_to = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "due", "stage", "sent_to"],
                name="reviewreminder_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["before", "due", "escalated"]), name="reviewreminder_stage_known"
            ),
        ]

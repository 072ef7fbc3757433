"""Plays: versioned playbooks of tasks, and the municipality's own notes beside them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indgang.base.models import TextPerLanguage
from indgang.catalogue.models.tasks import REACH_CHOICES, Task


class Play(models.Model):
    """The playbook of a task as it stood on the screen: its steps in force and the page around them.

    A version never changes; when any layer of a section that a desk shows is published, a new one replaces it.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="plays")
    version = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    is_local = models.BooleanField(default=False, help_text="Written by the municipality.")
    page = models.JSONField(
        default=dict, help_text="What else stood on the screen, by language: see services.composing."
    )
    fingerprint = models.CharField(
        max_length=64, help_text="SHA-256 of steps and page, so that an unchanged import adds none."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "version"], name="play_version_unique")]


class StepKind(models.TextChoices):
    """What kind of step it is."""

    ASK = "ask", _("ask")
    ID_CHECK = "id_check", _("check identity")
    DO = "do", _("do")
    CO_SERVICE = "co_service", _("do it together")
    STOP_REFER = "stop_refer", _("stop and refer")
    CLOSE = "close", _("close")


class ReferTo(models.TextChoices):
    """Where a stop-and-refer point sends the citizen."""

    LIFELINE = "lifeline", _("the lifeline")
    SERVICE = "service", _("the SERVICE desk")
    TOWN_HALL = "town_hall", _("the town hall")


class Step(models.Model):
    """One step of a play. `reach` is the least reach with which an officer may do it."""

    play = models.ForeignKey(Play, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=StepKind.choices)
    reach = models.PositiveSmallIntegerField(choices=REACH_CHOICES, default=2)
    refer_to = models.CharField(max_length=12, choices=ReferTo.choices, blank=True)
    seconds = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["play", "order"], name="step_order_unique"),
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="step_kind_known"),
            models.CheckConstraint(
                condition=(Q(kind="stop_refer") & ~Q(refer_to="")) | (~Q(kind="stop_refer") & Q(refer_to="")),
                name="step_stop_says_where_to",
            ),
        ]


class StepText(TextPerLanguage):
    """A step in one language."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="texts")
    text = models.TextField(max_length=600)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "language"], name="steptext_once_per_language")
        ]

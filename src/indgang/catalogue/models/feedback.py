"""Feedback from the desk on a section: a small case with an owner, a state and an answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indgang.catalogue.models.plays import Play
from indgang.catalogue.models.sections import Section, SectionVersion


class FeedbackKind(models.TextChoices):
    """What is the matter with the text."""

    WRONG = "wrong", _("wrong")
    UNCLEAR = "unclear", _("unclear")
    MISSING = "missing", _("missing")


class FeedbackState(models.TextChoices):
    """How far the case is."""

    NEW = "new", _("new")
    TAKEN = "taken", _("being looked at")
    CORRECTED = "corrected", _("corrected")
    KEPT = "kept", _("the text stands")


class Feedback(models.Model):
    """What an officer said about a section. `play` is the version that was on the screen; holds no CPR number."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="feedback")
    play = models.ForeignKey(Play, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=8, choices=FeedbackKind.choices)
    text = models.TextField(max_length=1000)
    site = models.ForeignKey(
        "organisation.Site", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, related_name="feedback_given"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=FeedbackState.choices, default=FeedbackState.NEW)
    owner = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer_read_at = models.DateTimeField(null=True, blank=True)
    corrected_in = models.ForeignKey(
        SectionVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FeedbackKind.values), name="feedback_kind_known"),
            models.CheckConstraint(condition=Q(state__in=FeedbackState.values), name="feedback_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["new", "taken"], answered_at__isnull=True)
                | (Q(state__in=["corrected", "kept"], answered_at__isnull=False) & ~Q(answer="")),
                name="feedback_closed_with_answer",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="feedback_by_state")]


class FeedbackEvent(models.Model):
    """What happened to a feedback case. Never changed."""

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    person = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    action = models.CharField(max_length=20)
    comment = models.CharField(max_length=1000, blank=True)
